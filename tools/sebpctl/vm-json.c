// SPDX-License-Identifier: GPL-2.0-only
#include "vms.h"

#include <string.h>

#include "common/names.h"
#include "json.h"

static json_t *vector_object(const struct vector *v)
{
	return json_pack("{s:I, s:s, s:o*, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
		"index", json_count(v->index),
		"now", v->memory ? "memory" : "interrupt",
		"vcpu", v->vcpu != VECTOR_NO_VCPU ? json_integer(v->vcpu) : NULL,
		"interrupts", json_count(v->interrupts),
		"exits", json_count(v->looks),
		"announced", json_count(v->announced),
		"rechecked", json_count(v->rechecked),
		"rescues", json_count(v->rescues),
		"engages", json_count(v->engages),
		"longest_delay_ns", json_count(v->longest_delay_ns),
		"strays", json_count(v->strays),
		"backoffs", json_count(v->backoffs),
		"stalls", json_count(v->stalls));
}

static json_t *vector_list(const struct vms *vms, const char *device)
{
	json_t *list = json_array();

	for (size_t i = 0; i < vms->vector_count; i++) {
		if (!strcmp(vms->vectors[i].device, device))
			json_array_append_new(list, vector_object(&vms->vectors[i]));
	}
	return list;
}

/* NULL if they are not known. */
static json_t *exits_object(const struct kvm_exits *e)
{
	if (!e->total)
		return NULL;
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
		"total", json_count(e->total),
		"interrupt", json_count(e->interrupt),
		"interrupt_window", json_count(e->interrupt_window),
		"halt", json_count(e->halt),
		"io", json_count(e->io),
		"mmio", json_count(e->mmio),
		"other", json_count(kvm_exits_other(e)));
}

static json_t *vf_object(const struct vm_vf *vf, json_t *vectors)
{
	return json_pack("{s:o, s:s, s:o*, s:s, s:o*, s:o*, s:I, s:I, s:o*, s:o*}",
		"device", json_bytes(vf->device),
		"state", vm_state_name(vf->state),
		"reason", vf->reason[0] ? json_bytes(vf->reason) : NULL,
		"mode", vm_mode_name(vf->mode),
		"pid", vf->pid ? json_integer(vf->pid) : NULL,
		"comm", vf->pid ? json_bytes(vf->comm) : NULL,
		"min_gap_ns", json_count(vf->min_gap_ns),
		"max_delay_ns", json_count(vf->max_delay_ns),
		"exits", exits_object(&vf->exits),
		"vectors", vectors);
}

enum status vm_json(FILE *out, const struct vms *vms)
{
	json_t *vfs = json_array();

	for (size_t i = 0; i < vms->vf_count; i++)
		json_array_append_new(vfs, vf_object(&vms->vfs[i], vector_list(vms, vms->vfs[i].device)));
	return json_print(out, json_pack("{s:o}", "vfs", vfs));
}

void vm_notice_json(FILE *out, const struct timespec *when, const struct vm_vf *vf)
{
	char time[JSON_TIME_SIZE];

	json_print_line(out, json_pack("{s:s, s:o}", "time", json_time(time, when), "vf", vf_object(vf, NULL)));
}
