/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owning and polling a NAPI that belongs to a driver.
 *
 * Owning means holding NAPI_STATE_SCHED, exactly as softirq and busy polling do. Everything that stops a queue
 * (napi_disable() in ifdown, reset, ring resize) waits for that bit, which makes it the one lock of a queue: its
 * governor, its counters and its device registers are touched only by who owns the NAPI.
 *
 * With NAPI_STATE_IN_BUSY_POLL set besides, napi_complete_done() returns false and the driver does not re-arm
 * its interrupt: no timer, no device access (net/core/dev.c; the drivers that may be attached all check it).
 */
#ifndef SEBP_NAPI_H
#define SEBP_NAPI_H

#include <linux/netdevice.h>

/* The kernel's NAPI_POLL_WEIGHT: what a driver expects to be asked for, at most. */
#define SEBP_NAPI_BUDGET	64

/* Own @n for a direct poll. False: somebody else does, or it is disabled. Context: BH off. */
bool sebp_napi_own(struct napi_struct *n);

/* True if @n stays disabled until its driver enables it: it is not armed and nobody must arm it. Context: BH off. */
bool sebp_napi_disabled(struct napi_struct *n);

/*
 * Take @n over from the interrupt that has just scheduled it on this CPU. False if it is not pending here.
 * The caller owns it as a softirq would. Context: hard IRQ, IRQs off.
 */
bool sebp_napi_steal(struct napi_struct *n);

/*
 * Poll an owned NAPI for up to @budget packets and deliver what it found; stays owned. Returns packets. Context: NET_RX
 * softirq.
 */
int sebp_napi_poll_direct(struct napi_struct *n, int budget);

/*
 * Poll a stolen NAPI just as its softirq would have: the driver completes and arms its interrupt, and the NAPI
 * is no longer owned; unless the budget was used up, then it still is. Returns packets. Context: NET_RX softirq.
 */
int sebp_napi_poll_armed(struct napi_struct *n);

/* Give an owned NAPI up, disarmed. True if work was announced meanwhile: poll again. */
bool sebp_napi_release(struct napi_struct *n);

/*
 * Give an owned NAPI up to a plain softirq poll, at whose end the driver arms its interrupt by its own
 * race-free protocol. Context: BH off.
 */
void sebp_napi_hand_back(struct napi_struct *n);

/* True if @napi is still one of @dev's; it then stays valid until the caller's RCU read section ends. */
bool sebp_napi_alive(struct net_device *dev, const struct napi_struct *napi);

/* Threaded NAPI polls in a task of its own: scheduling it from our context would only wake that task. */
static inline bool sebp_napi_threaded(const struct napi_struct *n)
{
	return READ_ONCE(n->state) & NAPIF_STATE_THREADED;
}

#endif /* SEBP_NAPI_H */
