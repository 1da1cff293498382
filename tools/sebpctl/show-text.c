// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <linux/sebp.h>

#include "common/format.h"
#include "common/names.h"

/* What shadow mode says about interrupts and packets that are summed up here. */
struct prediction {
	uint64_t taken;
	uint64_t avoided;
	uint64_t packets;
	uint64_t delay_ns;
};

static void add_queue(struct prediction *p, const struct queue *q)
{
	p->taken += q->irqs_taken;
	p->avoided += q->irqs_suppressed;
	p->packets += q->packets;
	p->delay_ns += q->delay_ns;
}

/* Counters stay when the mode changes: those of a time of polling make a prediction impossible. */
static void show_prediction(FILE *out, const struct prediction *p)
{
	char share[FORMAT_SIZE], delay[FORMAT_SIZE];

	if (p->avoided > p->taken)
		fputs("no prediction: counters cover a time of polling too, attach anew\n", out);
	else if (!p->taken)
		fputs("no prediction: no interrupt since attach\n", out);
	else
		fprintf(out, "predicted: %s of the interrupts avoided, mean added delay %s\n",
			format_percent(share, p->avoided, p->taken),
			format_time(delay, p->packets ? p->delay_ns / p->packets : 0));
}

static void show_mode(FILE *out, const struct snapshot *snapshot, const struct device *d)
{
	struct prediction all = { 0 };

	fprintf(out, "  mode:    %s\n", mode_name(d->mode));
	if (d->mode != SEBP_MODE_SHADOW)
		return;
	for (size_t i = 0; i < snapshot->queue_count; i++) {
		if (snapshot->queues[i].ifindex == d->ifindex)
			add_queue(&all, &snapshot->queues[i]);
	}
	fputs("  shadow:  interrupts stay on; the counters say what polling would have done\n"
	      "           ", out);
	show_prediction(out, &all);
}

static void show_settings(FILE *out, const struct device *d)
{
	char min[FORMAT_SIZE], max[FORMAT_SIZE], bulk[FORMAT_SIZE], window[FORMAT_SIZE],
	     linger[FORMAT_SIZE];

	fprintf(out, "  preset:  %s\n  events:  ", preset_name(d->preset));
	print_events(out, d->events);
	fprintf(out, "\n  gap:     %s to %s between two polls, for batches of %u packets\n",
		format_time(min, d->min_gap_ns), format_time(max, d->max_gap_ns), d->batch);
	if (d->bulk_gap_ns > d->max_gap_ns)
		fprintf(out, "           %s for what does not come the slower for it\n",
			format_time(bulk, d->bulk_gap_ns));
	fprintf(out, "  polled:  from %u packets in %s, parked below %u\n",
		d->enter_packets, format_time(window, d->window_ns), d->leave_packets);
	if (d->ring)
		fprintf(out, "  ring:    %u entries, polled before half of them are used\n", d->ring);
	if (d->share < 100)
		fprintf(out, "  share:   polls of a queue take at most %u%% of a CPU\n", d->share);
	if (d->linger_ns)
		fprintf(out, "  linger:  up to %s before a CPU sleeps\n", format_time(linger, d->linger_ns));
	if (d->weight < POLL_BUDGET)
		fprintf(out, "  weight:  %u packets of a queue, then the others of its CPU\n", d->weight);
}

static void show_device(FILE *out, const struct snapshot *snapshot, const struct device *d)
{
	fprintf(out, "%s: %s, %s\n", d->ifname, d->driver, dev_state_name(d->state));
	/* That shadow mode was asked for is no news next to the mode. */
	if (d->reason[0] && d->state != SEBP_DEV_STATE_SHADOW)
		fprintf(out, "  reason:  %s\n", d->reason);
	show_mode(out, snapshot, d);
	show_settings(out, d);
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

static void show_learned(FILE *out, const struct queue *q)
{
	char rate[FORMAT_SIZE], gap[FORMAT_SIZE];

	if (q->rate_pps == QUEUE_NOT_LEARNED || q->gap_ns == QUEUE_NOT_LEARNED)
		return;
	fprintf(out, "      learned: %s packets a second, a batch in %s\n",
		format_count(rate, q->rate_pps), format_time(gap, q->gap_ns));
}

static void show_queue_prediction(FILE *out, const struct queue *q)
{
	struct prediction alone = { 0 };

	add_queue(&alone, q);
	fputs("      ", out);
	show_prediction(out, &alone);
}

static void show_event_table(FILE *out, const struct queue *q)
{
	if (!q->event_count)
		return;
	fprintf(out, "      %-10s %9s %9s %9s %9s\n",
		"event", "fired", "polls", "empty", "packets");
	for (size_t i = 0; i < q->event_count; i++)
		show_event_stats(out, &q->events[i]);
}

static void show_queue_statistics(FILE *out, const struct device *d, const struct queue *q)
{
	char unparks[FORMAT_SIZE], parks[FORMAT_SIZE], rescues[FORMAT_SIZE], busy[FORMAT_SIZE],
	     stalls[FORMAT_SIZE], napi[FORMAT_SIZE];

	fprintf(out, "      napi %s  unparks %s  parks %s  rescues %s  busy %s\n",
		known(napi, q->napi_id, 0),
		format_count(unparks, q->unparks), format_count(parks, q->parks),
		format_count(rescues, q->rescues), format_count(busy, q->busy));
	if (q->stalls)
		fprintf(out, "      stalls %s: not polled in time, see the kernel log\n", format_count(stalls, q->stalls));
	show_learned(out, q);
	if (d->mode == SEBP_MODE_SHADOW)
		show_queue_prediction(out, q);
	show_event_table(out, q);
	show_gaps(out, q, d);
}

static void show_queues(FILE *out, const struct snapshot *snapshot, const struct device *d,
			bool statistics)
{
	bool titled = false;

	for (size_t i = 0; i < snapshot->queue_count; i++) {
		const struct queue *queue = &snapshot->queues[i];

		if (queue->ifindex != d->ifindex)
			continue;
		/* With statistics between the rows each row needs its titles again. */
		if (!titled || statistics)
			show_queue_titles(out);
		titled = true;
		show_queue(out, queue);
		if (statistics)
			show_queue_statistics(out, d, queue);
	}
}

void show_text(FILE *out, const struct snapshot *snapshot, bool statistics)
{
	if (!snapshot->device_count)
		fputs("No network device is attached: `sebpctl attach DEV` attaches one.\n", out);
	for (size_t i = 0; i < snapshot->device_count; i++) {
		const struct device *d = &snapshot->devices[i];

		if (i)
			fputc('\n', out);
		show_device(out, snapshot, d);
		show_queues(out, snapshot, d, statistics);
	}
}
