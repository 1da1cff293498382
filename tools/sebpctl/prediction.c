// SPDX-License-Identifier: GPL-2.0-only
#include "prediction.h"

#include "sum.h"

static const struct queue *find_queue(const struct snapshot *s, const struct queue *like)
{
	for (size_t i = 0; i < s->queue_count; i++) {
		if (s->queues[i].ifindex == like->ifindex && s->queues[i].id == like->id)
			return &s->queues[i];
	}
	return NULL;
}

void prediction_make(struct prediction *p, const struct device *device, const struct snapshot *before,
		     const struct snapshot *after, uint64_t elapsed_ns)
{
	*p = (struct prediction){ .device = device, .elapsed_ns = elapsed_ns };
	for (size_t i = 0; i < after->queue_count; i++) {
		if (after->queues[i].ifindex == device->ifindex)
			queue_add(&p->sum, find_queue(before, &after->queues[i]), &after->queues[i]);
	}
}
