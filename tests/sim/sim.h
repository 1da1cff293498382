/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The governor against a trace: arrival times of packets in, interrupts, polls and delays out. No kernel, no
 * device; the events are a regular train. The same in the unit tests and in governor-sim.
 */
#ifndef SIM_H
#define SIM_H

#include <stddef.h>

#include "core/governor.h"

/**
 * struct sim - what happens
 * @params: of the governor
 * @arrivals: times at which packets arrive, ns, ascending, none at 0
 * @count: how many
 * @event_period: an event each so many ns; 0 for none at all
 * @until: end of the simulation, ns
 * @idle: the CPU is idle when an interrupt comes
 * @budget: most packets a poll takes
 * @cost: time that a poll takes for each packet and for itself, ns; counted only with a cap on the share
 */
struct sim {
	struct gov_params params;
	const u64 *arrivals;
	size_t count;
	u64 event_period;
	u64 until;
	bool idle;
	u32 budget;
	u32 cost;
};

/**
 * struct sim_result - what came of it
 * @interrupts: taken while parked, one a packet
 * @polls: in state POLLING
 * @empty: those that found nothing
 * @rescues: those that the watchdog started
 * @delivered: packets, by interrupt or poll
 * @delayed: packets delivered by polls
 * @delay_sum: time they waited, all together, ns
 * @delay_max: longest wait, ns
 * @busy: time that polls took, all together, ns
 * @gap_max: longest time between two polls in state POLLING, ns
 */
struct sim_result {
	u64 interrupts;
	u64 polls;
	u64 empty;
	u64 rescues;
	u64 delivered;
	u64 delayed;
	u64 delay_sum;
	u64 delay_max;
	u64 busy;
	u64 gap_max;
};

struct sim_result sim_run(const struct sim *sim);

#endif
