/* SPDX-License-Identifier: GPL-2.0-only */
/* Prometheus's text exposition format, version 0.0.4: what every metric of ours needs of it. */
#ifndef SEBPCTL_EXPOSITION_H
#define SEBPCTL_EXPOSITION_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct metric {
	const char *name;	/* without the prefix, sebp_ */
	const char *type;
	const char *help;
};

void exposition_header(FILE *out, const struct metric *m);

/* A sample: its name, without the prefix, and the label that all of ours have; the bracket stays open. */
void exposition_begin(FILE *out, const char *name, const char *device);
void exposition_label(FILE *out, const char *name, const char *value);
/* Closes the bracket. @seconds: @value is in ns, and is printed in the base unit. */
void exposition_value(FILE *out, uint64_t value, bool seconds);

#endif
