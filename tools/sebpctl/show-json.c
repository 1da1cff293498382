// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include "common/names.h"
#include "device-json.h"
#include "json.h"

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
	return json_pack("{s:I, s:o*, s:o*, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
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
		"stalls", json_count(q->stalls),
		"longest_gap_ns", json_count(q->longest_gap_ns),
		"gap_ns", known(q->gap_ns, QUEUE_NOT_LEARNED),
		"rate_pps", known(q->rate_pps, QUEUE_NOT_LEARNED),
		"delay_ns", json_count(q->delay_ns),
		"gaps", gap_list(q),
		"events", event_stats_list(q));
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

enum status show_json(FILE *out, const struct snapshot *snapshot)
{
	json_t *devices = json_array();

	for (size_t i = 0; i < snapshot->device_count; i++) {
		const struct device *d = &snapshot->devices[i];
		json_t *object = device_object(d);

		json_object_set_new(object, "queues", queue_list(snapshot, d->ifindex));
		json_array_append_new(devices, object);
	}
	return json_print(out, json_pack("{s:o}", "devices", devices));
}
