// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <jansson.h>

#include "common/names.h"
#include "common/say.h"

/* jansson's integers are signed; counters would need centuries to tell. */
static json_int_t count(uint64_t value)
{
	return value > INT64_MAX ? INT64_MAX : (json_int_t)value;
}

/* Device names may hold any bytes, JSON strings may not. */
static json_t *text(const char *bytes)
{
	char ascii[256];
	json_t *string = json_string(bytes);

	if (string)
		return string;
	snprintf(ascii, sizeof(ascii), "%s", bytes);
	for (char *c = ascii; *c; c++) {
		if ((unsigned char)*c > 0x7f)
			*c = '?';
	}
	return json_string(ascii);
}

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
			"events", count(e->events),
			"polls", count(e->polls),
			"empty_polls", count(e->empty_polls),
			"packets", count(e->packets)));
	}
	return list;
}

static json_t *queue_object(const struct queue *q)
{
	return json_pack("{s:I, s:o*, s:o*, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
		" s:o}",
		"id", count(q->id),
		"napi_id", q->napi_id ? json_integer(q->napi_id) : NULL,
		"cpu", q->cpu != QUEUE_NO_CPU ? json_integer(q->cpu) : NULL,
		"state", queue_state_name(q->state),
		"polls", count(q->polls),
		"empty_polls", count(q->empty_polls),
		"packets", count(q->packets),
		"rescues", count(q->rescues),
		"irqs_taken", count(q->irqs_taken),
		"irqs_suppressed", count(q->irqs_suppressed),
		"unparks", count(q->unparks),
		"parks", count(q->parks),
		"busy", count(q->busy),
		"longest_gap_ns", count(q->longest_gap_ns),
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
	return json_pack("{s:I, s:o, s:o, s:s, s:o*, s:o, s:I, s:I, s:I, s:I, s:I, s:o}",
		"ifindex", count(d->ifindex),
		"ifname", text(d->ifname),
		"driver", text(d->driver),
		"state", dev_state_name(d->state),
		"reason", d->reason[0] ? text(d->reason) : NULL,
		"events", event_list(d->events),
		"min_gap_ns", count(d->min_gap_ns),
		"max_gap_ns", count(d->max_gap_ns),
		"enter_packets", count(d->enter_packets),
		"leave_packets", count(d->leave_packets),
		"window_ns", count(d->window_ns),
		"queues", queue_list(snapshot, d->ifindex));
}

enum status show_json(FILE *out, const struct snapshot *snapshot)
{
	json_t *devices = json_array(), *root = json_pack("{s:o}", "devices", devices);
	bool good = root;

	for (size_t i = 0; i < snapshot->device_count && good; i++)
		good = !json_array_append_new(devices,
					      device_object(snapshot, &snapshot->devices[i]));
	good = good && !json_dumpf(root, out, JSON_INDENT(2));
	json_decref(root);
	fputc('\n', out);
	return good ? STATUS_OK : fail(STATUS_FAILED, "cannot write the JSON: out of memory?");
}
