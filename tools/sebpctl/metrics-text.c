// SPDX-License-Identifier: GPL-2.0-only
#include "metrics.h"

#include <inttypes.h>

#include <linux/sebp.h>

#include "common/names.h"
#include "exposition.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The start of a sample of a queue: name and labels, the bracket open. */
static void begin_queue_sample(FILE *out, const char *name, const struct device *d, const struct queue *q)
{
	char id[16];

	snprintf(id, sizeof(id), "%" PRIu32, q->id);
	exposition_begin(out, name, d->ifname);
	exposition_label(out, "queue", id);
}

/* ---- devices ---- */

static void print_info(FILE *out, const struct snapshot *s)
{
	static const struct metric info = {
		"device_info", "gauge", "An attached network device: its driver and what was asked for.",
	};

	exposition_header(out, &info);
	for (size_t i = 0; i < s->device_count; i++) {
		const struct device *d = &s->devices[i];

		exposition_begin(out, info.name, d->ifname);
		exposition_label(out, "driver", d->driver);
		exposition_label(out, "mode", mode_name(d->mode));
		exposition_label(out, "preset", preset_name(d->preset));
		exposition_value(out, 1, false);
	}
}

static void print_state(FILE *out, const struct snapshot *s)
{
	static const struct metric state = {
		"device_state", "gauge", "1 for what an attached device really does, 0 for the others.",
	};

	exposition_header(out, &state);
	for (size_t i = 0; i < s->device_count; i++) {
		for (uint32_t n = 0; n <= SEBP_DEV_STATE_SHADOW; n++) {
			exposition_begin(out, state.name, s->devices[i].ifname);
			exposition_label(out, "state", dev_state_name(n));
			exposition_value(out, s->devices[i].state == n, false);
		}
	}
}

static const struct {
	struct metric metric;
	size_t offset;
} gap_settings[] = {
	{ { "min_gap_seconds", "gauge", "Setting: shortest time between two polls of a queue." },
	  offsetof(struct device, min_gap_ns) },
	{ { "max_gap_seconds", "gauge", "Setting: longest time between two polls of a polled queue." },
	  offsetof(struct device, max_gap_ns) },
	{ { "bulk_gap_seconds", "gauge",
	    "Setting: the same while waiting for it does not slow the packets down." },
	  offsetof(struct device, bulk_gap_ns) },
};

static void print_gap_setting(FILE *out, const struct snapshot *s, size_t n)
{
	const struct metric *m = &gap_settings[n].metric;

	exposition_header(out, m);
	for (size_t i = 0; i < s->device_count; i++) {
		const struct device *d = &s->devices[i];

		exposition_begin(out, m->name, d->ifname);
		exposition_value(out, *(const uint32_t *)((const char *)d + gap_settings[n].offset), true);
	}
}

/* ---- queues ---- */

static const struct {
	struct metric metric;
	bool seconds;
	size_t offset;
} queue_metrics[] = {
	{ { "polls_total", "counter", "Polls of a queue in state polling, whatever started them." },
	  false, offsetof(struct queue, polls) },
	{ { "empty_polls_total", "counter", "Those of the polls that found nothing." },
	  false, offsetof(struct queue, empty_polls) },
	{ { "packets_total", "counter", "Packets that the polls found, received and transmit-completed." },
	  false, offsetof(struct queue, packets) },
	{ { "watchdog_polls_total", "counter", "Polls that the watchdog had to start." },
	  false, offsetof(struct queue, rescues) },
	{ { "interrupts_total", "counter", "Interrupts of the queue that were taken." },
	  false, offsetof(struct queue, irqs_taken) },
	{ { "interrupts_avoided_total", "counter",
	    "Polls that found packets while interrupts were off, each at least one interrupt; "
	    "in shadow mode those of the interrupts that would not have been taken." },
	  false, offsetof(struct queue, irqs_suppressed) },
	{ { "unparks_total", "counter", "Changes from parked to polling." },
	  false, offsetof(struct queue, unparks) },
	{ { "parks_total", "counter", "Changes from polling to parked." },
	  false, offsetof(struct queue, parks) },
	{ { "busy_total", "counter", "Polls given up because somebody else was polling the queue." },
	  false, offsetof(struct queue, busy) },
	{ { "stalls_total", "counter", "Times that the queue was not polled in time and was put back to interrupts." },
	  false, offsetof(struct queue, stalls) },
	{ { "delay_seconds_total", "counter",
	    "In shadow mode, the time by which polling would have delayed packets, summed over packets." },
	  true, offsetof(struct queue, delay_ns) },
	{ { "longest_gap_seconds", "gauge", "Longest time between two polls since attach." },
	  true, offsetof(struct queue, longest_gap_ns) },
};

static void print_queue_metric(FILE *out, const struct snapshot *s, size_t n)
{
	const struct metric *m = &queue_metrics[n].metric;

	exposition_header(out, m);
	for (size_t i = 0; i < s->queue_count; i++) {
		const struct queue *q = &s->queues[i];
		const struct device *d = snapshot_device(s, q->ifindex);
		uint64_t value = *(const uint64_t *)((const char *)q + queue_metrics[n].offset);

		if (!d)
			continue;
		begin_queue_sample(out, m->name, d, q);
		exposition_value(out, value, queue_metrics[n].seconds);
	}
}

static void print_polling(FILE *out, const struct snapshot *s)
{
	static const struct metric polling = {
		"queue_polling", "gauge", "1 while a queue is polled, 0 while it is parked.",
	};

	exposition_header(out, &polling);
	for (size_t i = 0; i < s->queue_count; i++) {
		const struct device *d = snapshot_device(s, s->queues[i].ifindex);

		if (!d)
			continue;
		begin_queue_sample(out, polling.name, d, &s->queues[i]);
		exposition_value(out, s->queues[i].state == SEBP_QUEUE_STATE_POLLING, false);
	}
}

/* ---- event sources of queues ---- */

static const struct {
	struct metric metric;
	size_t offset;
} event_metrics[] = {
	{ { "events_total", "counter", "Times an event fired on the CPU of the queue." },
	  offsetof(struct event_stats, events) },
	{ { "event_polls_total", "counter", "Polls of the queue that the event started." },
	  offsetof(struct event_stats, polls) },
	{ { "event_empty_polls_total", "counter", "Those of them that found nothing." },
	  offsetof(struct event_stats, empty_polls) },
	{ { "event_packets_total", "counter", "Packets that the polls of the event found." },
	  offsetof(struct event_stats, packets) },
};

static void print_event_metric(FILE *out, const struct snapshot *s, size_t n)
{
	const struct metric *m = &event_metrics[n].metric;

	exposition_header(out, m);
	for (size_t i = 0; i < s->queue_count; i++) {
		const struct queue *q = &s->queues[i];
		const struct device *d = snapshot_device(s, q->ifindex);

		for (size_t e = 0; d && e < q->event_count; e++) {
			const char *stats = (const char *)&q->events[e];

			begin_queue_sample(out, m->name, d, q);
			exposition_label(out, "event", event_name(q->events[e].event));
			exposition_value(out, *(const uint64_t *)(stats + event_metrics[n].offset), false);
		}
	}
}

/* ---- gaps ---- */

/* The kernel counts gaps, it does not sum them: the middle of a bucket stands for all in it. */
static double estimated_sum(const struct queue *q)
{
	double sum = 0;

	for (size_t i = 0; i < QUEUE_GAPS; i++) {
		double middle = i == QUEUE_GAPS - 1 ? (double)gap_edge_ns(i - 1) :
				i ? 0.75 * (double)gap_edge_ns(i) : 500.0;

		sum += (double)q->gaps[i] * middle / 1e9;
	}
	return sum;
}

static void print_buckets(FILE *out, const struct device *d, const struct queue *q)
{
	uint64_t below = 0;

	for (size_t i = 0; i < QUEUE_GAPS; i++) {
		below += q->gaps[i];
		begin_queue_sample(out, "gap_seconds_bucket", d, q);
		if (i < QUEUE_GAPS - 1)
			fprintf(out, ",le=\"%g\"} %" PRIu64 "\n", (double)gap_edge_ns(i) / 1e9, below);
		else
			fprintf(out, ",le=\"+Inf\"} %" PRIu64 "\n", below);
	}
	begin_queue_sample(out, "gap_seconds_sum", d, q);
	fprintf(out, "} %.6f\n", estimated_sum(q));
	begin_queue_sample(out, "gap_seconds_count", d, q);
	fprintf(out, "} %" PRIu64 "\n", below);
}

static void print_gaps(FILE *out, const struct snapshot *s)
{
	static const struct metric gaps = {
		"gap_seconds", "histogram",
		"Times between two polls of a queue; the sum is estimated from the buckets.",
	};

	exposition_header(out, &gaps);
	for (size_t i = 0; i < s->queue_count; i++) {
		const struct device *d = snapshot_device(s, s->queues[i].ifindex);

		if (d)
			print_buckets(out, d, &s->queues[i]);
	}
}

void metrics_text(FILE *out, const struct snapshot *s)
{
	static const struct metric loaded = {
		"module_loaded", "gauge", "1 while the sebp kernel module is loaded.",
	};

	exposition_header(out, &loaded);
	fprintf(out, "sebp_module_loaded %d\n", s != NULL);
	if (!s)
		return;
	print_info(out, s);
	print_state(out, s);
	for (size_t n = 0; n < COUNT(gap_settings); n++)
		print_gap_setting(out, s, n);
	print_polling(out, s);
	for (size_t n = 0; n < COUNT(queue_metrics); n++)
		print_queue_metric(out, s, n);
	for (size_t n = 0; n < COUNT(event_metrics); n++)
		print_event_metric(out, s, n);
	print_gaps(out, s);
}
