// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include "common/names.h"
#include "json.h"

static json_t *event_list(uint32_t events)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < 32; i++) {
		if (events & 1u << i)
			json_array_append_new(list, json_string(event_name(i)));
	}
	return list;
}

static json_t *event_stats(const struct queue *queue)
{
	json_t *list = json_array();

	for (size_t i = 0; i < queue->event_count; i++) {
		const struct event_stats *e = &queue->events[i];

		json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I, s:I}",
			"event", event_name(e->event),
			"events", json_count(e->events),
			"polls", json_count(e->polls),
			"empty_polls", json_count(e->empty_polls),
			"packets", json_count(e->packets)));
	}
	return list;
}

static json_t *gap_list(const struct queue *queue)
{
	json_t *list = json_array();

	for (size_t i = 0; i < QUEUE_GAPS; i++)
		json_array_append_new(list, json_integer(json_count(queue->gaps[i])));
	return list;
}

/* NULL, which leaves the key out, for what stands for "not known". */
static json_t *known(uint32_t number, uint32_t none)
{
	return number != none ? json_integer(number) : NULL;
}

static json_t *queue_object(const struct queue *q)
{
	return json_pack("{s:I, s:o*, s:o*, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
		" s:o*, s:o*, s:I, s:o, s:o}",
		"id", json_count(q->id),
		"napi_id", known(q->napi_id, 0),
		"cpu", known(q->cpu, QUEUE_NO_CPU),
		"state", queue_state_name(q->state),
		"polls", json_count(q->polls),
		"empty_polls", json_count(q->empty_polls),
		"packets", json_count(q->packets),
		"rescues", json_count(q->rescues),
		"irqs_taken", json_count(q->irqs_taken),
		"irqs_suppressed", json_count(q->irqs_suppressed),
		"unparks", json_count(q->unparks),
		"parks", json_count(q->parks),
		"busy", json_count(q->busy),
		"longest_gap_ns", json_count(q->longest_gap_ns),
		"gap_ns", known(q->gap_ns, QUEUE_NOT_LEARNED),
		"rate_pps", known(q->rate_pps, QUEUE_NOT_LEARNED),
		"delay_ns", json_count(q->delay_ns),
		"gaps", gap_list(q),
		"events", event_stats(q));
}

static json_t *queue_list(const struct snapshot *snapshot, uint32_t ifindex)
{
	json_t *list = json_array();

	for (size_t i = 0; i < snapshot->queue_count; i++) {
		if (snapshot->queues[i].ifindex == ifindex)
			json_array_append_new(list, queue_object(&snapshot->queues[i]));
	}
	return list;
}

static json_t *device_object(const struct snapshot *snapshot, const struct device *d)
{
	return json_pack("{s:I, s:o, s:o, s:s, s:o*, s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I,"
		" s:I, s:I, s:I, s:I, s:o}",
		"ifindex", json_count(d->ifindex),
		"ifname", json_bytes(d->ifname),
		"driver", json_bytes(d->driver),
		"state", dev_state_name(d->state),
		"reason", d->reason[0] ? json_bytes(d->reason) : NULL,
		"mode", mode_name(d->mode),
		"preset", preset_name(d->preset),
		"events", event_list(d->events),
		"min_gap_ns", json_count(d->min_gap_ns),
		"max_gap_ns", json_count(d->max_gap_ns),
		"bulk_gap_ns", json_count(d->bulk_gap_ns),
		"batch", json_count(d->batch),
		"enter_packets", json_count(d->enter_packets),
		"leave_packets", json_count(d->leave_packets),
		"window_ns", json_count(d->window_ns),
		"share", json_count(d->share),
		"linger_ns", json_count(d->linger_ns),
		"ring", json_count(d->ring),
		"queues", queue_list(snapshot, d->ifindex));
}

enum status show_json(FILE *out, const struct snapshot *snapshot)
{
	json_t *devices = json_array();

	for (size_t i = 0; i < snapshot->device_count; i++)
		json_array_append_new(devices, device_object(snapshot, &snapshot->devices[i]));
	return json_print(out, json_pack("{s:o}", "devices", devices));
}
