// SPDX-License-Identifier: GPL-2.0-only
#include "sim.h"

struct run {
	const struct sim *sim;
	struct sim_result result;
	struct gov gov;
	size_t arrived;		/* packets up to this one are in the ring or delivered */
	size_t delivered;
	bool again;
};

static u64 next_arrival(const struct run *r)
{
	return r->arrived < r->sim->count ? r->sim->arrivals[r->arrived] : GOV_NEVER;
}

static void interrupt(struct run *r, u64 now)
{
	u32 packets = r->arrived - r->delivered;

	r->delivered = r->arrived;
	r->result.interrupts++;
	if (!gov_leaves(&r->gov))
		gov_interrupt(&r->gov, now, packets, r->sim->idle);
}

static void deliver(struct run *r, u64 now)
{
	u64 delay = now - r->sim->arrivals[r->delivered++];

	r->result.delayed++;
	r->result.delay_sum += delay;
	if (delay > r->result.delay_max)
		r->result.delay_max = delay;
}

static void poll(struct run *r, u64 now)
{
	u32 packets = 0;
	enum gov_step step;
	u64 took;

	if (now - r->gov.last_poll > r->result.gap_max)
		r->result.gap_max = now - r->gov.last_poll;
	while (r->delivered < r->arrived && packets < r->sim->budget) {
		deliver(r, now);
		packets++;
	}
	r->result.polls++;
	r->result.empty += !packets;
	took = (u64)r->sim->cost * (packets + 1);
	r->result.busy += took;
	if (gov_capped(&r->gov))
		gov_took(&r->gov, took);
	step = gov_polled(&r->gov, now, packets, packets == r->sim->budget, r->sim->idle);
	r->again = step == GOV_AGAIN;
	/* What came between the last look and arming is an interrupt at once. */
	if (step == GOV_PARK && r->delivered < r->arrived)
		interrupt(r, now);
}

static u64 earliest(u64 a, u64 b)
{
	return a < b ? a : b;
}

struct sim_result sim_run(const struct sim *sim)
{
	struct run r = { .sim = sim };
	u64 event = sim->event_period ? sim->event_period : GOV_NEVER, now;

	gov_init(&r.gov, &sim->params, 0);
	for (;;) {
		now = earliest(earliest(next_arrival(&r), event), r.gov.deadline);
		if (now >= sim->until)
			break;
		while (next_arrival(&r) <= now)
			r.arrived++;
		if (r.gov.state == GOV_PARKED && r.delivered < r.arrived) {
			interrupt(&r, now);
		} else if (r.gov.deadline <= now) {
			r.result.rescues++;
			poll(&r, now);
		} else if (event == now && r.gov.next <= now) {
			poll(&r, now);
		}
		while (r.again)
			poll(&r, now);
		while (event <= now)
			event += sim->event_period;
	}
	r.result.delivered = r.delivered;
	return r.result;
}
