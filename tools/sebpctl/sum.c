// SPDX-License-Identifier: GPL-2.0-only
#include "sum.h"

#define ADD(to, before, after, member)	((to)->member += (after)->member - (before)->member)

static struct event_stats *find_event(struct queue *q, uint32_t event, bool add)
{
	for (size_t i = 0; i < q->event_count; i++) {
		if (q->events[i].event == event)
			return &q->events[i];
	}
	if (!add || q->event_count == DECODE_EVENTS_MAX)
		return NULL;
	q->events[q->event_count] = (struct event_stats){ .event = event };
	return &q->events[q->event_count++];
}

static void add_event(struct queue *sum, const struct queue *before, const struct event_stats *e)
{
	static const struct event_stats none;
	const struct event_stats *from = find_event((struct queue *)before, e->event, false);
	struct event_stats *to = find_event(sum, e->event, true);

	if (!to)
		return;
	if (!from)
		from = &none;
	ADD(to, from, e, events);
	ADD(to, from, e, polls);
	ADD(to, from, e, empty_polls);
	ADD(to, from, e, packets);
}

void queue_add(struct queue *sum, const struct queue *before, const struct queue *after)
{
	static const struct queue none;

	if (!before)
		before = &none;
	ADD(sum, before, after, polls);
	ADD(sum, before, after, empty_polls);
	ADD(sum, before, after, packets);
	ADD(sum, before, after, rescues);
	ADD(sum, before, after, irqs_taken);
	ADD(sum, before, after, irqs_suppressed);
	ADD(sum, before, after, unparks);
	ADD(sum, before, after, delay_ns);
	for (size_t i = 0; i < QUEUE_GAPS; i++)
		ADD(sum, before, after, gaps[i]);
	for (size_t i = 0; i < after->event_count; i++)
		add_event(sum, before, &after->events[i]);
}
