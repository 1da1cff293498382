// SPDX-License-Identifier: GPL-2.0-only
/* Event sources by name and by reference count. */
#include <linux/rtnetlink.h>
#include <linux/tracepoint.h>

#include "event.h"

static struct sebp_source *const sources[SEBP_EVENTS - 1] = {
	[SEBP_EVENT_TICK] = &sebp_source_tick,
	[SEBP_EVENT_IRQ] = &sebp_source_irq,
	[SEBP_EVENT_SOFTIRQ] = &sebp_source_softirq,
	[SEBP_EVENT_XMIT] = &sebp_source_xmit,
};

/* Most tracepoints are not exported; all can be found by name. */
static void match_tracepoint(struct tracepoint *tp, void *priv)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (!strcmp(tp->name, sources[i]->tracepoint))
			sources[i]->tp = tp;
}

int sebp_events_init(void)
{
	int i;

	for_each_kernel_tracepoint(match_tracepoint, NULL);
	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		if (!sources[i]->tp) {
			pr_err("sebp: this kernel has no tracepoint %s\n", sources[i]->tracepoint);
			return -ENOENT;
		}
	}
	return 0;
}

static int source_get(struct sebp_source *s)
{
	int err;

	ASSERT_RTNL();
	if (!s->users) {
		err = tracepoint_probe_register(s->tp, s->probe, NULL);
		if (err)
			return err;
	}
	s->users++;
	return 0;
}

static void source_put(struct sebp_source *s)
{
	ASSERT_RTNL();
	if (!--s->users)
		tracepoint_probe_unregister(s->tp, s->probe, NULL);
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
