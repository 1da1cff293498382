// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <stdio.h>
#include <string.h>

#include "common/format.h"
#include "common/names.h"

static void show_events(uint32_t events)
{
	const char *separator = "";

	for (uint32_t i = 0; i < 32; i++) {
		if (!(events & 1u << i))
			continue;
		printf("%s%s", separator, event_name(i));
		separator = ",";
	}
}

static void show_device(const struct device *d)
{
	char min[FORMAT_SIZE], max[FORMAT_SIZE], window[FORMAT_SIZE];

	printf("%s: %s, %s\n", d->ifname, d->driver, dev_state_name(d->state));
	if (d->reason[0])
		printf("    reason:  %s\n", d->reason);
	printf("    events:  ");
	show_events(d->events);
	printf("\n    gap:     %s to %s between two polls\n",
	       format_time(min, d->min_gap_ns), format_time(max, d->max_gap_ns));
	printf("    polled:  from %u packets in %s, parked below %u\n",
	       d->enter_packets, format_time(window, d->window_ns), d->leave_packets);
}

static void show_queue_titles(void)
{
	puts("    queue  cpu  state      polls    empty  packets     irqs  avoided  longest gap");
}

static void show_queue(const struct queue *q)
{
	char polls[FORMAT_SIZE], empty[FORMAT_SIZE], packets[FORMAT_SIZE], taken[FORMAT_SIZE],
	     suppressed[FORMAT_SIZE], gap[FORMAT_SIZE];

	printf("    %5u  %3u  %-7s  %7s  %7s  %7s  %7s  %7s  %11s\n",
	       q->id, q->cpu, queue_state_name(q->state),
	       format_count(polls, q->polls), format_count(empty, q->empty_polls),
	       format_count(packets, q->packets), format_count(taken, q->irqs_taken),
	       format_count(suppressed, q->irqs_suppressed),
	       format_time(gap, q->longest_gap_ns));
}

static void show_event_stats(const struct event_stats *e)
{
	char events[FORMAT_SIZE], polls[FORMAT_SIZE], empty[FORMAT_SIZE], packets[FORMAT_SIZE];

	printf("        %-10s %9s %9s %9s %9s\n", event_name(e->event),
	       format_count(events, e->events), format_count(polls, e->polls),
	       format_count(empty, e->empty_polls), format_count(packets, e->packets));
}

static void show_queue_statistics(const struct queue *q)
{
	char unparks[FORMAT_SIZE], parks[FORMAT_SIZE], rescues[FORMAT_SIZE], busy[FORMAT_SIZE];

	printf("        NAPI %u; unparked %s, parked %s, watchdog rescues %s, busy %s\n",
	       q->napi_id, format_count(unparks, q->unparks), format_count(parks, q->parks),
	       format_count(rescues, q->rescues), format_count(busy, q->busy));
	if (!q->event_count)
		return;
	printf("        %-10s %9s %9s %9s %9s\n", "event", "fired", "polls", "empty", "packets");
	for (size_t i = 0; i < q->event_count; i++)
		show_event_stats(&q->events[i]);
}

static void show_queues(const struct snapshot *snapshot, uint32_t ifindex, bool statistics)
{
	bool titled = false;

	for (size_t i = 0; i < snapshot->queue_count; i++) {
		const struct queue *queue = &snapshot->queues[i];

		if (queue->ifindex != ifindex)
			continue;
		/* With statistics between the rows each row needs its titles again. */
		if (!titled || statistics)
			show_queue_titles();
		titled = true;
		show_queue(queue);
		if (statistics)
			show_queue_statistics(queue);
	}
}

void show_text(const struct snapshot *snapshot, bool statistics)
{
	if (!snapshot->device_count)
		puts("No network device is attached: `sebpctl attach DEV` attaches one.");
	for (size_t i = 0; i < snapshot->device_count; i++) {
		if (i)
			putchar('\n');
		show_device(&snapshot->devices[i]);
		show_queues(snapshot, snapshot->devices[i].ifindex, statistics);
	}
}
