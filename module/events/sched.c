// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduler has run. From 6.16 on at its exit (sched_exit): task context, IRQs on, preemption off, and the poll runs
 * at once. Before, in the switch itself (sched_switch): IRQs off and the run queue locked, where not even a softirq can
 * be raised safely, because that may wake ksoftirqd; the poll is asked for through irq_work, an interrupt to ourselves.
 */
#include <linux/sched.h>

#include "event.h"
#include "poller.h"

static void probe_sched_exit(void *data, bool is_switch)
{
	sebp_event_task(SEBP_EVENT_SCHED);
}

static void probe_sched_switch(void *data, bool preempt, struct task_struct *prev, struct task_struct *next,
			       unsigned int prev_state)
{
	sebp_event_deferred(SEBP_EVENT_SCHED);
}

static const char *find_sched(struct sebp_source *s)
{
	if (sebp_find_tracepoint("sched_exit_tp")) {
		s->tracepoint = "sched_exit_tp";
		s->probe = probe_sched_exit;
		s->context = "scheduler exit, IRQs on; the poll runs at once";
		s->cost = "about 20 instructions a switch";
	}
	return NULL;
}

struct sebp_source sebp_source_sched = {
	.context = "context switch, IRQs off, run queue locked; the poll runs from an interrupt to ourselves",
	.cost = "about 20 instructions a switch; a self-IPI for each poll",
	.tracepoint = "sched_switch",
	.probe = probe_sched_switch,
	.find = find_sched,
};
