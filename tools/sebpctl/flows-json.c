// SPDX-License-Identifier: GPL-2.0-only
#include "flows.h"

#include "common/names.h"
#include "json.h"

static json_t *flow_object(const struct flow *f)
{
	json_t *gap = NULL;

	/* Where the longest gap's bucket ends; the last one has no end. */
	if (f->gap < QUEUE_GAPS - 1)
		gap = json_integer(json_count(gap_edge_ns(f->gap)));
	return json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:o*, s:o*, s:o*}",
		"id", json_count(f->queue.id),
		"state", queue_state_name(f->queue.state),
		"packets_per_second", json_count(f->packets),
		"polls_per_second", json_count(f->polls),
		"irqs_per_second", json_count(f->irqs),
		"avoided_per_second", json_count(f->avoided),
		"packets_per_poll", f->polls_counted ?
			json_real((double)f->packets_counted / (double)f->polls_counted) : NULL,
		"empty_share", f->polls_counted ?
			json_real((double)f->empty_counted / (double)f->polls_counted) : NULL,
		"longest_gap_below_ns", gap);
}

static json_t *device_flows(const struct flows *flows, const struct device *d)
{
	json_t *queues = json_array();

	for (size_t i = 0; i < flows->count; i++) {
		if (flows->flows[i].known && flows->flows[i].queue.ifindex == d->ifindex)
			json_array_append_new(queues, flow_object(&flows->flows[i]));
	}
	return json_pack("{s:o, s:s, s:s, s:o*, s:o}",
		"ifname", json_bytes(d->ifname),
		"mode", mode_name(d->mode),
		"state", dev_state_name(d->state),
		"reason", d->reason[0] ? json_bytes(d->reason) : NULL,
		"queues", queues);
}

json_t *flows_list(const struct flows *flows)
{
	json_t *devices = json_array();

	for (size_t i = 0; i < flows->device_count; i++)
		json_array_append_new(devices, device_flows(flows, &flows->devices[i]));
	return devices;
}
