/* SPDX-License-Identifier: GPL-2.0-only */
/* What went through each queue between the last two samples, and its history: all that top shows. */
#ifndef SEBPCTL_FLOWS_H
#define SEBPCTL_FLOWS_H

#include <stdio.h>
#include <time.h>

#include "lines.h"
#include "snapshot.h"

struct flow {
	struct queue queue;		/* as last sampled */
	bool known;			/* sampled twice: what follows is set */
	uint64_t packets;		/* a second, as all of these */
	uint64_t polls;
	uint64_t irqs;
	uint64_t avoided;
	uint64_t polls_counted;		/* since the last sample, as these two */
	uint64_t packets_counted;
	uint64_t empty_counted;
	size_t gap;			/* the longest bucket of gaps that grew; QUEUE_GAPS if none did */
	struct history history;		/* of packets */
};

struct flows {
	struct device *devices;
	size_t device_count;
	struct flow *flows;		/* in the order of the last snapshot */
	size_t count;
};

/* A queue whose counters went back was attached anew: it starts from nothing. */
void flows_sample(struct flows *flows, const struct snapshot *snapshot, uint64_t elapsed_ns);
void flows_free(struct flows *flows);

/* ---- as lines for a screen ---- */

/* Lines of @columns at most, to be freed; *@count of them. @blocks: the terminal can show block elements. */
struct line *flows_lines(const struct flows *flows, int columns, bool blocks, size_t *count);

/* The same for what columns and keys mean. */
struct line *flows_help(size_t *count);

/* One line of JSON, in the schema of docs/sebpctl-json.md. */
enum status flows_json(FILE *out, const struct flows *flows, const struct timespec *when);

#endif
