// SPDX-License-Identifier: GPL-2.0-only
/* Event sources by number and by reference count. */
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

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

void sebp_events_exit(void)
{
	int i;

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

static int source_get(struct sebp_source *s)
{
	int err;

	ASSERT_RTNL();
	if (!s->users) {
		err = s->start ? s->start(s) : sebp_source_hook(s);
		if (err)
			return err;
	}
	s->users++;
	return 0;
}

static void source_put(struct sebp_source *s)
{
	ASSERT_RTNL();
	if (--s->users)
		return;
	if (s->stop)
		s->stop(s);
	else
		sebp_source_unhook(s);
}

int sebp_events_get(u32 mask)
{
	int i, err;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		if (!(mask & BIT(i)))
			continue;
		err = source_get(sources[i]);
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
			source_put(sources[i]);
}
