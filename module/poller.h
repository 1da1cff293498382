/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One poller a CPU: it turns an event into polls of the queues that live on this CPU.
 *
 *   event ---> sebp_event(): a compare ---> poller's own NAPI ---> every due queue of this CPU
 *   watchdog timer, stolen interrupt ------^   (net_rx_action)
 *
 * The poller is a NAPI on a dummy device, so that a queue is polled in the very context its driver expects:
 * NET_RX softirq, under its budget and its fairness, on any kernel.
 */
#ifndef SEBP_POLLER_H
#define SEBP_POLLER_H

#include <linux/bottom_half.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>

#include "clock.h"
#include "core/governor.h"
#include "event.h"

/* What polls when no event did: an interrupt that was taken over. */
#define SEBP_CAUSE_INTERRUPT	SEBP_EVENTS

/**
 * struct sebp_poller - the polling side of a CPU
 * @napi: our own NAPI; whoever sets its SCHED bit may write @cause
 * @queues: queues that live here; changed under RTNL, read under RCU
 * @deferred: runs where a softirq can be raised; for events that come where it cannot
 * @watchdog: fires at or before @deadline, if another timer does as much as @early before it, while any queue is POLLING
 * @deadline: earliest deadline of the queues, or GOV_NEVER
 * @gap: shortest time that a POLLING queue may wait for its next poll, ns
 * @slack: a watchdog that comes polls so much before an event would, ns
 * @early: so much before its time it may come, ns
 * @linger: so long the CPU polls before it sleeps, ns; idle task only
 * @linger_most: and so long it may, ns
 * @cause: event that scheduled the poller, or SEBP_CAUSE_INTERRUPT
 * @deferred_cause: event that @deferred acts for
 * @found: packets its last run found
 * @cpu: where it lives
 * @offline: the CPU is going down, park everything
 */
struct sebp_poller {
	struct napi_struct napi;
	struct list_head queues;
	struct irq_work deferred;
	struct hrtimer watchdog;
	u64 deadline;
	u32 gap;
	u32 slack;
	u32 early;
	u32 linger;
	u32 linger_most;
	unsigned int cause;
	unsigned int deferred_cause;
	int found;
	int cpu;
	bool offline;
};

/**
 * struct sebp_hot - all that an event touches
 * @event: per event, the earliest time from which it polls (GOV_NEVER while no queue wants it) and how often it came
 * @poller: the rest
 */
struct sebp_hot {
	struct {
		u64 due;
		u64 count;
	} event[SEBP_EVENTS];
	struct sebp_poller *poller;
};

DECLARE_PER_CPU_ALIGNED(struct sebp_hot, sebp_hot);

int sebp_pollers_init(void);
void sebp_pollers_exit(void);

/**
 * sebp_poller_interrupt - have the poller look at its queues: an interrupt of one was taken over
 * @p: the poller of this CPU
 *
 * Context: hard IRQ, IRQs off.
 */
void sebp_poller_interrupt(struct sebp_poller *p);

static __always_inline bool sebp_event_due(struct sebp_hot *hot, enum sebp_event event)
{
	u64 due = READ_ONCE(hot->event[event].due);

	hot->event[event].count++;
	return due != GOV_NEVER && gov_reached(sebp_clock(), due);
}

/*
 * Unlike napi_schedule_prep() this leaves MISSED alone: a poller that is already on its way needs no second
 * run for the same event.
 */
static inline bool sebp_poller_claim(struct sebp_poller *p, unsigned int cause)
{
	if (test_and_set_bit(NAPI_STATE_SCHED, &p->napi.state))
		return false;
	p->cause = cause;
	return true;
}

/**
 * sebp_event - something happened from which a poll can start
 * @event: what
 *
 * Context: BH off or softirq. At most 40 instructions when no poll is due.
 */
static __always_inline void sebp_event(enum sebp_event event)
{
	struct sebp_hot *hot = this_cpu_ptr(&sebp_hot);

	if (sebp_event_due(hot, event) && sebp_poller_claim(hot->poller, event))
		__napi_schedule(&hot->poller->napi);
}

/* The same for hard IRQ context, IRQs off. */
static __always_inline void sebp_event_hardirq(enum sebp_event event)
{
	struct sebp_hot *hot = this_cpu_ptr(&sebp_hot);

	if (sebp_event_due(hot, event) && sebp_poller_claim(hot->poller, event))
		__napi_schedule_irqoff(&hot->poller->napi);
}

/* The same for task context, IRQs on, preemptible or not. */
static __always_inline void sebp_event_task(enum sebp_event event)
{
	struct sebp_hot *hot;

	preempt_disable_notrace();
	hot = this_cpu_ptr(&sebp_hot);
	if (sebp_event_due(hot, event)) {
		/* BH on again is when the poll runs: here, not in ksoftirqd. */
		local_bh_disable();
		if (sebp_poller_claim(hot->poller, event))
			__napi_schedule(&hot->poller->napi);
		local_bh_enable();
	}
	preempt_enable_notrace();
}

/* The same for where nothing can be raised or woken: IRQs off, perhaps under a run queue's lock. */
static __always_inline void sebp_event_deferred(enum sebp_event event)
{
	struct sebp_hot *hot = this_cpu_ptr(&sebp_hot);

	if (sebp_event_due(hot, event)) {
		hot->poller->deferred_cause = event;
		irq_work_queue(&hot->poller->deferred);
	}
}

#endif /* SEBP_POLLER_H */
