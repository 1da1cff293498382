/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between kernels, in one place. The HAVE_ names come from Kbuild, which asks the headers. */
#ifndef SEBP_COMPAT_H
#define SEBP_COMPAT_H

#include <linux/cc_platform.h>
#include <linux/context_tracking.h>
#include <linux/cpuidle.h>
#include <linux/eventfd.h>
#include <linux/hrtimer.h>
#include <linux/iommu.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/vfio.h>
#include <net/genetlink.h>
#include <net/gro.h>

/*
 * Deliver everything GRO holds and everything batched behind it. The kernel's own helper for the second half
 * calls netif_receive_skb_list_internal(), which is not exported; netif_receive_skb_list() is.
 */
static inline void sebp_gro_drain(struct napi_struct *n)
{
#ifdef HAVE_GRO_NODE
	struct gro_node *gro = &n->gro;
	struct list_head *rx_list = &gro->rx_list;
	u32 *rx_count = &gro->rx_count;

	gro_flush(gro, false);
#else
	struct list_head *rx_list = &n->rx_list;
	int *rx_count = &n->rx_count;

	if (n->gro_bitmask)
		napi_gro_flush(n, false);
#endif
	if (!*rx_count)
		return;
	netif_receive_skb_list(rx_list);
	INIT_LIST_HEAD(rx_list);
	*rx_count = 0;
}

/*
 * A NAPI remembers the CPU that scheduled it until it completes, and page pools take a softirq there for its consumer's.
 * One that was scheduled and is then polled directly does not complete: the next owner may be on another CPU.
 */
static inline void sebp_napi_forget_cpu(struct napi_struct *n)
{
#ifdef HAVE_NAPI_LIST_OWNER
	WRITE_ONCE(n->list_owner, -1);
#endif
}

#ifndef HAVE_ALLOC_NETDEV_DUMMY
static inline struct net_device *alloc_netdev_dummy(int sizeof_priv)
{
	struct net_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (dev)
		init_dummy_netdev(dev);
	return dev;
}
#endif

static inline void sebp_free_netdev_dummy(struct net_device *dev)
{
#ifdef HAVE_ALLOC_NETDEV_DUMMY
	free_netdev(dev);
#else
	kfree(dev);
#endif
}

#ifndef HAVE_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

/* Around a halt: from here on RCU does not watch this CPU. IRQs off. */
static __always_inline void sebp_cpuidle_enter(void)
{
#ifdef HAVE_CT_CPUIDLE
	ct_cpuidle_enter();
#else
	ct_idle_enter();
#endif
}

static __always_inline void sebp_cpuidle_exit(void)
{
#ifdef HAVE_CT_CPUIDLE
	ct_cpuidle_exit();
#else
	ct_idle_exit();
#endif
}

/* Confidential guests do not halt by the instruction but by asking; that function is not for modules. */
static inline bool sebp_halt_is_special(void)
{
	return cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT);
}

static inline int sebp_iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
				 int prot)
{
#ifdef HAVE_IOMMU_MAP_ATOMIC
	return iommu_map(domain, iova, paddr, size, prot);
#else
	return iommu_map(domain, iova, paddr, size, prot, GFP_KERNEL);
#endif
}

/* Interrupts of a device go through a table of the IOMMU's, so its MSI-X entries stay what they are if one moves to another CPU. */
static inline bool sebp_isolated_msi(struct device *dev)
{
#ifdef HAVE_ISOLATED_MSI
	struct iommu_group *group = iommu_group_get(dev);
	bool isolated = group && iommu_group_has_isolated_msi(group);

	iommu_group_put(group);
	return isolated;
#else
	return device_iommu_capable(dev, IOMMU_CAP_INTR_REMAP);
#endif
}

static inline void sebp_eventfd_signal(struct eventfd_ctx *ctx)
{
#ifdef HAVE_EVENTFD_SIGNAL_ONE
	eventfd_signal(ctx);
#else
	eventfd_signal(ctx, 1);
#endif
}

/* Opened as a device of its own, or with an iommufd as its container: what it is attached to may change at any time. */
static inline bool sebp_uses_iommufd(const struct vfio_device *device)
{
#if defined(HAVE_VFIO_IOMMUFD) && IS_ENABLED(CONFIG_IOMMUFD)
	return device->iommufd_device;
#else
	return false;
#endif
}

/* The attributes of a dump's request; NULL if the kernel did not parse any. */
static inline struct nlattr **sebp_dump_attrs(struct netlink_callback *cb)
{
#ifdef HAVE_GENL_INFO_DUMP
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

#endif /* SEBP_COMPAT_H */
