/* SPDX-License-Identifier: GPL-2.0-only */
/* One consistent picture of the attached devices and their queues, and the ways to print it. */
#ifndef SEBPCTL_SNAPSHOT_H
#define SEBPCTL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/status.h"
#include "decode.h"

struct family;

struct snapshot {
	struct device *devices;
	size_t device_count;
	struct queue *queues;		/* of all devices */
	size_t queue_count;
};

/* Of the device @ifindex, called @subject; of all devices if @ifindex is 0. */
enum status snapshot_take(struct snapshot *snapshot, struct family *family, uint32_t ifindex,
			  const char *subject);
void snapshot_free(struct snapshot *snapshot);

/* The device of that number, or NULL. */
static inline const struct device *snapshot_device(const struct snapshot *snapshot, uint32_t ifindex)
{
	for (size_t i = 0; i < snapshot->device_count; i++) {
		if (snapshot->devices[i].ifindex == ifindex)
			return &snapshot->devices[i];
	}
	return NULL;
}

/* For people, in 80 columns; @statistics: all counters, not only the first ones. */
void show_text(FILE *out, const struct snapshot *snapshot, bool statistics);

/* The histogram of gaps of one queue, part of the above. */
void show_gaps(FILE *out, const struct queue *queue, const struct device *device);

/* All of it, in the schema of docs/sebpctl-json.md. */
enum status show_json(FILE *out, const struct snapshot *snapshot);

#endif
