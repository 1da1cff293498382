// SPDX-License-Identifier: GPL-2.0-only
#include "flows.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/grow.h"

static const struct flow *find_flow(const struct flows *f, const struct queue *like)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->flows[i].queue.ifindex == like->ifindex && f->flows[i].queue.id == like->id)
			return &f->flows[i];
	}
	return NULL;
}

static size_t longest_gap(const struct queue *before, const struct queue *now)
{
	for (size_t i = QUEUE_GAPS; i-- > 0;) {
		if (now->gaps[i] > before->gaps[i])
			return i;
	}
	return QUEUE_GAPS;
}

static bool went_back(const struct queue *before, const struct queue *now)
{
	return now->polls < before->polls || now->packets < before->packets ||
	       now->empty_polls < before->empty_polls || now->irqs_taken < before->irqs_taken ||
	       now->irqs_suppressed < before->irqs_suppressed;
}

static void count_flow(struct flow *flow, const struct flow *last, uint64_t elapsed_ns)
{
	const struct queue *before = &last->queue, *now = &flow->queue;

	flow->known = true;
	flow->polls_counted = now->polls - before->polls;
	flow->packets_counted = now->packets - before->packets;
	flow->empty_counted = now->empty_polls - before->empty_polls;
	flow->packets = per_second(flow->packets_counted, elapsed_ns);
	flow->polls = per_second(flow->polls_counted, elapsed_ns);
	flow->irqs = per_second(now->irqs_taken - before->irqs_taken, elapsed_ns);
	flow->avoided = per_second(now->irqs_suppressed - before->irqs_suppressed, elapsed_ns);
	flow->gap = longest_gap(before, now);
	flow->history = last->history;
	history_push(&flow->history, flow->packets);
}

void flows_sample(struct flows *f, const struct snapshot *s, uint64_t elapsed_ns)
{
	struct flows next = {
		.device_count = s->device_count,
		.devices = allocate(s->device_count, sizeof(*s->devices)),
		.count = s->queue_count,
		.flows = allocate(s->queue_count, sizeof(struct flow)),
	};

	for (size_t i = 0; i < s->device_count; i++)
		next.devices[i] = s->devices[i];
	for (size_t i = 0; i < s->queue_count; i++) {
		const struct flow *last = find_flow(f, &s->queues[i]);

		next.flows[i].queue = s->queues[i];
		if (last && !went_back(&last->queue, &s->queues[i]))
			count_flow(&next.flows[i], last, elapsed_ns);
	}
	flows_free(f);
	*f = next;
}

void flows_free(struct flows *f)
{
	free(f->devices);
	free(f->flows);
}
