/* SPDX-License-Identifier: GPL-2.0-only */
/* What shadow mode saw of a device in a while, summed over its queues, and the ways to print it. */
#ifndef SEBPCTL_PREDICTION_H
#define SEBPCTL_PREDICTION_H

#include "snapshot.h"

struct prediction {
	const struct device *device;
	uint64_t elapsed_ns;
	struct queue sum;	/* counters, and those of its events; nothing else is set */
};

/* From two snapshots of a device, the second one later; a queue that is new counts from 0. */
void prediction_make(struct prediction *prediction, const struct device *device, const struct snapshot *before,
		     const struct snapshot *after, uint64_t elapsed_ns);

/* For people, in 80 columns. */
void prediction_text(FILE *out, const struct prediction *prediction);

/* In the schema of docs/sebpctl-json.md. */
enum status prediction_json(FILE *out, const struct prediction *prediction);

#endif
