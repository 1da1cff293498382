// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU is about to sleep. What a sleep costs in a virtual machine, an exit and later an interrupt to end it, a poll that
 * finds packets saves.
 *
 * Where the kernel has no cpuidle driver, as in most guests, one of our own takes the place: a halt that polls first and,
 * if there were packets, returns to the idle loop without having slept. Everything the poll changed (timers, woken tasks)
 * the idle loop then sees by itself. If asked to, it goes on polling for a while, as long as that has lately been worth it
 * (core/linger.h). Where there is a driver, the cpu_idle tracepoint asks for the poll through irq_work: the interrupt to
 * ourselves also ends the sleep.
 */
#include <linux/cpuidle.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/sched/idle.h>
#include <linux/smp.h>
#include <trace/events/power.h>

#include "compat/compat.h"
#include "core/linger.h"
#include "event.h"
#include "poller.h"

/* This CPU executes code of this file, perhaps asleep and unseen by RCU. */
static DEFINE_PER_CPU(bool, inside);

/* Idle task, IRQs on. True if there were packets. */
static bool poll_now(struct sebp_poller *p)
{
	bool polled;

	local_bh_disable();
	polled = sebp_poller_claim(p, SEBP_EVENT_IDLE);
	if (polled)
		__napi_schedule(&p->napi);
	local_bh_enable();
	return polled && p->found;
}

/*
 * The CPU has nothing to do for a while that is not worth a sleep, or so it seems: polls when they are due, until there are
 * packets or work. Idle task, IRQs on. True if there were packets.
 */
static bool linger(struct sebp_hot *hot)
{
	u64 now = sebp_clock(), end = now + hot->poller->linger;

	while (!gov_reached(now, end) && !need_resched()) {
		cpu_relax();
		now = sebp_clock();
		if (gov_reached(now, READ_ONCE(hot->event[SEBP_EVENT_IDLE].due)) && poll_now(hot->poller))
			return true;
	}
	return false;
}

/* Idle task, IRQs off before and after. True if the CPU should look around again instead of sleeping. */
static bool poll_before_sleep(struct sebp_hot *hot)
{
	bool due = sebp_event_due(hot, SEBP_EVENT_IDLE), found;

	if (!due && !hot->poller->linger)
		return false;
	local_irq_enable();
	found = (due && poll_now(hot->poller)) || linger(hot);
	local_irq_disable();
	return found || need_resched() || local_softirq_pending();
}

/* Idle task, IRQs off before and after. */
static void sleep(struct sebp_poller *p)
{
	u64 start = sebp_clock();

	sebp_cpuidle_enter();
	raw_safe_halt();
	raw_local_irq_disable();
	sebp_cpuidle_exit();
	p->linger = linger_after(p->linger, p->linger_most, sebp_clock() - start);
}

static int idle_enter(struct cpuidle_device *dev, struct cpuidle_driver *drv, int index)
{
	struct sebp_hot *hot = this_cpu_ptr(&sebp_hot);

	__this_cpu_write(inside, true);
	if (!poll_before_sleep(hot) && !current_clr_polling_and_test())
		sleep(hot->poller);
	__this_cpu_write(inside, false);
	return index;
}

/* RCU_IDLE: RCU goes on watching until we really sleep. No owner: it would pin the module, and stop_idle() waits. */
static struct cpuidle_driver driver = {
	.name = "sebp",
	.states = {
		{
			.name = "sebp",
			.desc = "poll attached devices, then halt",
			.enter = idle_enter,
			.exit_latency = 1,
			.target_residency = 1,
			.flags = CPUIDLE_FLAG_RCU_IDLE,
		},
	},
	.state_count = 1,
};

static bool have_driver;

static void probe_cpu_idle(void *data, unsigned int state, unsigned int cpu)
{
	if (state != PWR_EVENT_EXIT)
		sebp_event_deferred(SEBP_EVENT_IDLE);
}

static int start_idle(struct sebp_source *s)
{
	have_driver = !sebp_halt_is_special() && !cpuidle_register(&driver, NULL);
	return have_driver ? 0 : sebp_source_hook(s);
}

bool sebp_idle_polls(void)
{
	return have_driver;
}

static void stop_idle(struct sebp_source *s)
{
	int cpu;

	if (!have_driver) {
		sebp_source_unhook(s);
		return;
	}
	cpuidle_unregister(&driver);
	/* It woke the sleepers but did not wait until they had left. */
	for_each_online_cpu(cpu)
		while (READ_ONCE(per_cpu(inside, cpu))) {
			wake_up_all_idle_cpus();
			usleep_range(50, 100);
		}
	synchronize_rcu();
}

struct sebp_source sebp_source_idle = {
	.context = "a CPU goes idle, IRQs off; the poll runs before it sleeps",
	.cost = "about 100 instructions a sleep; a self-IPI for each poll if a cpuidle driver is in the way",
	.tracepoint = "cpu_idle",
	.probe = probe_cpu_idle,
	.start = start_idle,
	.stop = stop_idle,
};
