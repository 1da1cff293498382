// SPDX-License-Identifier: GPL-2.0-only
#include "flows.h"

#include <inttypes.h>
#include <stdio.h>

#include <linux/sebp.h>

#include "common/format.h"
#include "common/names.h"

static enum look look_of(uint32_t state)
{
	return state == SEBP_DEV_STATE_ACTIVE ? LOOK_GOOD : state == SEBP_DEV_STATE_DEGRADED ? LOOK_BAD : LOOK_PLAIN;
}

static void add_device(struct lines *lines, const struct device *d)
{
	lines_add(lines, look_of(d->state), "%s: %s, %s%s%s; preset %s", d->ifname, d->driver, dev_state_name(d->state),
		  d->reason[0] ? ": " : "", d->reason, preset_name(d->preset));
}

/* The longest gap of the interval, as far as the histogram tells. */
static const char *gap_text(char *text, size_t gap)
{
	if (gap == QUEUE_GAPS)
		snprintf(text, FORMAT_SIZE, "-");
	else if (gap == QUEUE_GAPS - 1)
		snprintf(text, FORMAT_SIZE, ">%u", 1u << (gap - 1));
	else
		snprintf(text, FORMAT_SIZE, "<%u", 1u << gap);
	return text;
}

static const char *batch_text(char *text, const struct flow *f)
{
	if (f->polls_counted)
		snprintf(text, FORMAT_SIZE, "%.1f", (double)f->packets_counted / (double)f->polls_counted);
	else
		snprintf(text, FORMAT_SIZE, "-");
	return text;
}

static void add_flow(struct lines *lines, const struct flow *f, int columns, bool blocks)
{
	char packets[FORMAT_SIZE], polls[FORMAT_SIZE], batch[FORMAT_SIZE], empty[FORMAT_SIZE], irqs[FORMAT_SIZE],
	     avoided[FORMAT_SIZE], gap[FORMAT_SIZE], cpu[16] = "-";
	const struct queue *q = &f->queue;
	struct line *line;

	if (q->cpu != QUEUE_NO_CPU)
		snprintf(cpu, sizeof(cpu), "%" PRIu32, q->cpu);
	if (!f->known) {
		lines_add(lines, LOOK_PLAIN, "%3" PRIu32 " %3s %-7s  ...", q->id, cpu, queue_state_name(q->state));
		return;
	}
	line = lines_add(lines, LOOK_PLAIN, "%3" PRIu32 " %3s %-7s %7s %7s %5s %6s %7s %7s %6s ", q->id, cpu,
			 queue_state_name(q->state), format_count(packets, f->packets), format_count(polls, f->polls),
			 batch_text(batch, f), format_percent(empty, f->empty_counted, f->polls_counted),
			 format_count(irqs, f->irqs), format_count(avoided, f->avoided), gap_text(gap, f->gap));
	line_append_history(line, &f->history, columns, blocks);
}

static void add_flows(struct lines *lines, const struct flows *flows, const struct device *d, int columns,
		      bool blocks)
{
	lines_add(lines, LOOK_TITLE, "%3s %3s %-7s %7s %7s %5s %6s %7s %7s %6s %s", "q", "cpu", "state", "pkts/s",
		  "polls/s", "/poll", "empty", "irqs/s", "avoid/s", "gap us", "pkts/s");
	for (size_t i = 0; i < flows->count; i++) {
		if (flows->flows[i].queue.ifindex == d->ifindex)
			add_flow(lines, &flows->flows[i], columns, blocks);
	}
}

void flows_lines(struct lines *lines, const struct flows *flows, int columns, bool blocks)
{
	for (size_t i = 0; i < flows->device_count; i++) {
		if (lines->count)
			lines_add(lines, LOOK_PLAIN, "%s", "");
		add_device(lines, &flows->devices[i]);
		add_flows(lines, flows, &flows->devices[i], columns, blocks);
	}
}

void flows_help(struct lines *lines)
{
	static const char *const texts[] = {
		"q        number of the queue; cpu: the one that polls it",
		"state    polling: interrupts off, events poll; parked: plain interrupts",
		"pkts/s   packets that polls found, received and transmit-completed",
		"polls/s  polls, whatever started them",
		"/poll    packets to a poll",
		"empty    polls that found nothing",
		"irqs/s   interrupts of the queue that were taken",
		"avoid/s  polls that found packets, each in place of at least one interrupt",
		"gap us   longest time between two polls since the last picture, in microseconds:",
		"         below or above that, as far as is counted",
		"pkts/s   at the right: the same over time, the newest at the right",
		"",
		"In shadow mode nothing is polled: all of it but irqs/s is what would be.",
	};

	lines_add_texts(lines, texts, sizeof(texts) / sizeof(texts[0]));
}
