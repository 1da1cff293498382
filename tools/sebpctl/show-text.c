// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include "common/format.h"
#include "common/names.h"

static void show_events(FILE *out, uint32_t events)
{
	const char *separator = "";

	if (!events)
		fprintf(out, "none");
	for (uint32_t i = 0; i < 32; i++) {
		if (!(events & 1u << i))
			continue;
		fprintf(out, "%s%s", separator, event_name(i));
		separator = ",";
	}
}

static void show_device(FILE *out, const struct device *d)
{
	char min[FORMAT_SIZE], max[FORMAT_SIZE], window[FORMAT_SIZE];

	fprintf(out, "%s: %s, %s\n", d->ifname, d->driver, dev_state_name(d->state));
	if (d->reason[0])
		fprintf(out, "  reason:  %s\n", d->reason);
	fprintf(out, "  events:  ");
	show_events(out, d->events);
	fprintf(out, "\n  gap:     %s to %s between two polls\n",
		format_time(min, d->min_gap_ns), format_time(max, d->max_gap_ns));
	fprintf(out, "  polled:  from %u packets in %s, parked below %u\n",
		d->enter_packets, format_time(window, d->window_ns), d->leave_packets);
}

static void show_queue_titles(FILE *out)
{
	fputs("  queue  cpu  state      polls    empty  packets     irqs  avoided  longest gap\n",
	      out);
}

/* @number, or a dash if it is @none, which stands for "not known". */
static const char *known(char *text, uint32_t number, uint32_t none)
{
	if (number == none)
		snprintf(text, FORMAT_SIZE, "-");
	else
		snprintf(text, FORMAT_SIZE, "%u", number);
	return text;
}

static void show_queue(FILE *out, const struct queue *q)
{
	char polls[FORMAT_SIZE], empty[FORMAT_SIZE], packets[FORMAT_SIZE], taken[FORMAT_SIZE],
	     suppressed[FORMAT_SIZE], gap[FORMAT_SIZE], cpu[FORMAT_SIZE];

	fprintf(out, "  %5u  %3s  %-7s  %7s  %7s  %7s  %7s  %7s  %11s\n",
		q->id, known(cpu, q->cpu, QUEUE_NO_CPU), queue_state_name(q->state),
		format_count(polls, q->polls), format_count(empty, q->empty_polls),
		format_count(packets, q->packets), format_count(taken, q->irqs_taken),
		format_count(suppressed, q->irqs_suppressed),
		format_time(gap, q->longest_gap_ns));
}

static void show_event_stats(FILE *out, const struct event_stats *e)
{
	char events[FORMAT_SIZE], polls[FORMAT_SIZE], empty[FORMAT_SIZE], packets[FORMAT_SIZE];

	fprintf(out, "      %-10s %9s %9s %9s %9s\n", event_name(e->event),
		format_count(events, e->events), format_count(polls, e->polls),
		format_count(empty, e->empty_polls), format_count(packets, e->packets));
}

static void show_queue_statistics(FILE *out, const struct queue *q)
{
	char unparks[FORMAT_SIZE], parks[FORMAT_SIZE], rescues[FORMAT_SIZE], busy[FORMAT_SIZE],
	     napi[FORMAT_SIZE];

	fprintf(out, "      napi %s  unparks %s  parks %s  rescues %s  busy %s\n",
		known(napi, q->napi_id, 0),
		format_count(unparks, q->unparks), format_count(parks, q->parks),
		format_count(rescues, q->rescues), format_count(busy, q->busy));
	if (!q->event_count)
		return;
	fprintf(out, "      %-10s %9s %9s %9s %9s\n",
		"event", "fired", "polls", "empty", "packets");
	for (size_t i = 0; i < q->event_count; i++)
		show_event_stats(out, &q->events[i]);
}

static void show_queues(FILE *out, const struct snapshot *snapshot, uint32_t ifindex,
			bool statistics)
{
	bool titled = false;

	for (size_t i = 0; i < snapshot->queue_count; i++) {
		const struct queue *queue = &snapshot->queues[i];

		if (queue->ifindex != ifindex)
			continue;
		/* With statistics between the rows each row needs its titles again. */
		if (!titled || statistics)
			show_queue_titles(out);
		titled = true;
		show_queue(out, queue);
		if (statistics)
			show_queue_statistics(out, queue);
	}
}

void show_text(FILE *out, const struct snapshot *snapshot, bool statistics)
{
	if (!snapshot->device_count)
		fputs("No network device is attached: `sebpctl attach DEV` attaches one.\n", out);
	for (size_t i = 0; i < snapshot->device_count; i++) {
		if (i)
			fputc('\n', out);
		show_device(out, &snapshot->devices[i]);
		show_queues(out, snapshot, snapshot->devices[i].ifindex, statistics);
	}
}
