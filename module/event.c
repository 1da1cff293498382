// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event sources by number, by reference count and by demand.
 *
 * What every system call pays for is hooked by a work: not while a device is only attached, and without RTNL, for ftrace may
 * wait long until no task is left in what it takes away. Queues that poll demand such a source, the work looks once a second.
 */
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include "event.h"

static struct sebp_source *const sources[] = {
	[SEBP_EVENT_TICK] = &sebp_source_tick,
	[SEBP_EVENT_IRQ] = &sebp_source_irq,
	[SEBP_EVENT_SOFTIRQ] = &sebp_source_softirq,
	[SEBP_EVENT_XMIT] = &sebp_source_xmit,
	[SEBP_EVENT_SCHED] = &sebp_source_sched,
	[SEBP_EVENT_SYSCALL] = &sebp_source_syscall,
	[SEBP_EVENT_SOCKET] = &sebp_source_socket,
	[SEBP_EVENT_IDLE] = &sebp_source_idle,
	[SEBP_EVENT_FAULT] = &sebp_source_fault,
};

static_assert(ARRAY_SIZE(sources) == SEBP_EVENT_WATCHDOG);

#define LOOK_EVERY	HZ
/* So many looks in a row without a demand: hooking changes code under all CPUs, so a pause in the traffic does not undo it. */
#define LOOKS		3

atomic_t sebp_events_wanted;

static void look_at_demand(struct work_struct *work);
static DECLARE_DELAYED_WORK(look, look_at_demand);

static void look_in(unsigned long delay)
{
	cancel_delayed_work(&look);
	schedule_delayed_work(&look, delay);
}

struct search {
	const char *name;
	struct tracepoint *found;
};

static void match_tracepoint(struct tracepoint *tp, void *priv)
{
	struct search *s = priv;

	if (!strcmp(tp->name, s->name))
		s->found = tp;
}

/* Most tracepoints are not exported; all can be found by name. */
struct tracepoint *sebp_find_tracepoint(const char *name)
{
	struct search s = { .name = name };

	for_each_kernel_tracepoint(match_tracepoint, &s);
	return s.found;
}

int sebp_source_hook(struct sebp_source *s)
{
	return tracepoint_probe_register(s->tp, s->probe, NULL);
}

void sebp_source_unhook(struct sebp_source *s)
{
	tracepoint_probe_unregister(s->tp, s->probe, NULL);
}

static void find_source(struct sebp_source *s)
{
	if (s->find)
		s->missing = s->find(s);
	if (s->missing || !s->tracepoint)
		return;
	s->tp = sebp_find_tracepoint(s->tracepoint);
	if (!s->tp)
		s->missing = "this kernel lacks its tracepoint";
}

static int hook_source(struct sebp_source *s)
{
	int err = s->start ? s->start(s) : sebp_source_hook(s);

	WRITE_ONCE(s->hooked, !err);
	return err;
}

static void unhook_source(struct sebp_source *s)
{
	WRITE_ONCE(s->hooked, false);
	if (s->stop)
		s->stop(s);
	else
		sebp_source_unhook(s);
}

/* Return: it is to be looked at again. */
static bool meet_demand(struct sebp_source *s, bool wanted)
{
	int err;

	s->unwanted = wanted ? 0 : s->unwanted + 1;
	if (s->hooked) {
		if (!READ_ONCE(s->users) || s->unwanted >= LOOKS)
			unhook_source(s);
		return s->hooked;
	}
	if (!wanted || !READ_ONCE(s->users))
		return false;
	err = hook_source(s);
	if (err)
		pr_warn_once("sebp: an event source cannot be hooked: error %d\n", err);
	return true;
}

/* Never sooner than after LOOK_EVERY where something is hooked or cannot be, unless a device is detached. */
static void look_at_demand(struct work_struct *work)
{
	u32 wanted = atomic_xchg(&sebp_events_wanted, 0);
	bool again = false;
	int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (SEBP_DEMAND_EVENTS & BIT(i))
			again |= meet_demand(sources[i], wanted & BIT(i));
	if (again)
		look_in(LOOK_EVERY);
}

void sebp_events_wake(u32 mask)
{
	atomic_or(mask, &sebp_events_wanted);
	/* One that is pending stays as it is. */
	schedule_delayed_work(&look, 0);
}

void sebp_events_exit(void)
{
	int i;

	cancel_delayed_work_sync(&look);
	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (sources[i]->hooked)
			unhook_source(sources[i]);
	tracepoint_synchronize_unregister();
	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (sources[i]->forget)
			sources[i]->forget(sources[i]);
}

int sebp_events_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		find_source(sources[i]);
	/* Ports see their interrupts there. */
	if (sebp_source_irq.missing) {
		pr_err("sebp: this kernel has no tracepoint %s\n", sebp_source_irq.tracepoint);
		sebp_events_exit();
		return -ENOENT;
	}
	return 0;
}

struct sebp_source *sebp_event_source(unsigned int event)
{
	return sources[event];
}

u32 sebp_events_missing(u32 mask)
{
	u32 missing = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (mask & BIT(i) && sources[i]->missing)
			missing |= BIT(i);
	return missing;
}

static int source_get(struct sebp_source *s, bool demand)
{
	int err;

	ASSERT_RTNL();
	if (!s->users && !demand) {
		err = hook_source(s);
		if (err)
			return err;
	}
	WRITE_ONCE(s->users, s->users + 1);
	return 0;
}

static void source_put(struct sebp_source *s, bool demand)
{
	ASSERT_RTNL();
	WRITE_ONCE(s->users, s->users - 1);
	if (s->users)
		return;
	if (demand)
		look_in(0);
	else
		unhook_source(s);
}

int sebp_events_get(u32 mask)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		if (!(mask & BIT(i)))
			continue;
		err = source_get(sources[i], SEBP_DEMAND_EVENTS & BIT(i));
		if (err) {
			sebp_events_put(mask & (BIT(i) - 1));
			return err;
		}
	}
	return 0;
}

void sebp_events_put(u32 mask)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (mask & BIT(i))
			source_put(sources[i], SEBP_DEMAND_EVENTS & BIT(i));
}
