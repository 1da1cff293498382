// SPDX-License-Identifier: GPL-2.0-only
#include "vm-flows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/sebp_vmm.h>

#include "common/format.h"
#include "common/names.h"

static enum look look_of(const struct vm_vf *vf)
{
	if (vf->state == SEBP_VMM_VF_STATE_ACTIVE)
		return LOOK_GOOD;
	/* Not if that was asked for. */
	return vf->state == SEBP_VMM_VF_STATE_INTERRUPT && vf->mode != SEBP_VMM_MODE_INTERRUPT ? LOOK_BAD : LOOK_PLAIN;
}

/* The reason is too long to stand beside the guest. */
static void add_vf(struct lines *lines, const struct vf_flow *f)
{
	char guest[80] = "", exits[80] = "", count[FORMAT_SIZE];
	const struct vm_vf *vf = &f->vf;

	if (vf->pid)
		snprintf(guest, sizeof(guest), ", %s (process %" PRIu32 ")", vf->comm, vf->pid);
	if (f->known)
		snprintf(exits, sizeof(exits), ", %s VM exits/s", format_count(count, f->exits));
	lines_add(lines, look_of(vf), "%s: %s%s%s", vf->device, vm_state_name(vf->state), guest, exits);
	if (vf->reason[0])
		lines_add(lines, look_of(vf), "  %s", vf->reason);
}

static void add_vector(struct lines *lines, const struct vector_flow *f, int columns, bool blocks)
{
	char interrupts[FORMAT_SIZE], looks[FORMAT_SIZE], announced[FORMAT_SIZE], rechecked[FORMAT_SIZE],
	     rescues[FORMAT_SIZE], delay[FORMAT_SIZE] = "-", vcpu[16] = "-";
	const struct vector *v = &f->vector;
	const char *now = v->memory ? "memory" : "interrupt";
	struct line *line;

	if (v->vcpu != VECTOR_NO_VCPU)
		snprintf(vcpu, sizeof(vcpu), "%" PRIu32, v->vcpu);
	if (!f->known) {
		lines_add(lines, LOOK_PLAIN, "%3" PRIu32 " %-9s %4s  ...", v->index, now, vcpu);
		return;
	}
	if (v->longest_delay_ns)
		format_time(delay, v->longest_delay_ns);
	line = lines_add(lines, LOOK_PLAIN, "%3" PRIu32 " %-9s %4s %7s %7s %7s %7s %6s %8s ", v->index, now, vcpu,
			 format_count(interrupts, f->interrupts), format_count(looks, f->looks),
			 format_count(announced, f->announced), format_count(rechecked, f->rechecked),
			 format_count(rescues, f->rescues), delay);
	line_append_history(line, &f->history, columns, blocks);
}

/* Return: the device has vectors. */
static bool add_vectors(struct lines *lines, const struct vm_flows *flows, const struct vm_vf *vf, int columns,
			bool blocks)
{
	bool titled = false;

	for (size_t i = 0; i < flows->vector_count; i++) {
		if (strcmp(flows->vectors[i].vector.device, vf->device))
			continue;
		if (!titled)
			lines_add(lines, LOOK_TITLE, "%3s %-9s %4s %7s %7s %7s %7s %6s %8s %s", "vec", "now", "vcpu",
				  "irqs/s", "looks/s", "ann/s", "rechk/s", "resc/s", "longest", "irqs+ann/s");
		titled = true;
		add_vector(lines, &flows->vectors[i], columns, blocks);
	}
	return titled;
}

void vm_flows_lines(struct lines *lines, const struct vm_flows *flows, int columns, bool blocks)
{
	/* A host may have many that no guest has opened: they stand closer. */
	bool apart = true;

	for (size_t i = 0; i < flows->vf_count; i++) {
		const struct vf_flow *f = &flows->vfs[i];

		if (lines->count && (apart || f->vf.state != SEBP_VMM_VF_STATE_CLOSED))
			lines_add(lines, LOOK_PLAIN, "%s", "");
		add_vf(lines, f);
		apart = add_vectors(lines, flows, &f->vf, columns, blocks) || f->vf.state != SEBP_VMM_VF_STATE_CLOSED;
	}
}

void vm_flows_help(struct lines *lines)
{
	static const char *const texts[] = {
		"vec      number of the MSI-X vector; vcpu: the one that takes its interrupts",
		"now      memory: the device writes a word; interrupt: it raises interrupts",
		"irqs/s   interrupts of the vector that the host took",
		"looks/s  VM exits on which its word was looked at",
		"ann/s    words found then, which were announced to the guest",
		"rechk/s  words found when memory mode ended",
		"resc/s   of ann/s, those that waited for longer than max-delay",
		"longest  time that a word may have waited, since the device was opened",
		"irqs+ann/s  at the right: both over time, the newest at the right",
		"",
		"VM exits/s, of the whole guest, are shown to root in the first PID namespace.",
	};

	lines_add_texts(lines, texts, sizeof(texts) / sizeof(texts[0]));
}
