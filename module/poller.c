// SPDX-License-Identifier: GPL-2.0-only
/* Per-CPU pollers: see poller.h. */
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/rculist.h>

#include "compat/compat.h"
#include "poller.h"
#include "port.h"
#include "queue.h"

DEFINE_PER_CPU_ALIGNED(struct sebp_hot, sebp_hot);

static struct sebp_poller __percpu *pollers;
static struct net_device *dummy;
static int hotplug_state;

void sebp_poller_interrupt(struct sebp_poller *p)
{
	/* Here MISSED is wanted: a poller that runs right now may already be past the queue. */
	if (!napi_schedule_prep(&p->napi))
		return;
	p->cause = SEBP_CAUSE_INTERRUPT;
	__napi_schedule_irqoff(&p->napi);
}

/* What the queues want next becomes what events are compared with. */
static void publish_due(struct sebp_poller *p)
{
	struct sebp_hot *hot = per_cpu_ptr(&sebp_hot, p->cpu);
	u64 due[SEBP_EVENTS], deadline = GOV_NEVER;
	struct sebp_queue *q;
	u32 gap = U32_MAX, slack = U32_MAX, early = U32_MAX, linger = 0, wanted = 0;
	int i;

	for (i = 0; i < SEBP_EVENTS; i++)
		due[i] = GOV_NEVER;
	list_for_each_entry_rcu(q, &p->queues, node) {
		u32 events = sebp_queue_events(q);

		if (q->gov.state != GOV_POLLING)
			continue;
		wanted |= events;
		for (i = 0; i < SEBP_EVENTS; i++)
			if (i == SEBP_EVENT_WATCHDOG || events & BIT(i))
				due[i] = min(due[i], sebp_queue_next(q, i));
		deadline = min(deadline, q->gov.deadline);
		gap = min(gap, gov_wait(&q->gov));
		slack = min(slack, gov_slack(&q->gov));
		early = min(early, gov_early(&q->gov));
		linger = max(linger, q->port->set.linger);
	}
	for (i = 0; i < SEBP_EVENTS; i++)
		WRITE_ONCE(hot->event[i].due, due[i]);
	p->gap = gap;
	p->slack = slack;
	p->early = early;
	p->linger_most = linger;
	WRITE_ONCE(p->deadline, deadline);
	sebp_events_demand(wanted);
}

/*
 * The watchdog may come early, never late: as soon as an event would poll. Where the tick comes in that time both take one
 * interrupt, and from then on they keep step. No deadline is further off than GOV_GAP_MAX, unless the clock was set back
 * since, as by a machine that is restored.
 */
static void set_watchdog(struct sebp_poller *p, u64 left)
{
	u32 ns = min_t(u64, left, GOV_GAP_MAX), early = min(p->early, ns);

	hrtimer_set_expires_range_ns(&p->watchdog, ktime_add_ns(ktime_get(), ns - early), early);
}

/* Who polls: the interrupt is the tick's where the watchdog comes early, and the tick would poll, too. */
static enum sebp_event watchdog_cause(const struct sebp_poller *p, const struct sebp_hot *hot, u64 now)
{
	if (ktime_before(ktime_get(), hrtimer_get_expires(&p->watchdog)) && gov_reached(now, hot->event[SEBP_EVENT_TICK].due))
		return SEBP_EVENT_TICK;
	return SEBP_EVENT_WATCHDOG;
}

/*
 * Lazy: while the timer runs, a later deadline only moves @deadline; the timer finds that out when it fires.
 * Programming a timer is a VM exit.
 */
static void start_watchdog(struct sebp_poller *p)
{
	u64 now;

	if (p->deadline == GOV_NEVER || hrtimer_active(&p->watchdog))
		return;
	now = sebp_clock();
	set_watchdog(p, gov_reached(now, p->deadline) ? 0 : p->deadline - now);
	hrtimer_start_expires(&p->watchdog, HRTIMER_MODE_ABS_PINNED);
}

/* Hard IRQ. An interrupt taken is an interrupt paid: it polls unless the last poll was only just. */
static enum hrtimer_restart watchdog_fired(struct hrtimer *timer)
{
	struct sebp_poller *p = container_of(timer, struct sebp_poller, watchdog);
	struct sebp_hot *hot = per_cpu_ptr(&sebp_hot, p->cpu);
	u64 deadline = READ_ONCE(p->deadline), now = sebp_clock(), left = deadline - now;
	enum sebp_event cause;

	if (deadline == GOV_NEVER)
		return HRTIMER_NORESTART;
	cause = watchdog_cause(p, hot, now);
	/* The tick counts itself. */
	if (cause == SEBP_EVENT_WATCHDOG)
		hot->event[SEBP_EVENT_WATCHDOG].count++;
	if (left > GOV_GAP_MAX || gov_reached(now + p->slack, hot->event[SEBP_EVENT_WATCHDOG].due)) {
		if (sebp_poller_claim(p, cause))
			__napi_schedule_irqoff(&p->napi);
		left = p->gap;
	}
	set_watchdog(p, left);
	return HRTIMER_RESTART;
}

/* Hard IRQ, an interrupt that the CPU sent to itself. */
static void deferred_event(struct irq_work *work)
{
	struct sebp_poller *p = container_of(work, struct sebp_poller, deferred);

	if (sebp_poller_claim(p, p->deferred_cause))
		__napi_schedule_irqoff(&p->napi);
}

static int poller_poll(struct napi_struct *napi, int budget)
{
	struct sebp_poller *p = container_of(napi, struct sebp_poller, napi);
	unsigned int cause = p->cause;
	bool again = false, polling = false;
	struct sebp_queue *q;
	int done = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(q, &p->queues, node) {
		done += sebp_queue_run(q, cause, p->offline, &again);
		polling |= q->gov.state == GOV_POLLING;
	}
	/* Where all are parked and were so before, nothing is published and nothing is to be. */
	if (polling || p->deadline != GOV_NEVER)
		publish_due(p);
	rcu_read_unlock();
	p->found = done;

	start_watchdog(p);
	/* "Budget used up" is how a NAPI asks net_rx_action() to come again after the others had their turn. */
	if (again)
		return budget;
	done = min(done, budget - 1);
	napi_complete_done(napi, done);
	return done;
}

/*
 * Process context on the CPU that goes down, before its interrupts are moved away: everything that is polled
 * here goes back to interrupts. They find their new CPU by themselves.
 */
static int cpu_going_down(unsigned int cpu)
{
	struct sebp_poller *p = per_cpu_ptr(pollers, cpu);
	int i;

	WRITE_ONCE(p->offline, true);
	for (i = 0; i < 1000; i++) {
		local_bh_disable();
		if (sebp_poller_claim(p, SEBP_CAUSE_INTERRUPT))
			__napi_schedule(&p->napi);
		local_bh_enable();
		if (READ_ONCE(p->deadline) == GOV_NEVER)
			break;
		usleep_range(50, 200);
	}
	hrtimer_cancel(&p->watchdog);
	return 0;
}

static int cpu_came_up(unsigned int cpu)
{
	WRITE_ONCE(per_cpu_ptr(pollers, cpu)->offline, false);
	return 0;
}

static void init_poller(int cpu)
{
	struct sebp_poller *p = per_cpu_ptr(pollers, cpu);
	struct sebp_hot *hot = per_cpu_ptr(&sebp_hot, cpu);
	int i;

	p->cpu = cpu;
	p->deadline = GOV_NEVER;
	INIT_LIST_HEAD(&p->queues);
	init_irq_work(&p->deferred, deferred_event);
	hrtimer_setup(&p->watchdog, watchdog_fired, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED);
	for (i = 0; i < SEBP_EVENTS; i++)
		hot->event[i].due = GOV_NEVER;
	hot->poller = p;
	netif_napi_add(dummy, &p->napi, poller_poll);
	napi_enable(&p->napi);
}

static void free_pollers(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct sebp_poller *p = per_cpu_ptr(pollers, cpu);

		irq_work_sync(&p->deferred);
		hrtimer_cancel(&p->watchdog);
		napi_disable(&p->napi);
		netif_napi_del(&p->napi);
	}
	sebp_free_netdev_dummy(dummy);
	free_percpu(pollers);
}

int sebp_pollers_init(void)
{
	int cpu;

	pollers = alloc_percpu(struct sebp_poller);
	if (!pollers)
		return -ENOMEM;
	dummy = alloc_netdev_dummy(0);
	if (!dummy) {
		free_percpu(pollers);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu)
		init_poller(cpu);
	hotplug_state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "net/sebp:online",
						  cpu_came_up, cpu_going_down);
	if (hotplug_state < 0) {
		free_pollers();
		return hotplug_state;
	}
	return 0;
}

void sebp_pollers_exit(void)
{
	cpuhp_remove_state_nocalls(hotplug_state);
	free_pollers();
}
