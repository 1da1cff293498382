// SPDX-License-Identifier: GPL-2.0-only
#include "vm-flows.h"

#include <string.h>

#include "common/names.h"
#include "json.h"

static json_t *vector_object(const struct vector_flow *f)
{
	const struct vector *v = &f->vector;

	return json_pack("{s:I, s:s, s:o*, s:I, s:I, s:I, s:I, s:I, s:I}",
		"index", json_count(v->index),
		"now", v->memory ? "memory" : "interrupt",
		"vcpu", v->vcpu != VECTOR_NO_VCPU ? json_integer(v->vcpu) : NULL,
		"interrupts_per_second", json_count(f->interrupts),
		"exits_per_second", json_count(f->looks),
		"announced_per_second", json_count(f->announced),
		"rechecked_per_second", json_count(f->rechecked),
		"rescues_per_second", json_count(f->rescues),
		"longest_delay_ns", json_count(v->longest_delay_ns));
}

static json_t *vf_object(const struct vm_flows *flows, const struct vf_flow *f)
{
	const struct vm_vf *vf = &f->vf;
	json_t *vectors = json_array();

	for (size_t i = 0; i < flows->vector_count; i++) {
		if (flows->vectors[i].known && !strcmp(flows->vectors[i].vector.device, vf->device))
			json_array_append_new(vectors, vector_object(&flows->vectors[i]));
	}
	return json_pack("{s:o, s:s, s:o*, s:o*, s:o*, s:o*, s:o}",
		"device", json_bytes(vf->device),
		"state", vm_state_name(vf->state),
		"reason", vf->reason[0] ? json_bytes(vf->reason) : NULL,
		"pid", vf->pid ? json_integer(vf->pid) : NULL,
		"comm", vf->pid ? json_bytes(vf->comm) : NULL,
		"exits_per_second", f->known ? json_integer(json_count(f->exits)) : NULL,
		"vectors", vectors);
}

json_t *vm_flows_list(const struct vm_flows *flows)
{
	json_t *list = json_array();

	for (size_t i = 0; i < flows->vf_count; i++)
		json_array_append_new(list, vf_object(flows, &flows->vfs[i]));
	return list;
}
