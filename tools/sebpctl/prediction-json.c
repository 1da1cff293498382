// SPDX-License-Identifier: GPL-2.0-only
#include "prediction.h"

#include "common/names.h"
#include "device-json.h"
#include "json.h"

enum status prediction_json(FILE *out, const struct prediction *p)
{
	const struct queue *sum = &p->sum;

	return json_print(out, json_pack("{s:o, s:s, s:o*, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}",
		"ifname", json_bytes(p->device->ifname),
		"state", dev_state_name(p->device->state),
		"reason", p->device->reason[0] ? json_bytes(p->device->reason) : NULL,
		"elapsed_ns", json_count(p->elapsed_ns),
		"irqs_taken", json_count(sum->irqs_taken),
		"irqs_suppressed", json_count(sum->irqs_suppressed),
		"polls", json_count(sum->polls),
		"empty_polls", json_count(sum->empty_polls),
		"rescues", json_count(sum->rescues),
		"packets", json_count(sum->packets),
		"delay_ns", json_count(sum->delay_ns),
		"events", event_stats_list(sum)));
}
