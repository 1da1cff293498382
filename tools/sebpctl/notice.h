/* SPDX-License-Identifier: GPL-2.0-only */
/* What monitor prints: a line for each thing that happened, as text or as JSON. */
#ifndef SEBPCTL_NOTICE_H
#define SEBPCTL_NOTICE_H

#include <stdio.h>
#include <time.h>

#include "decode.h"

enum notice {
	NOTICE_NOW,	/* attached when monitor started, or some notices were lost */
	NOTICE_ATTACH,
	NOTICE_DETACH,
	NOTICE_CHANGE,	/* of state or settings */
	NOTICE_LOST,	/* no device: some notices were, what is attached now follows */
};

/* @device is not looked at for NOTICE_LOST. */
void notice_text(FILE *out, const struct timespec *when, enum notice notice, const struct device *device);
void notice_json(FILE *out, const struct timespec *when, enum notice notice, const struct device *device);

#endif
