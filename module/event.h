/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event sources: things the kernel does anyway, each hooked by a file of its own under events/.
 * A source is hooked only while a device uses it; one that costs something each time, only while such a device polls.
 */
#ifndef SEBP_EVENT_H
#define SEBP_EVENT_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/sebp.h>
#include <linux/types.h>

struct tracepoint;

#define SEBP_EVENTS		(SEBP_EVENT_WATCHDOG + 1)
/* What a user can switch: all but the watchdog. */
#define SEBP_NATURAL_EVENTS	(BIT(SEBP_EVENT_WATCHDOG) - 1)
/* Those that cost nobody anything while nothing is polled. */
#define SEBP_DEFAULT_EVENTS	(BIT(SEBP_EVENT_TICK) | BIT(SEBP_EVENT_IRQ) | BIT(SEBP_EVENT_SOFTIRQ) | \
				 BIT(SEBP_EVENT_XMIT) | BIT(SEBP_EVENT_SOCKET))
/* Hooked while a queue polls that wants them: system calls pay for these, whoever makes them. */
#define SEBP_DEMAND_EVENTS	(BIT(SEBP_EVENT_SYSCALL) | BIT(SEBP_EVENT_SOCKET))

/**
 * struct sebp_source - an event source
 * @context: where it fires and when its poll runs, for the user
 * @cost: what hooking it costs, for the user
 * @tracepoint: name of the tracepoint it hooks, or NULL
 * @probe: the probe; its comment says in which context it runs
 * @find: looks for what else it needs; returns why this kernel cannot have it, or NULL. May change @tracepoint and
 *	@probe. Process context, once.
 * @forget: give back what @find took. Process context, once, unhooked.
 * @start: hook it by other means than @tracepoint; 0 or a negative errno. Process context, may sleep; RTNL held unless it is
 *	one of SEBP_DEMAND_EVENTS.
 * @stop: undo @start; when it returns, the hook runs on no CPU any more
 * @missing: why this kernel does not have it, or NULL
 * @tp: the tracepoint, once found
 * @users: how many devices use it; changed under RTNL
 * @hooked: it is; by its users alone under RTNL, by demand in a work
 * @unwanted: for so many looks in a row no queue demanded it
 */
struct sebp_source {
	const char *context;
	const char *cost;
	const char *tracepoint;
	void *probe;
	const char *(*find)(struct sebp_source *s);
	void (*forget)(struct sebp_source *s);
	int (*start)(struct sebp_source *s);
	void (*stop)(struct sebp_source *s);
	const char *missing;
	struct tracepoint *tp;
	unsigned int users;
	bool hooked;
	unsigned int unwanted;
};

extern struct sebp_source sebp_source_tick;
extern struct sebp_source sebp_source_irq;
extern struct sebp_source sebp_source_softirq;
extern struct sebp_source sebp_source_xmit;
extern struct sebp_source sebp_source_sched;
extern struct sebp_source sebp_source_syscall;
extern struct sebp_source sebp_source_socket;
extern struct sebp_source sebp_source_idle;
extern struct sebp_source sebp_source_fault;

/**
 * sebp_events_init - find what this kernel has
 *
 * Return: 0, or -ENOENT when it lacks what no device can do without.
 */
int sebp_events_init(void);

/* No device has a source any more. Context: process; sleeps, and when it returns no probe runs any more. */
void sebp_events_exit(void);

/* The source of a natural event. */
struct sebp_source *sebp_event_source(unsigned int event);

/* Those of @mask that this kernel lacks. */
u32 sebp_events_missing(u32 mask);

/* True if the idle source, which is hooked, polls before a sleep instead of ending it. */
bool sebp_idle_polls(void);

/* The tracepoint of that name, or NULL. Context: process. */
struct tracepoint *sebp_find_tracepoint(const char *name);

/* Hooks and unhooks the source's tracepoint. Context: process, RTNL held; may sleep. */
int sebp_source_hook(struct sebp_source *s);
void sebp_source_unhook(struct sebp_source *s);

/**
 * sebp_events_get - a device needs these sources
 * @mask: a bit for each enum sebp_event; all available
 *
 * They are hooked, but for those of SEBP_DEMAND_EVENTS.
 *
 * Context: process, RTNL held; may sleep.
 * Return: 0 or a negative errno, then nothing is hooked.
 */
int sebp_events_get(u32 mask);

/**
 * sebp_events_put - a device needs these sources no more
 * @mask: what sebp_events_get() was given
 *
 * When the last user goes the probe is unregistered, by demand soon after that; the caller runs
 * tracepoint_synchronize_unregister() before it frees what probes touch: what sources hook by demand touch no more than a
 * poller. Context: process, RTNL held; may sleep.
 */
void sebp_events_put(u32 mask);

/* Of SEBP_DEMAND_EVENTS, those that a queue has demanded since the last look. */
extern atomic_t sebp_events_wanted;

/* Slow path of sebp_events_demand(). */
void sebp_events_wake(u32 mask);

/**
 * sebp_events_demand - a queue that polls would poll from these events
 * @mask: a bit for each enum sebp_event; others than SEBP_DEMAND_EVENTS do not matter
 *
 * Said with every poll, it keeps them hooked; some seconds after the last time they are not any more. Context: softirq.
 */
static inline void sebp_events_demand(u32 mask)
{
	mask &= SEBP_DEMAND_EVENTS;
	if (mask & ~atomic_read(&sebp_events_wanted))
		sebp_events_wake(mask);
}

#endif /* SEBP_EVENT_H */
