// SPDX-License-Identifier: GPL-2.0-only
#include "device-json.h"

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

json_t *device_object(const struct device *d)
{
	return json_pack("{s:I, s:o, s:o, s:s, s:o*, s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I,"
		" s:I, s:I, s:I, s:I, s:I}",
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
		"weight", json_count(d->weight),
		"ring", json_count(d->ring));
}

json_t *event_stats_list(const struct queue *queue)
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
