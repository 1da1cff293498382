/* SPDX-License-Identifier: GPL-2.0-only */
/* What show has, as a page for a browser. */
#ifndef SEBPCTL_REPORT_H
#define SEBPCTL_REPORT_H

#include <stdio.h>
#include <time.h>

#include "snapshot.h"

struct report {
	struct snapshot snapshot;
	char host[65];
	char kernel[65];
	struct timespec when;
};

/* One file of HTML, which needs no other and no script. */
void report_html(FILE *out, const struct report *report);

#endif
