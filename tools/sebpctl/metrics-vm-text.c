// SPDX-License-Identifier: GPL-2.0-only
/* What a host counts of the devices that its guests have by sebp-vfio-pci. */
#include "metrics.h"

#include <inttypes.h>

#include <linux/sebp_vmm.h>

#include "common/names.h"
#include "exposition.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- devices ---- */

static void print_info(FILE *out, const struct vms *vms)
{
	static const struct metric info = {
		"vmm_device_info", "gauge", "A device bound to sebp-vfio-pci: what was asked for.",
	};

	exposition_header(out, &info);
	for (size_t i = 0; i < vms->vf_count; i++) {
		exposition_begin(out, info.name, vms->vfs[i].device);
		exposition_label(out, "mode", vm_mode_name(vms->vfs[i].mode));
		exposition_value(out, 1, false);
	}
}

static void print_state(FILE *out, const struct vms *vms)
{
	static const struct metric state = {
		"vmm_device_state", "gauge", "1 for what a device bound to sebp-vfio-pci really does, 0 for the others.",
	};

	exposition_header(out, &state);
	for (size_t i = 0; i < vms->vf_count; i++) {
		for (uint32_t n = 0; n <= SEBP_VMM_VF_STATE_INTERRUPT; n++) {
			exposition_begin(out, state.name, vms->vfs[i].device);
			exposition_label(out, "state", vm_state_name(n));
			exposition_value(out, vms->vfs[i].state == n, false);
		}
	}
}

static const struct {
	struct metric metric;
	size_t offset;
} settings[] = {
	{ { "vmm_min_gap_seconds", "gauge", "Setting: shortest time between two interrupts for the guest." },
	  offsetof(struct vm_vf, min_gap_ns) },
	{ { "vmm_max_delay_seconds", "gauge", "Setting: a word waits no longer than this for an exit." },
	  offsetof(struct vm_vf, max_delay_ns) },
};

static void print_setting(FILE *out, const struct vms *vms, size_t n)
{
	const struct metric *m = &settings[n].metric;

	exposition_header(out, m);
	for (size_t i = 0; i < vms->vf_count; i++) {
		exposition_begin(out, m->name, vms->vfs[i].device);
		exposition_value(out, *(const uint32_t *)((const char *)&vms->vfs[i] + settings[n].offset), true);
	}
}

static void print_reason(FILE *out, const char *device, const char *reason, uint64_t exits)
{
	exposition_begin(out, "vmm_guest_exits_total", device);
	exposition_label(out, "reason", reason);
	exposition_value(out, exits, false);
}

static void print_exits(FILE *out, const struct vms *vms)
{
	static const struct metric exits = {
		"vmm_guest_exits_total", "counter", "VM exits of the guest that has the device, by KVM's reasons, if they can be read.",
	};

	exposition_header(out, &exits);
	for (size_t i = 0; i < vms->vf_count; i++) {
		const struct kvm_exits *e = &vms->vfs[i].exits;
		const char *device = vms->vfs[i].device;

		if (!e->total)
			continue;
		print_reason(out, device, "interrupt", e->interrupt);
		print_reason(out, device, "interrupt_window", e->interrupt_window);
		print_reason(out, device, "halt", e->halt);
		print_reason(out, device, "io", e->io);
		print_reason(out, device, "mmio", e->mmio);
		print_reason(out, device, "other", kvm_exits_other(e));
	}
}

/* ---- vectors ---- */

static const struct {
	struct metric metric;
	bool seconds;
	size_t offset;
} vector_metrics[] = {
	{ { "vmm_interrupts_total", "counter", "Interrupts of the vector that the host took." },
	  false, offsetof(struct vector, interrupts) },
	{ { "vmm_looks_total", "counter", "VM exits on which the vector's word was looked at." },
	  false, offsetof(struct vector, looks) },
	{ { "vmm_announced_total", "counter", "Words found set on an exit and announced to the guest." },
	  false, offsetof(struct vector, announced) },
	{ { "vmm_late_announced_total", "counter", "Those of them that waited for an exit for longer than max-delay." },
	  false, offsetof(struct vector, rescues) },
	{ { "vmm_rechecked_total", "counter", "Words found set when memory mode ended, and announced." },
	  false, offsetof(struct vector, rechecked) },
	{ { "vmm_engages_total", "counter", "Times that memory mode began." },
	  false, offsetof(struct vector, engages) },
	{ { "vmm_strays_total", "counter", "Interrupts taken in memory mode, raised just before it began." },
	  false, offsetof(struct vector, strays) },
	{ { "vmm_backoffs_total", "counter", "Times that memory mode had begun too often and had to wait." },
	  false, offsetof(struct vector, backoffs) },
	{ { "vmm_stalls_total", "counter",
	    "Times that a word was not looked at in time, and the device was put back to interrupts." },
	  false, offsetof(struct vector, stalls) },
	{ { "vmm_longest_delay_seconds", "gauge", "The longest time that a word may have waited." },
	  true, offsetof(struct vector, longest_delay_ns) },
};

static void begin_vector_sample(FILE *out, const char *name, const struct vector *v)
{
	char index[16];

	snprintf(index, sizeof(index), "%" PRIu32, v->index);
	exposition_begin(out, name, v->device);
	exposition_label(out, "vector", index);
}

static void print_vector_metric(FILE *out, const struct vms *vms, size_t n)
{
	const struct metric *m = &vector_metrics[n].metric;

	exposition_header(out, m);
	for (size_t i = 0; i < vms->vector_count; i++) {
		const struct vector *v = &vms->vectors[i];
		uint64_t value = *(const uint64_t *)((const char *)v + vector_metrics[n].offset);

		begin_vector_sample(out, m->name, v);
		exposition_value(out, value, vector_metrics[n].seconds);
	}
}

static void print_memory(FILE *out, const struct vms *vms)
{
	static const struct metric memory = {
		"vmm_vector_memory", "gauge", "1 while the device writes the vector's word, 0 while it raises interrupts.",
	};

	exposition_header(out, &memory);
	for (size_t i = 0; i < vms->vector_count; i++) {
		begin_vector_sample(out, memory.name, &vms->vectors[i]);
		exposition_value(out, vms->vectors[i].memory, false);
	}
}

void metrics_vm_text(FILE *out, const struct vms *vms)
{
	static const struct metric loaded = {
		"vmm_module_loaded", "gauge", "1 while the sebp-vfio-pci kernel module is loaded.",
	};

	exposition_header(out, &loaded);
	fprintf(out, "sebp_vmm_module_loaded %d\n", vms != NULL);
	if (!vms)
		return;
	print_info(out, vms);
	print_state(out, vms);
	for (size_t n = 0; n < COUNT(settings); n++)
		print_setting(out, vms, n);
	print_exits(out, vms);
	print_memory(out, vms);
	for (size_t n = 0; n < COUNT(vector_metrics); n++)
		print_vector_metric(out, vms, n);
}
