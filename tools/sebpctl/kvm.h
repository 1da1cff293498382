/* SPDX-License-Identifier: GPL-2.0-only */
/* What KVM itself counts of a guest. */
#ifndef SEBPCTL_KVM_H
#define SEBPCTL_KVM_H

#include <stdint.h>

/* How often the vCPUs of a guest have left it, since it was made. */
struct kvm_exits {
	uint64_t total;
	uint64_t interrupt;		/* of the host: its timer, devices, other CPUs */
	uint64_t interrupt_window;	/* the guest can take an interrupt again */
	uint64_t halt;
	uint64_t io;			/* ports */
	uint64_t mmio;
};

/*
 * Of the guest that process @pid, as this process sees it, has made. A total of 0 if that cannot be known: no debugfs, no right
 * to read it, or process numbers that are not KVM's.
 */
void kvm_exits_read(struct kvm_exits *exits, uint32_t pid);

/* Of other reasons. The counters were read one after the other while they grew, so there may be less than none. */
static inline uint64_t kvm_exits_other(const struct kvm_exits *e)
{
	uint64_t known = e->interrupt + e->interrupt_window + e->halt + e->io + e->mmio;

	return known < e->total ? e->total - known : 0;
}

#endif
