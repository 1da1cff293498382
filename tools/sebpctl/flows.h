/* SPDX-License-Identifier: GPL-2.0-only */
/* What went through each queue between the last two samples, and its history: what top shows of network devices. */
#ifndef SEBPCTL_FLOWS_H
#define SEBPCTL_FLOWS_H

#include "lines.h"
#include "snapshot.h"

struct json_t;

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

/* In lines whose histories fill @columns. @blocks: the terminal can show block elements. */
void flows_lines(struct lines *lines, const struct flows *flows, int columns, bool blocks);

/* What their columns mean. */
void flows_help(struct lines *lines);

/* A list in the schema of docs/sebpctl-json.md. */
struct json_t *flows_list(const struct flows *flows);

#endif
