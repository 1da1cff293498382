/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An assigned device and its MSI-X vectors.
 *
 * Who owns what: @lock is for what changes rarely, in process context: the vectors that are armed, the settings, the
 * word page. While a vector is homed on a vCPU (vcpu.h) its state belongs to the CPU on which that vCPU runs, which
 * touches it with interrupts off and without a lock. Whoever wants to change it from elsewhere first makes sure that no
 * vCPU will take it any more and then evicts it (sebp_vcpus_evict()).
 */
#ifndef SEBP_VF_H
#define SEBP_VF_H

#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/vfio_pci_core.h>
#include <linux/workqueue.h>

#include "core/pace.h"
#include "msiword.h"

struct eventfd_ctx;
struct irq_desc;

/* As many as there are words in a page, a cache line each. Vectors beyond stay on interrupts. */
#define SEBP_VECTORS_MAX	(PAGE_SIZE / SEBP_WORD_STRIDE)
#define SEBP_NO_HOME		(~0U)

/**
 * struct sebp_vector_stats - written by the owner of the vector only
 * @interrupts: taken by the host, before the vector was last armed; more is in its @desc
 * @looks: exits on which the word was looked at
 * @announced: words found set on an exit and announced to the guest
 * @rescues: of these, by an exit that came only after max_delay
 * @rechecked: words found set on the way back to interrupts
 * @engages: times that memory mode began
 * @strays: interrupts taken in memory mode: raised before, or the kernel has rewritten the entry
 * @backoffs: times that it began too often, and the vector was left on interrupts for a while
 * @stalls: times that a word was not looked at in time; written by the stall detector only
 * @longest_delay: the longest time that a word may have waited, ns
 */
struct sebp_vector_stats {
	u64 interrupts;
	u64 looks;
	u64 announced;
	u64 rescues;
	u64 rechecked;
	u64 engages;
	u64 strays;
	u64 backoffs;
	u64 stalls;
	u64 longest_delay;
};

/**
 * struct sebp_vector - an MSI-X vector
 * @vf: its device
 * @index: its number
 * @irq: the host's number of it, 0 while it is not armed
 * @desc: of that interrupt: counts how often it was taken, in 32 bits; NULL while it must not be looked at
 * @first: that count when it was armed, or last added to @stats
 * @seen: the same when it was last looked at
 * @trigger: what the VMM waits for; our reference
 * @work: signals @trigger where that cannot be done at once
 * @entry: its MSI-X table entry
 * @ctrl: its last word, unmasked
 * @word: what the device writes in memory mode
 * @owner: the CPU that has it (struct sebp_home), or NULL
 * @link: in the owner's list
 * @vcpu: which had it last; only compared
 * @until: its nap ends
 * @naps: that ended with a word, one after the other
 * @home: the vCPU that takes its interrupts, or took them last, if that is known
 * @memory: it is in memory mode
 * @looked: when the word was last looked at and found not set
 * @progress: what the stall detector saw at its last look
 * @still: so many looks in a row it was the same, and the word set
 */
struct sebp_vector {
	struct sebp_vf *vf;
	unsigned int index;
	unsigned int irq;
	const struct irq_desc *desc;
	u32 first;
	u32 seen;
	struct eventfd_ctx *trigger;
	struct irq_work work;
	void __iomem *entry;
	u32 ctrl;
	u32 *word;
	void *owner;
	struct list_head link;
	const void *vcpu;
	u64 until;
	unsigned int naps;
	unsigned int home;
	bool memory;
	u64 looked;
	u64 progress;
	unsigned int still;
	struct pace pace;
	struct sebp_vector_stats stats;
};

enum sebp_vf_mode {
	SEBP_VF_AUTO,
	SEBP_VF_INTERRUPT,
};

/**
 * struct sebp_vf - a device bound to this driver
 * @core: must be the first
 * @lock: see above; never held while the VMM's memory is waited for
 * @irqs_lock: one VFIO_DEVICE_SET_IRQS after the other; taken before @lock
 * @link: in the list of all
 * @running: in the list of those that vCPUs look through; RCU
 * @kvm: whose vCPUs these are; only compared, never followed
 * @vmm: who has it open, or NULL
 * @words: the page and where the device sees it
 * @table: the MSI-X table
 * @vectors: of @nr, NULL while closed
 * @paused: not 0: no vector may go to memory mode now (reset, power state, configuration)
 * @reason: why memory mode is impossible, or NULL
 * @stalls: since the device was opened
 * @retry: when to try memory mode again after a stall, jiffies
 * @news: tells who listens that something of this has changed
 */
struct sebp_vf {
	struct vfio_pci_core_device core;
	struct mutex lock;
	struct mutex irqs_lock;
	struct list_head link;
	struct list_head running;
	bool hooked;
	const void *kvm;
	struct pid *vmm;
	char comm[TASK_COMM_LEN];
	struct sebp_words words;
	void __iomem *table;
	struct sebp_vector *vectors;
	unsigned int nr;
	atomic_t paused;
	enum sebp_vf_mode mode;
	struct pace_params params;
	const char *reason;
	int stalls;
	unsigned long retry;
	struct work_struct news;
};

/* All devices; a lock for the list, taken before that of a device. */
extern struct list_head sebp_vfs;
extern struct mutex sebp_vfs_lock;

void sebp_vf_init(struct sebp_vf *vf);
void sebp_vf_add(struct sebp_vf *vf);
void sebp_vf_remove(struct sebp_vf *vf);

/* The VMM has opened it; after vfio_pci_core_enable(). 0 or -ENOMEM. */
int sebp_vf_open(struct sebp_vf *vf);
/* Before vfio_pci_core_close_device(). */
void sebp_vf_close(struct sebp_vf *vf);

/*
 * Around whatever may change vectors: no vCPU has one in between, and afterwards those may be taken that are armed and
 * have an interrupt. Context: process, @irqs_lock held, of an open device that has vectors.
 */
void sebp_vf_let_go(struct sebp_vf *vf);
void sebp_vf_take_back(struct sebp_vf *vf);
/* In between: these are no longer set up; this one is, and signals @fd. */
void sebp_vf_disarm(struct sebp_vf *vf, unsigned int start, unsigned int count);
void sebp_vf_arm(struct sebp_vf *vf, unsigned int index, int fd);

/*
 * Around whatever the device's memory cannot be written in. All interrupts are real ones in between. May sleep. Context: @lock
 * held, or called by the VMM that has it open.
 */
void sebp_vf_pause(struct sebp_vf *vf);
void sebp_vf_resume(struct sebp_vf *vf);

/* Changes what @vf is to do. Context: process, @lock held. */
void sebp_vf_set(struct sebp_vf *vf, enum sebp_vf_mode mode, const struct pace_params *params);

/* No memory mode any more, for the @reason, until the device is opened anew; a line of the kernel log. Any context. */
void sebp_vf_fail(struct sebp_vf *vf, const char *reason);
/* Or until this. Context: process, @lock held. */
void sebp_vf_try_again(struct sebp_vf *vf);

/* Interrupts of this vector that the host has taken. Context: @lock held. */
u64 sebp_vector_interrupts(const struct sebp_vector *v);

/* Long before the kernel's @count of them starts anew: whoever reads meanwhile is wrong, so seldom. Context: owner. */
static inline void sebp_vector_fold(struct sebp_vector *v, u32 count)
{
	if (likely(count - v->first < U32_MAX / 2))
		return;
	v->stats.interrupts += count - v->first;
	v->first = count;
}

/* Any context: may the vectors of @vf be in memory mode now? */
static inline bool sebp_vf_ready(const struct sebp_vf *vf)
{
	pci_power_t power = READ_ONCE(vf->core.pdev->current_state);

	return !atomic_read(&vf->paused) && !READ_ONCE(vf->reason) && READ_ONCE(vf->mode) == SEBP_VF_AUTO &&
	       power != PCI_D3hot && power != PCI_D3cold && !READ_ONCE(vf->core.pm_runtime_engaged);
}

#endif /* SEBP_VF_H */
