// SPDX-License-Identifier: GPL-2.0-only
#include "vms.h"

#include <string.h>

#include "common/format.h"
#include "common/names.h"

static void show_state(FILE *out, const struct vm_vf *vf)
{
	fprintf(out, "%s  %s", vf->device, vm_state_name(vf->state));
	if (vf->pid)
		fprintf(out, ", guest of %s (process %u)", vf->comm, vf->pid);
}

static void show_settings(FILE *out, const struct vm_vf *vf)
{
	char gap[FORMAT_SIZE], delay[FORMAT_SIZE];

	fprintf(out, "%s, min-gap %s, max-delay %s\n", vm_mode_name(vf->mode),
		format_time(gap, vf->min_gap_ns), format_time(delay, vf->max_delay_ns));
}

#define COLUMNS		80
#define EXITS_INDENT	11

/* A whole number; less than one is not none. Returns the column after it: a line has room for one more comma. */
static int show_share(FILE *out, int column, const char *name, uint64_t part, uint64_t total)
{
	char share[FORMAT_SIZE];
	int length;

	if (!part)
		return column;
	if (part < total / 100)
		length = snprintf(share, sizeof(share), "%s <1%%", name);
	else
		length = snprintf(share, sizeof(share), "%s %.0f%%", name, 100.0 * (double)part / (double)total);
	if (column + 2 + length < COLUMNS)
		return column + fprintf(out, ", %s", share);
	fprintf(out, ",\n%*s%s", EXITS_INDENT, "", share);
	return EXITS_INDENT + length;
}

static void show_exits(FILE *out, const struct kvm_exits *exits)
{
	char total[FORMAT_SIZE];
	int column = fprintf(out, "  exits:   %s", format_count(total, exits->total));

	column = show_share(out, column, "interrupt", exits->interrupt, exits->total);
	column = show_share(out, column, "window", exits->interrupt_window, exits->total);
	column = show_share(out, column, "halt", exits->halt, exits->total);
	column = show_share(out, column, "I/O", exits->io, exits->total);
	column = show_share(out, column, "MMIO", exits->mmio, exits->total);
	show_share(out, column, "other", kvm_exits_other(exits), exits->total);
	fputc('\n', out);
}

static void show_vf(FILE *out, const struct vm_vf *vf)
{
	show_state(out, vf);
	fputc('\n', out);
	if (vf->reason[0])
		fprintf(out, "  reason:  %s\n", vf->reason);
	fputs("  mode:    ", out);
	show_settings(out, vf);
	if (vf->exits.total)
		show_exits(out, &vf->exits);
}

void vm_notice_text(FILE *out, const struct timespec *when, const struct vm_vf *vf)
{
	char clock[16];

	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&when->tv_sec));
	fprintf(out, "%s ", clock);
	show_state(out, vf);
	if (vf->reason[0])
		fprintf(out, ", %s", vf->reason);
	fputs("; ", out);
	show_settings(out, vf);
}

static void show_titles(FILE *out)
{
	fprintf(out, "  %6s %-9s %4s %9s %7s %9s %9s %7s %9s\n", "vector", "now", "vcpu", "interrupt",
		"exits", "announced", "rechecked", "rescues", "longest");
}

static void show_vector(FILE *out, const struct vector *v)
{
	char vcpu[FORMAT_SIZE] = "-", interrupts[FORMAT_SIZE], looks[FORMAT_SIZE], announced[FORMAT_SIZE],
	     rechecked[FORMAT_SIZE], rescues[FORMAT_SIZE], delay[FORMAT_SIZE], backoffs[FORMAT_SIZE],
	     stalls[FORMAT_SIZE];

	if (v->vcpu != VECTOR_NO_VCPU)
		snprintf(vcpu, sizeof(vcpu), "%u", v->vcpu);
	fprintf(out, "  %6u %-9s %4s %9s %7s %9s %9s %7s %9s\n", v->index,
		v->memory ? "memory" : "interrupt", vcpu, format_count(interrupts, v->interrupts),
		format_count(looks, v->looks), format_count(announced, v->announced),
		format_count(rechecked, v->rechecked), format_count(rescues, v->rescues),
		format_time(delay, v->longest_delay_ns));
	if (v->backoffs)
		fprintf(out, "         too many switches: left on interrupts for a while, %s times\n",
			format_count(backoffs, v->backoffs));
	if (v->stalls)
		fprintf(out, "         not looked at in time, put back to interrupts: %s times\n", format_count(stalls, v->stalls));
}

void vm_text(FILE *out, const struct vms *vms)
{
	if (!vms->vf_count)
		fputs("No device is bound to sebp-vfio-pci: docs/vmm.md says how to assign one.\n", out);
	for (size_t i = 0; i < vms->vf_count; i++) {
		const struct vm_vf *vf = &vms->vfs[i];
		bool titled = false;

		show_vf(out, vf);
		for (size_t j = 0; j < vms->vector_count; j++) {
			if (strcmp(vms->vectors[j].device, vf->device))
				continue;
			if (!titled)
				show_titles(out);
			titled = true;
			show_vector(out, &vms->vectors[j]);
		}
	}
}
