/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event sources: things the kernel does anyway, each a tracepoint probe in a file of its own under events/.
 * A source has a probe registered only while a device uses it.
 */
#ifndef SEBP_EVENT_H
#define SEBP_EVENT_H

#include <linux/bits.h>
#include <linux/sebp.h>
#include <linux/types.h>

struct tracepoint;

#define SEBP_EVENTS		(SEBP_EVENT_WATCHDOG + 1)
/* What a user can switch: all but the watchdog. */
#define SEBP_NATURAL_EVENTS	(BIT(SEBP_EVENT_WATCHDOG) - 1)

/**
 * struct sebp_source - an event source
 * @tracepoint: name of the tracepoint it hooks
 * @probe: the probe; its comment says in which context it runs
 * @tp: the tracepoint, once found
 * @users: how many users keep it hooked; under RTNL
 */
struct sebp_source {
	const char *tracepoint;
	void *probe;
	struct tracepoint *tp;
	unsigned int users;
};

extern struct sebp_source sebp_source_tick;
extern struct sebp_source sebp_source_irq;
extern struct sebp_source sebp_source_softirq;
extern struct sebp_source sebp_source_xmit;

/**
 * sebp_events_init - find the tracepoints
 *
 * Return: 0, or -ENOENT when this kernel lacks one.
 */
int sebp_events_init(void);

/**
 * sebp_events_get - hook the sources of a device
 * @mask: a bit for each enum sebp_event
 *
 * Context: process, RTNL held; may sleep.
 * Return: 0 or a negative errno, then nothing is hooked.
 */
int sebp_events_get(u32 mask);

/**
 * sebp_events_put - a device needs these sources no more
 * @mask: what sebp_events_get() was given
 *
 * When the last user goes the probe is unregistered; the caller runs tracepoint_synchronize_unregister()
 * before it frees what probes touch. Context: process, RTNL held; may sleep.
 */
void sebp_events_put(u32 mask);

#endif /* SEBP_EVENT_H */
