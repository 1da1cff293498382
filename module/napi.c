// SPDX-License-Identifier: GPL-2.0-only
/* Owning and polling a NAPI: see napi.h. */
#include <linux/netpoll.h>
#include <linux/rculist.h>
#include <trace/events/napi.h>

#include "compat/compat.h"
#include "napi.h"

bool sebp_napi_own(struct napi_struct *n)
{
	unsigned long val = READ_ONCE(n->state);

	do {
		if (val & (NAPIF_STATE_SCHED | NAPIF_STATE_DISABLE | NAPIF_STATE_NPSVC))
			return false;
	} while (!try_cmpxchg(&n->state, &val, val | NAPIF_STATE_SCHED | NAPIF_STATE_IN_BUSY_POLL));
	return true;
}

/*
 * napi_disable() ends with SCHED and NPSVC both set; while it still waits, DISABLE is. Netpoll sets NPSVC too, for a
 * moment: not while we hold the lock.
 */
bool sebp_napi_disabled(struct napi_struct *n)
{
	void *have = netpoll_poll_lock(n);
	bool disabled = READ_ONCE(n->state) & (NAPIF_STATE_DISABLE | NAPIF_STATE_NPSVC);

	netpoll_poll_unlock(have);
	return disabled;
}

/*
 * On the CPU's own list and not on the private one of a running net_rx_action() means: scheduled, not being
 * polled. With IRQs off that cannot change under us, and holding SCHED is what gives the right to unlink.
 */
bool sebp_napi_steal(struct napi_struct *n)
{
	if (READ_ONCE(n->state) & (NAPIF_STATE_NPSVC | NAPIF_STATE_THREADED))
		return false;
	list_del_init(&n->poll_list);
	return true;
}

int sebp_napi_poll_direct(struct napi_struct *n, int budget)
{
	void *have = netpoll_poll_lock(n);
	int work;

	set_bit(NAPI_STATE_IN_BUSY_POLL, &n->state);
	work = n->poll(n, budget);
	trace_napi_poll(n, work, budget);
	/* At HZ < 1000 a packet left in GRO would wait for up to a tick. */
	sebp_gro_drain(n);
	netpoll_poll_unlock(have);
	return work;
}

int sebp_napi_poll_armed(struct napi_struct *n)
{
	void *have = netpoll_poll_lock(n);
	int work;

	work = n->poll(n, SEBP_NAPI_BUDGET);
	trace_napi_poll(n, work, SEBP_NAPI_BUDGET);
	if (work >= SEBP_NAPI_BUDGET)
		sebp_gro_drain(n);
	netpoll_poll_unlock(have);
	return work;
}

bool sebp_napi_release(struct napi_struct *n)
{
	unsigned long val = READ_ONCE(n->state), new;

	sebp_napi_forget_cpu(n);
	do {
		new = val & ~(NAPIF_STATE_SCHED | NAPIF_STATE_IN_BUSY_POLL | NAPIF_STATE_MISSED |
			      NAPIF_STATE_PREFER_BUSY_POLL);
	} while (!try_cmpxchg(&n->state, &val, new));
	return val & NAPIF_STATE_MISSED;
}

void sebp_napi_hand_back(struct napi_struct *n)
{
	clear_bit(NAPI_STATE_IN_BUSY_POLL, &n->state);
	__napi_schedule(n);
}

/*
 * Drivers re-create their NAPIs without telling (reset, ethtool -L, XDP), so a remembered pointer is only a hint
 * that has to be found on the device's list again before it is touched.
 */
bool sebp_napi_alive(struct net_device *dev, const struct napi_struct *napi)
{
	struct napi_struct *n;

	list_for_each_entry_rcu(n, &dev->napi_list, dev_list)
		if (n == napi)
			return true;
	return false;
}
