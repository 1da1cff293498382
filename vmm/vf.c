// SPDX-License-Identifier: GPL-2.0-only
/* An assigned device and its vectors: see vf.h. */
#include <linux/eventfd.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "clock.h"
#include "compat/compat.h"
#include "netlink.h"
#include "vcpu.h"
#include "vf.h"

LIST_HEAD(sebp_vfs);
DEFINE_MUTEX(sebp_vfs_lock);

/* Not where it happens: memory mode may fail on an exit. The vectors that are still in it come back here. */
static void tell(struct work_struct *news)
{
	struct sebp_vf *vf = container_of(news, struct sebp_vf, news);

	mutex_lock(&vf->lock);
	if (READ_ONCE(vf->reason)) {
		sebp_vf_pause(vf);
		sebp_vf_resume(vf);
	}
	mutex_unlock(&vf->lock);
	sebp_vmm_netlink_notify(vf);
}

void sebp_vf_init(struct sebp_vf *vf)
{
	mutex_init(&vf->lock);
	mutex_init(&vf->irqs_lock);
	INIT_WORK(&vf->news, tell);
	vf->params = pace_default;
	vf->mode = SEBP_VF_AUTO;
}

void sebp_vf_add(struct sebp_vf *vf)
{
	mutex_lock(&sebp_vfs_lock);
	list_add_tail(&vf->link, &sebp_vfs);
	mutex_unlock(&sebp_vfs_lock);
}

void sebp_vf_remove(struct sebp_vf *vf)
{
	mutex_lock(&sebp_vfs_lock);
	list_del(&vf->link);
	mutex_unlock(&sebp_vfs_lock);
	cancel_work_sync(&vf->news);
}

static void signal_work(struct irq_work *work)
{
	sebp_eventfd_signal(container_of(work, struct sebp_vector, work)->trigger);
}

/* What can be known before any vector is set up. NULL: nothing is in the way. */
static const char *impossible(struct sebp_vf *vf)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		return "on a PREEMPT_RT kernel an eventfd cannot be signalled on an exit";
	/* Any other device's memory can be switched off by its guest, at any time. */
	if (!vf->core.pdev->is_virtfn)
		return "it is no virtual function";
	if (!vf->kvm)
		return "no KVM guest uses it";
	if (sebp_uses_iommufd(&vf->core.vdev))
		return "its VMM uses an iommufd, which may attach the device to other memory at any time";
	if (!vf->core.pdev->msix_cap)
		return "it has no MSI-X";
	/* Else the kernel may rewrite an entry while we do, and the device write to an address of both halves. */
	if (!sebp_isolated_msi(&vf->core.pdev->dev))
		return "the IOMMU does not remap its interrupts";
	return NULL;
}

static int map_table(struct sebp_vf *vf)
{
	resource_size_t bar = pci_resource_start(vf->core.pdev, vf->core.msix_bar);

	vf->nr = min_t(unsigned int, vf->core.msix_size / PCI_MSIX_ENTRY_SIZE, SEBP_VECTORS_MAX);
	vf->table = ioremap(bar + vf->core.msix_offset, vf->nr * PCI_MSIX_ENTRY_SIZE);
	return vf->table ? 0 : -ENOMEM;
}

static int make_vectors(struct sebp_vf *vf)
{
	unsigned int i;

	if (map_table(vf))
		return -ENOMEM;
	vf->vectors = kcalloc(vf->nr, sizeof(*vf->vectors), GFP_KERNEL);
	if (!vf->vectors) {
		iounmap(vf->table);
		return -ENOMEM;
	}
	for (i = 0; i < vf->nr; i++) {
		struct sebp_vector *v = &vf->vectors[i];

		v->vf = vf;
		v->index = i;
		v->home = SEBP_NO_HOME;
		v->entry = vf->table + i * PCI_MSIX_ENTRY_SIZE;
		INIT_LIST_HEAD(&v->link);
		init_irq_work(&v->work, signal_work);
	}
	return 0;
}

/* Hooks are for devices in automatic mode only: without them there is nothing between the VMM and vfio-pci. */
static void hook(struct sebp_vf *vf)
{
	bool wanted = vf->vectors && !vf->reason && vf->mode == SEBP_VF_AUTO;

	if (wanted == vf->hooked)
		return;
	if (!wanted) {
		vf->hooked = false;
		sebp_vcpus_put();
	} else if (sebp_vcpus_get()) {
		vf->reason = "KVM's exits cannot be hooked";
	} else {
		vf->hooked = true;
	}
}

static void forget_vmm(struct sebp_vf *vf)
{
	put_pid(vf->vmm);
	vf->vmm = NULL;
}

int sebp_vf_open(struct sebp_vf *vf)
{
	int err = 0;

	mutex_lock(&vf->lock);
	vf->kvm = vf->core.vdev.kvm;
	vf->vmm = get_pid(task_tgid(current));
	get_task_comm(vf->comm, current->group_leader);
	vf->stalls = 0;
	vf->reason = impossible(vf);
	if (!vf->reason)
		vf->reason = sebp_words_map(&vf->words, vf->core.pdev);
	if (!vf->reason)
		err = make_vectors(vf);
	if (err) {
		sebp_words_unmap(&vf->words);
		forget_vmm(vf);
	} else if (vf->vectors) {
		sebp_vcpus_add(vf);
		hook(vf);
	}
	mutex_unlock(&vf->lock);
	if (vf->reason)
		pci_info_ratelimited(vf->core.pdev, "interrupts only: %s\n", vf->reason);
	schedule_work(&vf->news);
	return err;
}

u64 sebp_vector_interrupts(const struct sebp_vector *v)
{
	return v->stats.interrupts + (v->desc ? (u32)(v->desc->tot_count - v->first) : 0);
}

/* Nobody looks at its interrupt any more. Context: no vCPU has it or will take it. */
static void let_go(struct sebp_vector *v)
{
	v->stats.interrupts = sebp_vector_interrupts(v);
	v->desc = NULL;
}

/* Return: it still has an interrupt, maybe another one. */
static bool find_interrupt(struct sebp_vector *v)
{
	struct pci_dev *pdev = v->vf->core.pdev;
	int irq = pdev->msix_enabled ? pci_irq_vector(pdev, v->index) : -ENODEV;

	if (irq < 0)
		return false;
	v->irq = irq;
	v->desc = irq_data_to_desc(irq_get_irq_data(irq));
	v->first = v->desc->tot_count;
	v->seen = v->first;
	return true;
}

static void drop(struct sebp_vector *v)
{
	if (!v->trigger)
		return;
	irq_work_sync(&v->work);
	let_go(v);
	eventfd_ctx_put(v->trigger);
	v->trigger = NULL;
}

static void disarm(struct sebp_vf *vf, unsigned int start, unsigned int count)
{
	unsigned int i;

	for (i = start; i < vf->nr && i - start < count; i++)
		drop(&vf->vectors[i]);
}

void sebp_vf_let_go(struct sebp_vf *vf)
{
	unsigned int i;

	mutex_lock(&vf->lock);
	sebp_vf_pause(vf);
	for (i = 0; i < vf->nr; i++)
		let_go(&vf->vectors[i]);
	mutex_unlock(&vf->lock);
}

void sebp_vf_take_back(struct sebp_vf *vf)
{
	unsigned int i;

	mutex_lock(&vf->lock);
	for (i = 0; i < vf->nr; i++)
		if (vf->vectors[i].trigger && !find_interrupt(&vf->vectors[i]))
			drop(&vf->vectors[i]);
	sebp_vf_resume(vf);
	mutex_unlock(&vf->lock);
}

void sebp_vf_disarm(struct sebp_vf *vf, unsigned int start, unsigned int count)
{
	mutex_lock(&vf->lock);
	disarm(vf, start, count);
	mutex_unlock(&vf->lock);
}

void sebp_vf_arm(struct sebp_vf *vf, unsigned int index, int fd)
{
	struct eventfd_ctx *trigger = fd < 0 ? ERR_PTR(-EBADF) : eventfd_ctx_fdget(fd);
	struct sebp_vector *v = &vf->vectors[index];

	/* The VMM has closed it meanwhile: the core has its own reference, and interrupts work. */
	if (IS_ERR(trigger))
		return;
	mutex_lock(&vf->lock);
	v->ctrl = readl(v->entry + PCI_MSIX_ENTRY_VECTOR_CTRL);
	/* All ones: it does not answer, because it is being reset. The other bits are 0 unless a steering tag is there. */
	v->ctrl = v->ctrl == ~0U ? 0 : v->ctrl & ~PCI_MSIX_ENTRY_CTRL_MASKBIT;
	v->word = page_address(vf->words.page) + index * SEBP_WORD_STRIDE;
	v->home = SEBP_NO_HOME;
	pace_init(&v->pace, sebp_clock());
	v->trigger = trigger;
	mutex_unlock(&vf->lock);
}

void sebp_vf_pause(struct sebp_vf *vf)
{
	atomic_inc(&vf->paused);
	if (vf->vectors)
		sebp_vcpus_evict(vf);
}

void sebp_vf_resume(struct sebp_vf *vf)
{
	atomic_dec(&vf->paused);
	sebp_vcpus_look_again();
}

void sebp_vf_close(struct sebp_vf *vf)
{
	mutex_lock(&vf->lock);
	forget_vmm(vf);
	if (vf->vectors) {
		sebp_vf_pause(vf);
		disarm(vf, 0, vf->nr);
		sebp_vf_resume(vf);
		sebp_vcpus_remove(vf);
		if (vf->hooked)
			sebp_vcpus_put();
		vf->hooked = false;
		kfree(vf->vectors);
		vf->vectors = NULL;
		iounmap(vf->table);
		sebp_words_unmap(&vf->words);
	}
	mutex_unlock(&vf->lock);
	schedule_work(&vf->news);
}

void sebp_vf_set(struct sebp_vf *vf, enum sebp_vf_mode mode, const struct pace_params *params)
{
	sebp_vf_pause(vf);
	vf->params = *params;
	WRITE_ONCE(vf->mode, mode);
	hook(vf);
	sebp_vf_resume(vf);
	schedule_work(&vf->news);
}

void sebp_vf_fail(struct sebp_vf *vf, const char *reason)
{
	if (cmpxchg(&vf->reason, NULL, reason))
		return;
	pci_warn(vf->core.pdev, "interrupts only: %s\n", reason);
	schedule_work(&vf->news);
}

void sebp_vf_try_again(struct sebp_vf *vf)
{
	WRITE_ONCE(vf->reason, NULL);
	hook(vf);
	sebp_vcpus_look_again();
	schedule_work(&vf->news);
}
