/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A queue: one NAPI of a device, the raw vectors that belong to it, and a governor for all of them.
 *
 *   PARKED   an interrupt schedules the NAPI; it is stolen from the softirq's list, polled by us in the same
 *            softirq, completed and armed by its driver as ever. That is how the governor learns the load. Of ping-pong
 *            only some interrupts are.
 *   POLLING  events and the watchdog poll; the driver is kept from arming.
 *
 * In shadow mode the queue stays on interrupts in both states and the governor works on what they bring.
 */
#ifndef SEBP_QUEUE_H
#define SEBP_QUEUE_H

#include <linux/netdevice.h>
#include <linux/sebp.h>

#include "core/governor.h"
#include "event.h"

struct sebp_port;

struct sebp_event_stats {
	u64 polls;
	u64 empty_polls;
	u64 packets;
};

/* The histogram of gaps between polls: number i counts those below 2^i us, the last the longer ones. */
#define SEBP_GAPS	16

/**
 * struct sebp_irq_counts - interrupts since attach
 * @taken: all
 * @shadowed: those of raw vectors that polling would have spared, in shadow mode
 */
struct sebp_irq_counts {
	u64 taken;
	u64 shadowed;
};

/* Written by who owns the queue's NAPI, read by anybody. */
struct sebp_queue_stats {
	u64 polls;
	u64 empty_polls;
	u64 packets;
	u64 suppressed;
	u64 unparks;
	u64 parks;
	u64 busy;
	u64 stalls;
	u64 longest_gap;
	u64 delay;
	u64 gaps[SEBP_GAPS];
	struct sebp_event_stats event[SEBP_EVENTS];
};

/**
 * struct sebp_queue
 * @node: in the poller's list of its home CPU; changed under RTNL
 * @port: the device
 * @napi: a hint, see sebp_napi_alive()
 * @id: number within the device
 * @vectors: those that polling replaces and the device can mask, a bit each
 * @gov: owned with the NAPI
 * @tx_seen: the driver's count of transmit completions up to which they are counted here; owned with the NAPI
 * @receives: it has received packets; owned with the NAPI
 * @stolen: the NAPI was taken over from its interrupt, the poller owns it; home CPU only
 * @nudged: transmit completions came by interrupt, have a look; home CPU only
 * @idle: the last interrupt woke an idle CPU; home CPU only
 * @again: the last poll left work, whatever event comes next polls; owned with the NAPI
 * @shadow: the device keeps its interrupts, polls are only imagined; changed while stopped
 * @shadow_packets: what a poll would find now; owned with the NAPI, as is @shadow_times, their times of arrival
 * @stopped: leave the NAPI alone: interface down, moving house or detaching
 * @cpu: home, or -1 until the first interrupt shows where the device's interrupts go
 * @want_cpu: where the last interrupt came, if not @cpu
 * @seen: how far its polls had come at the stall detector's last look; its own, as is @still
 * @still: looks in a row that found no progress
 * @stats: counters since attach
 * @irqs_before: interrupts of earlier lives of its vectors
 * @events_base: the home CPU's event counters when the queue came there
 * @events_before: events seen at earlier homes
 */
struct sebp_queue {
	struct list_head node;
	struct sebp_port *port;
	struct napi_struct *napi;
	unsigned int id;
	u32 vectors;
	struct gov gov;
	u32 tx_seen;
	bool receives;
	bool stolen;
	bool nudged;
	bool idle;
	bool again;
	bool stopped;
	bool shadow;
	u32 shadow_packets;
	u64 shadow_times;
	int cpu;
	int want_cpu;
	u64 seen;
	u8 still;
	struct sebp_queue_stats stats;
	struct sebp_irq_counts irqs_before;
	u64 events_base[SEBP_EVENTS];
	u64 events_before[SEBP_EVENTS];
};

/* Packets whose transmission was completed since @q last looked, of those that NAPI does not tell. Context: any. */
u32 sebp_queue_tx_completed(const struct sebp_queue *q);

/* Is this interrupt's NAPI, on the list of this CPU, left to the softirq? Context: hard IRQ on the home CPU. */
bool sebp_queue_leaves(struct sebp_queue *q);

/* Bit for each event that may poll @q. */
u32 sebp_queue_events(const struct sebp_queue *q);

/* From when on @event polls @q, which was looked at just now. A CPU that lingers has nothing better to do than poll. */
u64 sebp_queue_next(const struct sebp_queue *q, unsigned int event);

/**
 * sebp_queue_run - do what is due
 * @q: a queue of this poller
 * @cause: event that made the poller run, or SEBP_CAUSE_INTERRUPT
 * @park: the CPU goes away, back to interrupts
 * @again: set when the queue wants another poll at once
 *
 * Context: NET_RX softirq on the home CPU, RCU read section.
 * Return: packets found.
 */
int sebp_queue_run(struct sebp_queue *q, unsigned int cause, bool park, bool *again);

/**
 * sebp_queue_stop - back to plain interrupts, and stay there
 * @q: the queue
 *
 * When it returns the device's interrupts are armed (or the driver has disabled the NAPI and arms them itself
 * when it enables it), and no poller will touch the NAPI again. Context: process, RTNL held; sleeps.
 */
void sebp_queue_stop(struct sebp_queue *q);

/**
 * sebp_queue_rescue - nobody polls this queue although it is POLLING: back to interrupts, and look once
 * @q: the queue
 *
 * Its device goes to interrupts as a whole, for a while: see sebp_port_stalled(). Does nothing if somebody owns the NAPI.
 * Context: RCU read section; any task.
 */
void sebp_queue_rescue(struct sebp_queue *q);

/**
 * sebp_queue_settle - give a stopped queue a home and let it run
 * @q: the queue, stopped or new
 * @cpu: its CPU
 *
 * Context: process, RTNL held; sleeps.
 */
void sebp_queue_settle(struct sebp_queue *q, int cpu);

/* Take a stopped queue off its poller's list; the caller waits a grace period before it frees or settles it. */
void sebp_queue_unsettle(struct sebp_queue *q);

/* After that grace period: the NAPI of an interrupt that the poller did not come to is the softirq's. Context: process. */
void sebp_queue_reclaim(struct sebp_queue *q);

/* The kernel's id of the queue's NAPI, or 0 while it has none. */
u32 sebp_queue_napi_id(const struct sebp_queue *q);

/* How often @event fired on the queue's CPU while the queue lived there. */
u64 sebp_queue_events_seen(const struct sebp_queue *q, unsigned int event);

#endif /* SEBP_QUEUE_H */
