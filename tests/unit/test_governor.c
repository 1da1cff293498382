// SPDX-License-Identifier: GPL-2.0-only
/* The governor: when it polls, when it goes back to interrupts, and that no input confuses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/governor.h"
#include "../sim/sim.h"

#define US	((u64)1000)
#define MS	(1000 * US)
#define T0	(1000 * MS)

static const struct gov_params params = {
	.min_gap = 150 * US, .max_gap = 1 * MS, .bulk_gap = 1 * MS, .window = 4 * MS,
	.batch = 32, .enter_packets = 32, .leave_packets = 8, .share = 100,
};

/* @params with longer waits for bulk. */
static struct gov_params patient(void)
{
	struct gov_params p = params;

	p.bulk_gap = 4 * MS;
	return p;
}

/* @params with a cap on the share of the CPU. */
static struct gov_params capped(u32 share)
{
	struct gov_params p = params;

	p.share = share;
	return p;
}

static struct gov started(u64 now)
{
	struct gov g;

	gov_init(&g, &params, now);
	return g;
}

/* A governor that an interrupt with many packets has just made poll. */
static struct gov engaged(u64 now)
{
	struct gov g = started(now);

	assert_int_equal(gov_interrupt(&g, now, 32, false), GOV_ENGAGE);
	return g;
}

/* Polls every max_gap that find nothing, until the governor parks; returns when that was. */
static u64 starve(struct gov *g, u64 now)
{
	int polls;

	for (polls = 0; polls < 1000; polls++) {
		now += params.max_gap;
		if (gov_polled(g, now, 0, false, false) == GOV_PARK)
			return now;
	}
	fail_msg("1000 empty polls do not park");
	return 0;
}

static void presets_are_valid(void **state)
{
	(void)state;
	for (int i = 0; i < GOV_PRESETS; i++)
		assert_null(gov_check(&gov_presets[i]));
}

static void check_refuses(void **state)
{
	static const struct {
		struct gov_params p;
		const char *word;
	} bad[] = {
		{ { 10 * US, 49 * US, 49 * US, 4 * MS, 32, 32, 8, 100 }, "max-gap is below" },
		{ { 300 * US, 101 * MS, 101 * MS, 200 * MS, 32, 32, 8, 100 }, "max-gap is above" },
		{ { 2 * MS, 1 * MS, 1 * MS, 4 * MS, 32, 32, 8, 100 }, "min-gap is larger" },
		{ { 300 * US, 5 * MS, 5 * MS, 4 * MS, 32, 32, 8, 100 }, "window is shorter" },
		{ { 300 * US, 1 * MS, 1 * MS, 1001 * MS, 32, 32, 8, 100 }, "window is longer" },
		{ { 300 * US, 1 * MS, 1 * MS, 4 * MS, 0, 32, 8, 100 }, "batch is not" },
		{ { 300 * US, 1 * MS, 1 * MS, 4 * MS, 65, 32, 8, 100 }, "batch is not" },
		{ { 300 * US, 1 * MS, 1 * MS, 4 * MS, 32, 0, 0, 100 }, "enter-packets is 0" },
		{ { 300 * US, 1 * MS, 1 * MS, 4 * MS, 32, 8, 9, 100 }, "leave-packets is larger" },
		{ { 300 * US, 1 * MS, 1 * MS, 4 * MS, 32, 32, 8, 4 }, "share is not" },
		{ { 300 * US, 1 * MS, 1 * MS, 4 * MS, 32, 32, 8, 101 }, "share is not" },
		{ { 300 * US, 2 * MS, 1 * MS, 4 * MS, 32, 32, 8, 100 }, "bulk-gap is shorter" },
		{ { 300 * US, 1 * MS, 101 * MS, 200 * MS, 32, 32, 8, 100 }, "bulk-gap is above" },
		{ { 300 * US, 1 * MS, 5 * MS, 4 * MS, 32, 32, 8, 100 }, "window is shorter than bulk-gap" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *text = gov_check(&bad[i].p);

		assert_non_null(text);
		assert_non_null(strstr(text, bad[i].word));
	}
}

static void starts_parked(void **state)
{
	struct gov g = started(T0);

	(void)state;
	assert_int_equal(g.state, GOV_PARKED);
	assert_int_equal(g.next, GOV_NEVER);
	assert_int_equal(g.deadline, GOV_NEVER);
}

static void batches_engage(void **state)
{
	struct gov g = started(T0);

	(void)state;
	assert_int_equal(gov_interrupt(&g, T0, 16, true), GOV_STAY);
	assert_int_equal(gov_interrupt(&g, T0 + 1 * MS, 15, true), GOV_STAY);
	assert_int_equal(g.state, GOV_PARKED);
	assert_int_equal(gov_interrupt(&g, T0 + 2 * MS, 4, true), GOV_ENGAGE);
	assert_int_equal(g.state, GOV_POLLING);
	/* 35 packets in two of four milliseconds: a batch takes long, but no longer than half of max_gap. */
	assert_int_equal(g.next, T0 + 2 * MS + params.max_gap / 2);
	assert_int_equal(g.deadline, T0 + 2 * MS + params.max_gap);
}

/* A packet an interrupt, on an idle CPU: ping-pong. On a busy CPU the same is load. */
static void ping_pong_stays_on_interrupts(void **state)
{
	struct gov g = started(T0);
	u64 now = T0;
	int i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		now += 130 * US;
		assert_int_equal(gov_interrupt(&g, now, 1, true), GOV_STAY);
	}
	for (i = 0; i < 31; i++)
		assert_int_equal(gov_interrupt(&g, now, 1, false), GOV_STAY);
	assert_int_equal(gov_interrupt(&g, now, 1, false), GOV_ENGAGE);
}

/* A governor that has only seen ping-pong, and need not look at all of it any more. */
static struct gov light(u64 *now)
{
	struct gov g = started(*now);
	int i;

	for (i = 0; i < GOV_LIGHT; i++, *now += 1 * MS) {
		assert_false(gov_leaves(&g));
		assert_int_equal(gov_interrupt(&g, *now, GOV_BATCH - 1, true), GOV_STAY);
	}
	return g;
}

static void ping_pong_is_looked_at_now_and_then(void **state)
{
	u64 now = T0;
	struct gov g = light(&now);
	int i, looked = 0;

	(void)state;
	for (i = 0; i < 100 * GOV_SAMPLE; i++, now += 20 * US) {
		if (gov_leaves(&g))
			continue;
		looked++;
		assert_int_equal(gov_interrupt(&g, now, 1, true), GOV_STAY);
	}
	assert_int_equal(looked, 100);
}

static void what_follows_ping_pong_is_seen_soon(void **state)
{
	/* Packets in an interrupt, and whether to an idle CPU: each counts, alone. */
	static const struct { u32 packets; bool idle; } loads[] = { { 32, true }, { 32, false }, { 8, true }, { 1, false } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(loads) / sizeof(*loads); i++) {
		u64 now = T0;
		struct gov g = light(&now);
		int left = 0, n;

		for (n = 0; g.state == GOV_PARKED; n++, now += 10 * US) {
			if (gov_leaves(&g))
				left++;
			else
				gov_interrupt(&g, now, loads[i].packets, loads[i].idle);
			assert_in_range(n, 0, GOV_HEAVY * GOV_SAMPLE + params.enter_packets);
		}
		/* After the first few that were looked at all are. */
		assert_in_range(left, 0, GOV_HEAVY * (GOV_SAMPLE - 1));
		assert_false(gov_leaves(&g));
		/* and it takes as many again until the next is left alone */
		gov_park(&g, now);
		assert_false(gov_leaves(&g));
		for (n = 0; n < GOV_LIGHT; n++)
			gov_interrupt(&g, now + 100 * MS, 1, true);
		assert_true(gov_leaves(&g));
	}
}

/* Two of three find the CPU still busy with the answer before: it is ping-pong all the same, and hardly looked at. */
static void fast_ping_pong_is_looked_at_now_and_then(void **state)
{
	struct gov g = started(T0);
	u64 now = T0;
	int i, looked = 0;

	(void)state;
	for (i = 0; i < 10000; i++, now += 500 * US) {
		if (gov_leaves(&g))
			continue;
		looked++;
		assert_int_equal(gov_interrupt(&g, now, 1, (i * 7) % 11 < 4), GOV_STAY);
	}
	assert_in_range(looked, 10000 / GOV_SAMPLE, 10000 / 4);
}

/* Many packets, one by one to a CPU that is fast enough to be idle in between: no answers, so polls bring as many. */
static void a_fast_train_of_single_packets_is_polled(void **state)
{
	struct gov g = started(T0);
	u64 now = T0, engaged;

	(void)state;
	g.p = patient();
	for (; g.state == GOV_PARKED; now += 30 * US) {
		if (!gov_leaves(&g))
			gov_interrupt(&g, now, 1, true);
		assert_in_range(now - T0, 0, 2 * GOV_TRIAL * params.window);
	}
	assert_in_range(gov_rate(&g), 33000, 34000);
	for (engaged = now; now < engaged + 100 * GOV_TRIAL * params.window; now = g.deadline)
		assert_int_equal(gov_polled(&g, now, (g.deadline - g.last_poll) / (30 * US), false, true), GOV_STAY);
	assert_false(g.trying);
	assert_int_equal(g.distrust, 1);
}

/* As many, each the answer to one before: it is tried, the less often the more it has failed. */
static void a_fast_ping_pong_is_tried_seldom(void **state)
{
	struct gov g = started(T0);
	u64 now = T0, polling = 0, trials = 0;

	(void)state;
	while (now < T0 + 100000 * MS) {
		if (g.state == GOV_PARKED) {
			now += 60 * US;
			if (!gov_leaves(&g) && gov_interrupt(&g, now, 1, true) == GOV_ENGAGE)
				trials++;
		} else {
			polling += g.deadline - now;
			now = g.deadline;
			gov_polled(&g, now, 1, false, true);
		}
	}
	assert_in_range(trials, 5, 20);
	assert_in_range(polling, 1, 500 * MS);
	assert_int_equal(g.distrust, GOV_TRIALS);
}

/* Of what interrupts brought that were not looked at the samples tell: it can be compared with. */
static void a_trial_counts_what_was_left(void **state)
{
	u64 now = T0, busy;
	struct gov g = light(&now);

	(void)state;
	for (int i = 0; i < 10 * GOV_TRIAL; i++, now += 1 * MS)
		if (!gov_leaves(&g))
			gov_interrupt(&g, now, 1, true);
	for (busy = now; g.state == GOV_PARKED; now += 1 * MS) {
		if (!gov_leaves(&g))
			gov_interrupt(&g, now, 1, false);
		assert_in_range(now - busy, 0, 3 * params.window * GOV_TRIAL);
	}
	/* Four in a window of 4 ms. */
	assert_in_range(gov_rate(&g), 950, 1050);
}

static void slow_traffic_stays_on_interrupts(void **state)
{
	struct gov g = started(T0);
	u64 now = T0;
	int i;

	(void)state;
	/* 31 packets in a window, for ever, and now and then the CPU is idle */
	for (i = 0; i < 1000; i++) {
		assert_int_equal(gov_interrupt(&g, now, 31, i % 8 == 0), GOV_STAY);
		now += params.window;
	}
}

/* A packet each ms to a busy CPU, until the governor has seen enough of it. */
static struct gov tried(u64 *now)
{
	struct gov g = started(*now);

	g.p = patient();
	g.distrust = 4;
	for (int i = 0; i < 1000; i++, *now += 1 * MS) {
		if (gov_interrupt(&g, *now, 1, false) == GOV_ENGAGE)
			return g;
	}
	fail_msg("1000 interrupts are not enough");
	return g;
}

static void sparse_packets_are_polled_by_the_events_of_a_busy_cpu(void **state)
{
	u64 now = T0, packets = 0;
	struct gov g = tried(&now);
	enum gov_step step = GOV_STAY;

	(void)state;
	/* The first trial is of interrupts as they come, and none was there before. */
	assert_in_range(now - T0, 100 * MS, 600 * MS);
	assert_int_equal(g.deadline - now, g.p.bulk_gap);
	assert_in_range(g.next - now, g.p.min_gap, g.p.max_gap / 2);
	for (u64 t0 = now; step == GOV_STAY; packets++) {
		now += 1 * MS;
		step = gov_polled(&g, now, 1, false, false);
		assert_in_range(now - t0, 0, 64 * 128 * MS + 100 * MS);
	}
	/* In the end it looks again at what interrupts bring. */
	assert_int_equal(step, GOV_PARK);
	assert_in_range(packets, 64 * 128, 64 * 132);
	assert_int_equal(g.distrust, 1);
	/* and it is the same, at the first trial */
	for (int i = 0; g.state == GOV_PARKED; i++, now += 1 * MS) {
		gov_interrupt(&g, now, 1, false);
		assert_in_range(i, 0, 140);
	}
}

static void without_events_sparse_packets_are_left_to_interrupts(void **state)
{
	u64 now = T0, t0;
	struct gov g = tried(&now);
	enum gov_step step;

	(void)state;
	t0 = now;
	do {
		now = g.deadline;
		step = gov_polled(&g, now, 4, false, false);
	} while (step == GOV_STAY);
	assert_int_equal(step, GOV_PARK);
	/* That is seen after a quarter of the trial. */
	assert_in_range(now - t0, 32 * MS, 40 * MS);
	assert_int_equal(g.distrust, 8);
}

/* A poll each half ms, a packet in one of @every, until it parks; returns how long that took. */
static u64 poll_sparsely(struct gov *g, u64 now, int every, bool idle)
{
	u64 t0 = now;
	enum gov_step step = GOV_STAY;

	for (int i = 0; step == GOV_STAY; i++) {
		now += 500 * US;
		step = gov_polled(g, now, i % every == 0, false, idle);
	}
	assert_int_equal(step, GOV_PARK);
	return now - t0;
}

static void sparse_packets_that_come_slower_are_left_to_interrupts(void **state)
{
	u64 now = T0;
	struct gov g = tried(&now);

	(void)state;
	assert_in_range(poll_sparsely(&g, now, 3, false), 128 * MS, 140 * MS);
	assert_int_equal(g.distrust, 8);
	/* That much slower need not be watched to the end. */
	now = T0;
	g = tried(&now);
	assert_in_range(poll_sparsely(&g, now, 5, false), 32 * MS, 40 * MS);
	assert_int_equal(g.distrust, 8);
}

static void sparse_polls_end_when_the_cpu_is_idle(void **state)
{
	u64 now = T0;
	struct gov g = tried(&now);

	(void)state;
	assert_in_range(poll_sparsely(&g, now, 1, true), 8 * MS, 20 * MS);
	/* that was no failure */
	assert_int_equal(g.distrust, 4);
}

static void sparse_packets_may_become_many(void **state)
{
	u64 now = T0;
	struct gov g = tried(&now);

	(void)state;
	for (int i = 0; i < 100; i++) {
		now += 500 * US;
		assert_int_equal(gov_polled(&g, now, 5, false, true), GOV_STAY);
	}
	assert_false(g.sparse);
	assert_false(g.patient);
}

/* A window of many is no quiet one, not even after quiet ones and with the CPU idle. */
static void many_packets_are_never_quiet(void **state)
{
	u64 now = T0;
	struct gov g = tried(&now);

	(void)state;
	for (int i = 0; i < 8; i++)
		assert_int_equal(gov_polled(&g, now += 500 * US, i == 0, false, true), GOV_STAY);
	assert_int_equal(g.quiet, 1);
	for (int i = 0; i < 8; i++)
		assert_int_equal(gov_polled(&g, now += 500 * US, 5, false, true), GOV_STAY);
	assert_int_equal(g.quiet, 0);
	/* What was seen while they were sparse is forgotten. */
	assert_int_equal(g.trial_packets, 0);
}

/* Few packets, and no trial of them before: they are polled as long as any come. */
static void who_joins_stays_while_anything_comes(void **state)
{
	struct gov g = started(T0);
	u64 now = T0;

	(void)state;
	g.p = patient();
	gov_join(&g, now);
	assert_int_equal(g.state, GOV_POLLING);
	assert_int_equal(g.deadline, now + g.p.bulk_gap);
	/* One in a window, for two trials; slower than anything that was learned before. */
	for (int i = 0; i < 512; i++)
		assert_int_equal(gov_polled(&g, now += 500 * US, i % 8 == 0, false, false), GOV_STAY);
	assert_in_range(poll_sparsely(&g, now, 1000000, false), 8 * MS, 20 * MS);
}

static void silence_parks(void **state)
{
	struct gov g = engaged(T0);
	u64 parked = starve(&g, T0);

	(void)state;
	assert_int_equal(g.state, GOV_PARKED);
	assert_int_equal(g.next, GOV_NEVER);
	assert_int_equal(g.deadline, GOV_NEVER);
	assert_int_equal(parked - T0, GOV_LINGER_MIN * params.window);
}

static void load_does_not_park(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;
	int i;

	(void)state;
	/* Eight packets a window, all in one poll of eight. */
	for (i = 0; i < 8000; i++) {
		now += params.window / 8;
		assert_int_equal(gov_polled(&g, now, i % 8 ? 0 : 8, false, false), GOV_STAY);
	}
}

static void one_quiet_window_is_forgiven(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		now += params.window;
		assert_int_equal(gov_polled(&g, now, i % 2 ? 8 : 0, false, false), GOV_STAY);
	}
}

static void budget_used_up_polls_again(void **state)
{
	struct gov g = engaged(T0);

	(void)state;
	assert_int_equal(gov_polled(&g, T0 + 1 * MS, 64, true, false), GOV_AGAIN);
	assert_int_equal(g.state, GOV_POLLING);
}

/* What comes back soon need not prove its rate again, and is waited for longer the next time. */
static void linger_grows_and_shrinks(void **state)
{
	struct gov g = engaged(T0);
	u64 pause = params.window * GOV_LINGER_MAX, parked = starve(&g, T0);
	unsigned int linger;

	(void)state;
	for (linger = 2 * GOV_LINGER_MIN; linger <= GOV_LINGER_MAX; linger *= 2) {
		u64 back = parked + pause - 1;

		assert_int_equal(gov_interrupt(&g, back, params.leave_packets - 1, false), GOV_STAY);
		assert_int_equal(gov_interrupt(&g, back, 1, false), GOV_ENGAGE);
		parked = starve(&g, back);
		assert_int_equal(parked - back, linger * params.window);
	}
	/* At its longest it stays. */
	assert_int_equal(gov_interrupt(&g, parked, 8, false), GOV_ENGAGE);
	assert_int_equal(starve(&g, parked) - parked, GOV_LINGER_MAX * params.window);
	parked += GOV_LINGER_MAX * params.window;

	for (linger = GOV_LINGER_MAX / 2; linger >= GOV_LINGER_MIN; linger /= 2) {
		u64 late = parked + pause;

		assert_int_equal(gov_interrupt(&g, late, params.enter_packets - 1, false), GOV_STAY);
		assert_int_equal(gov_interrupt(&g, late, 1, false), GOV_ENGAGE);
		parked = starve(&g, late);
		assert_int_equal(parked - late, linger * params.window);
	}
	assert_int_equal(gov_interrupt(&g, parked + pause, 32, false), GOV_ENGAGE);
	assert_int_equal(starve(&g, parked + pause) - (parked + pause), GOV_LINGER_MIN * params.window);
}

static void a_miss_only_delays(void **state)
{
	struct gov g = engaged(T0), before = g;

	(void)state;
	gov_missed(&g, T0 + 5 * MS);
	assert_int_equal(g.state, GOV_POLLING);
	assert_int_equal(g.next, T0 + 5 * MS + g.gap);
	assert_int_equal(g.deadline, T0 + 5 * MS + params.max_gap);
	assert_int_equal(g.window_start, before.window_start);
	assert_int_equal(g.quiet, before.quiet);
}

static void a_clock_that_steps_back(void **state)
{
	(void)state;
	assert_true(gov_reached(T0, T0));
	assert_true(gov_reached(T0 + 1, T0));
	assert_false(gov_reached(T0 - 1, T0));
	assert_false(gov_reached(T0, GOV_NEVER));
	assert_true(gov_reached(5, (u64)-5));	/* the clock has wrapped */
	assert_false(gov_reached((u64)-5, 5));
}

/* A clock that was set back to near 0, as the TSC is by a resume, must not delay parking until it has caught up. */
static void a_clock_that_starts_anew(void **state)
{
	struct gov g = engaged(T0);

	(void)state;
	starve(&g, 0);
	assert_int_equal(g.state, GOV_PARKED);
}

static u64 arrivals[1000000];

/* Packets every @spacing ns, events every @events ns. */
static struct sim_result stream(const struct gov_params *p, u64 spacing, u64 events, u64 duration)
{
	struct sim sim = { .params = *p, .arrivals = arrivals, .event_period = events, .until = duration, .budget = 64 };

	for (u64 t = spacing; t < duration; t += spacing)
		arrivals[sim.count++] = t;
	return sim_run(&sim);
}

static void streams_take_no_interrupts(void **state)
{
	const struct gov_params waiting = patient();

	(void)state;
	/* 50,000 packets per second, for a second, with many events and with next to none */
	assert_in_range(stream(&params, 20 * US, 100 * US, 1000 * MS).interrupts, 1, 32);
	assert_in_range(stream(&params, 20 * US, 4 * MS, 1000 * MS).interrupts, 1, 32);
	assert_in_range(stream(&params, 20 * US, 0, 1000 * MS).interrupts, 1, 32);
	/* 500 per second are better served by interrupts, each of them, unless there are events as often */
	assert_in_range(stream(&params, 2 * MS, 100 * US, 1000 * MS).interrupts, 64, 160);
	assert_in_range(stream(&waiting, 2 * MS, 0, 1000 * MS).interrupts, 300, 500);
}

/* With events enough, a poll finds a batch, and the watchdog has nothing to do. */
static void polls_find_their_batch(void **state)
{
	struct sim_result r = stream(&params, 10 * US, 10 * US, 1000 * MS);

	(void)state;
	assert_in_range(r.delivered / r.polls, params.batch * 9 / 10, params.batch * 11 / 10);
	assert_int_equal(r.rescues, 0);
	assert_int_equal(r.empty, 0);
	/* Too slow for a batch within half of max_gap: as many as then come */
	r = stream(&params, 50 * US, 10 * US, 1000 * MS);
	assert_in_range(r.delivered / r.polls, 9, 11);
	assert_in_range(r.gap_max, 0, params.max_gap);
}

static void fast_streams_are_polled_before_the_ring_is_full(void **state)
{
	/* A million packets per second and no event at all: the watchdog alone. The first window is for learning. */
	struct sim_result r = stream(&params, 1 * US, 0, 1000 * MS);

	(void)state;
	assert_in_range(r.delivered / r.rescues, 1, GOV_ROOM + 64);
}

static void empty_polls_back_off(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0, before = 0;

	(void)state;
	g.p.window = 1000 * MS;
	g.rate = 1000 << 20;	/* so fast that min_gap rules */
	gov_polled(&g, now, 1, false, false);
	g.gap = params.min_gap;
	for (int i = 0; i < 3; i++) {
		gov_polled(&g, ++now, 0, false, false);
		assert_true(g.next - now > before);
		before = g.next - now;
	}
	gov_polled(&g, ++now, 1, false, false);
	assert_int_equal(g.next - now, params.min_gap);
}

/* One packet at a time to an idle CPU, not quite as many as would be polled elsewhere: not one waits for a poll. */
static void ping_pong_is_never_delayed(void **state)
{
	struct sim sim = { .params = params, .arrivals = arrivals, .event_period = 100 * US,
			   .until = 1000 * MS, .budget = 64, .idle = true };
	struct sim_result r;

	(void)state;
	for (u64 t = 130 * US; t < sim.until; t += 130 * US)
		arrivals[sim.count++] = t;
	r = sim_run(&sim);
	assert_int_equal(r.delayed, 0);
	assert_int_equal(r.interrupts, sim.count);
}

/* Bursts of any size at any distance: none waits longer than the longest gap, with events or without. */
static void bursts_are_kept_within_the_bound(void **state)
{
	(void)state;
	srandom(2);
	for (int i = 0; i < 60; i++) {
		struct sim sim = { .params = gov_presets[i % GOV_PRESETS], .arrivals = arrivals, .budget = 64,
				   .event_period = i % 2 ? 170 * US : 0, .until = 2000 * MS };
		u64 t = 0;
		struct sim_result r;

		while (t < sim.until - 100 * MS && sim.count < 900000) {
			t += random() % (40 * MS) + 1;
			for (int n = random() % 300; n; n--)
				arrivals[sim.count++] = t += random() % (20 * US);
		}
		r = sim_run(&sim);
		assert_int_equal(r.delivered, sim.count);
		assert_in_range(r.delay_max, 0, sim.params.bulk_gap);
		assert_in_range(r.gap_max, 0, sim.params.bulk_gap);
	}
}

static void the_gap_follows_the_rate(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;

	(void)state;
	/* 100,000 a second: 32 in 320 us */
	for (int i = 0; i < 600; i++, now += 200 * US)
		gov_polled(&g, now, 20, false, false);
	assert_in_range(g.gap, 300 * US, 340 * US);
	assert_in_range(gov_rate(&g), 95000, 105000);
	/* 20,000 a second: 32 in 1.6 ms, more than half of max_gap */
	for (int i = 0; i < 600; i++, now += 200 * US)
		gov_polled(&g, now, 4, false, false);
	assert_int_equal(g.gap, params.max_gap / 2);
	/* a million: less than min_gap, and the watchdog comes sooner too */
	for (int i = 0; i < 600; i++, now += 200 * US)
		gov_polled(&g, now, 200, false, false);
	assert_int_equal(g.gap, params.min_gap);
	assert_in_range(g.overdue, params.min_gap, params.max_gap / 4);
}

/*
 * No event but the watchdog, for so long. Of packets, @open come in a second, or @closed are there a moment after the last
 * ones were fetched. Returns how many there were.
 */
static u64 by_watchdog(struct gov *g, u64 *now, u64 ns, u32 open, u32 closed)
{
	u64 end = *now + ns, packets = 0, total = 0;

	while (*now < end) {
		u64 before = *now;

		*now = g->deadline;
		packets = open ? packets + (*now - before) * open : closed * (1000 * MS);
		total += packets / (1000 * MS);
		assert_int_equal(gov_polled(g, *now, packets / (1000 * MS), false, false), GOV_STAY);
		packets %= 1000 * MS;
	}
	return total;
}

/* The watchdog leaves half of the ring empty, however long it is; of one that is unknown or has 256 entries, the same. */
static void the_watchdog_knows_the_ring(void **state)
{
	static const struct {
		u32 entries, packets;
	} rings[] = { { 0, 128 }, { 1, 32 }, { 64, 32 }, { 256, 128 }, { 512, 256 }, { 2048, 1024 }, { UINT32_MAX, 1024 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rings) / sizeof(*rings); i++) {
		struct gov g = started(T0);
		u64 now = T0;

		g.p.min_gap = 50 * US;
		g.p.max_gap = g.p.bulk_gap = 4 * MS;
		gov_set_ring(&g, rings[i].entries);
		assert_int_equal(gov_interrupt(&g, now, 32, false), GOV_ENGAGE);
		/* Half a million a second */
		by_watchdog(&g, &now, 100 * MS, 500000, 0);
		assert_in_range((g.deadline - now) / (2 * US), rings[i].packets * 9 / 10, rings[i].packets);
	}
}

/* Nobody waits for what they carry: they come as fast, however late they are fetched. */
static void bulk_waits_longer(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;

	(void)state;
	g.p = patient();
	by_watchdog(&g, &now, 100 * MS, 20000, 0);
	assert_int_equal(g.deadline - now, params.max_gap);
	by_watchdog(&g, &now, 100 * MS, 20000, 0);
	assert_int_equal(g.deadline - now, g.p.bulk_gap);
	/* faster, and a ring must not run full */
	by_watchdog(&g, &now, 100 * MS, 64000, 0);
	assert_in_range(g.deadline - now, 1900 * US, 2100 * US);
	/* max_gap is looked at again now and then, in vain: a trial in so many */
	by_watchdog(&g, &now, 1000 * MS, 20000, 0);
	assert_in_range(by_watchdog(&g, &now, 20000 * MS, 20000, 0) / 20000, 19, 20);
	assert_int_equal(g.distrust, 1);
}

/* The other side sends the next packets when it has the answer to the last ones. */
static void who_waits_is_not_kept_waiting(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0, brisk, all;

	(void)state;
	brisk = by_watchdog(&g, &now, 20000 * MS, 0, 20);
	g = engaged(now);
	g.p = patient();
	by_watchdog(&g, &now, 20000 * MS, 0, 20);
	assert_int_equal(g.distrust, GOV_TRIALS);
	all = by_watchdog(&g, &now, 20000 * MS, 0, 20);
	assert_in_range(all, brisk * 97 / 100, brisk);
	/* It is another one now, who does not. */
	by_watchdog(&g, &now, 20000 * MS, 20000, 0);
	assert_in_range(g.distrust, 1, 4);
	assert_int_equal(g.deadline - now, g.p.bulk_gap);
}

/* TCP begins slowly, so what came in the first trial of max_gap says little of what would come in the next. */
static void a_slow_beginning_is_no_measure(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;

	(void)state;
	g.p = patient();
	by_watchdog(&g, &now, 4 * MS * GOV_TRIAL, 0, 10);
	assert_in_range(by_watchdog(&g, &now, 2000 * MS, 0, 35), 2000 * 35 * 6 / 10, 2000 * 35);
	/* Who always came as fast is asked ever more seldom. */
	g = engaged(now);
	g.p = patient();
	by_watchdog(&g, &now, 20000 * MS, 20000, 0);
	assert_int_equal(g.trust, GOV_TRIALS);
	/* Others are others. */
	now = starve(&g, now) + 1000 * MS;
	assert_int_equal(gov_interrupt(&g, now, 32, false), GOV_ENGAGE);
	assert_int_equal(g.trust, GOV_TRUST);
}

/* What was learned of packets that have long stopped says nothing of others; of those that pause it does. */
static void patience_ends_with_the_packets(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;

	(void)state;
	g.p = patient();
	by_watchdog(&g, &now, 500 * MS, 20000, 0);
	assert_true(g.patient);
	now = starve(&g, now) + 1 * MS;
	assert_int_equal(gov_interrupt(&g, now, 32, false), GOV_ENGAGE);
	assert_true(g.patient);
	now = starve(&g, now) + 1000 * MS;
	assert_int_equal(gov_interrupt(&g, now, 32, false), GOV_ENGAGE);
	assert_false(g.patient);
}

/* A burst that the learned rate knows nothing of: the next wait is as short as it takes. */
static void a_burst_shortens_the_wait(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;

	(void)state;
	g.p = patient();
	by_watchdog(&g, &now, 500 * MS, 10000, 0);
	now += 4 * MS;
	for (int i = 0; i < 3; i++)
		assert_int_equal(gov_polled(&g, now, 64, true, false), GOV_AGAIN);
	gov_polled(&g, now, 8, false, false);
	assert_in_range(g.deadline - now, 2500 * US, 2600 * US);
	/* and it is forgotten */
	now += 2 * MS;
	gov_polled(&g, now, 20, false, false);
	assert_in_range(g.deadline - now, 3000 * US, 4000 * US);
}

/* A flood that polls have no time for: they take what the cap leaves them, not more, and not much less. */
static void a_cap_is_kept(void **state)
{
	static const u32 shares[] = { 5, 10, 25, 50, 75 };

	(void)state;
	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
		for (int events = 0; events < 2; events++) {
			struct sim sim = { .params = capped(shares[i]), .arrivals = arrivals, .budget = 64, .cost = 2 * US,
					   .event_period = events ? 10 * US : 0, .until = 1000 * MS };
			struct sim_result r;

			for (u64 t = 2 * US; t < sim.until; t += 2 * US)
				arrivals[sim.count++] = t;
			r = sim_run(&sim);
			/* The poll that was running at the end counts whole. */
			assert_in_range(r.busy, shares[i] * 9 * MS, shares[i] * 10 * MS + 130 * US);
			assert_in_range(r.interrupts, 1, 32);
		}
	}
}

static void the_watchdog_comes_early_with_others(void **state)
{
	struct gov g = engaged(T0);
	u64 now = T0;

	(void)state;
	/* From when on an event would poll, too: a timer interrupt that comes then serves both. */
	gov_polled(&g, now += 1 * MS, 8, false, false);
	assert_true(g.next < g.deadline - g.overdue / 4);
	assert_int_equal(gov_early(&g), g.deadline - g.next);
	/* Empty polls put events off, up to the watchdog; then it comes early by its slack. */
	while (g.next < g.deadline)
		gov_polled(&g, now += 100 * US, 0, false, false);
	assert_int_equal(gov_early(&g), gov_slack(&g));
	assert_true(gov_slack(&g) > 0);
}

static void a_capped_queue_rests(void **state)
{
	struct gov g = engaged(T0);

	(void)state;
	g.p.share = 25;
	gov_took(&g, 500 * US);
	assert_int_equal(gov_polled(&g, T0 + 1 * MS, 64, true, false), GOV_STAY);
	assert_int_equal(g.next, T0 + 1 * MS + 2 * MS);
	assert_int_equal(g.deadline, g.next);
	assert_int_equal(gov_slack(&g), 0);
	assert_int_equal(gov_early(&g), 0);
	assert_true(gov_rests(&g, T0 + 3 * MS - 1));
	assert_false(gov_rests(&g, T0 + 3 * MS));
	/* A short poll needs no more rest than the gap is. */
	gov_took(&g, 1 * US);
	gov_polled(&g, T0 + 4 * MS, 1, false, false);
	assert_int_equal(g.next, T0 + 4 * MS + g.gap);
	/* The hypervisor took the CPU away for a second */
	gov_took(&g, 1000 * MS);
	gov_polled(&g, T0 + 5 * MS, 1, false, false);
	assert_int_equal(g.next, T0 + 5 * MS + GOV_GAP_MAX);
	/* and that is forgotten when polling starts anew. */
	gov_park(&g, T0 + 6 * MS);
	assert_false(gov_rests(&g, T0 + 6 * MS));
	assert_int_equal(gov_interrupt(&g, T0 + 7 * MS, 32, false), GOV_ENGAGE);
	assert_in_range(g.deadline, T0 + 7 * MS, T0 + 8 * MS);
}

/* A flood that only a few polls can be made of does not look like silence. */
static void a_capped_flood_does_not_park(void **state)
{
	struct gov_params p = capped(5);
	struct gov g;
	u64 now = T0;

	(void)state;
	p.enter_packets = p.leave_packets = 1000;
	gov_init(&g, &p, now);
	assert_int_equal(gov_interrupt(&g, now, 1000, false), GOV_ENGAGE);
	for (int i = 0; i < 1000; i++) {
		gov_took(&g, 1 * MS);
		assert_int_equal(gov_polled(&g, now, 64, true, false), GOV_STAY);
		now = g.next;
	}
}

/* Whatever happens, in whatever order: POLLING has a deadline within bulk_gap, PARKED has none. */
static void invariants_hold_for_any_input(void **state)
{
	struct gov g = started(T0);
	u64 now = T0;
	int i;

	(void)state;
	g.p = patient();
	srandom(1);
	for (i = 0; i < 1000000; i++) {
		u32 packets = random() % 4 ? 0 : random() % 80;
		enum gov_step step = GOV_STAY;

		now += random() % (random() % 100 ? 1 * MS : 50 * MS);
		if (random() % 1000 == 0) {
			gov_park(&g, now);
		} else if (g.state == GOV_PARKED) {
			if (!gov_leaves(&g))
				step = gov_interrupt(&g, now, packets, random() % 2);
			assert_int_equal(step == GOV_ENGAGE, g.state == GOV_POLLING);
		} else if (random() % 8 == 0) {
			gov_missed(&g, now);
		} else {
			step = gov_polled(&g, now, packets, packets >= 64, random() % 8 == 0);
			assert_int_equal(step == GOV_PARK, g.state == GOV_PARKED);
			assert_int_equal(step == GOV_AGAIN, packets >= 64);
		}
		if (g.state == GOV_PARKED) {
			assert_int_equal(g.next, GOV_NEVER);
			assert_int_equal(g.deadline, GOV_NEVER);
		} else {
			assert_in_range(g.next - now, params.min_gap, g.deadline - now);
			assert_in_range(g.deadline - now, params.min_gap, g.p.bulk_gap);
			assert_in_range(g.trials, 1, GOV_TRIALS);
		}
		assert_in_range(g.distrust, 1, GOV_TRIALS);
		assert_in_range(g.linger, GOV_LINGER_MIN, GOV_LINGER_MAX);
		assert_in_range(g.light, 0, GOV_LIGHT * GOV_WAITS);
		assert_in_range(g.left, 0, GOV_SAMPLE - 1);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(presets_are_valid),
		cmocka_unit_test(check_refuses),
		cmocka_unit_test(starts_parked),
		cmocka_unit_test(batches_engage),
		cmocka_unit_test(ping_pong_stays_on_interrupts),
		cmocka_unit_test(ping_pong_is_looked_at_now_and_then),
		cmocka_unit_test(what_follows_ping_pong_is_seen_soon),
		cmocka_unit_test(a_trial_counts_what_was_left),
		cmocka_unit_test(fast_ping_pong_is_looked_at_now_and_then),
		cmocka_unit_test(a_fast_train_of_single_packets_is_polled),
		cmocka_unit_test(a_fast_ping_pong_is_tried_seldom),
		cmocka_unit_test(slow_traffic_stays_on_interrupts),
		cmocka_unit_test(sparse_packets_are_polled_by_the_events_of_a_busy_cpu),
		cmocka_unit_test(without_events_sparse_packets_are_left_to_interrupts),
		cmocka_unit_test(sparse_packets_that_come_slower_are_left_to_interrupts),
		cmocka_unit_test(sparse_polls_end_when_the_cpu_is_idle),
		cmocka_unit_test(sparse_packets_may_become_many),
		cmocka_unit_test(many_packets_are_never_quiet),
		cmocka_unit_test(who_joins_stays_while_anything_comes),
		cmocka_unit_test(silence_parks),
		cmocka_unit_test(load_does_not_park),
		cmocka_unit_test(one_quiet_window_is_forgiven),
		cmocka_unit_test(budget_used_up_polls_again),
		cmocka_unit_test(linger_grows_and_shrinks),
		cmocka_unit_test(a_miss_only_delays),
		cmocka_unit_test(a_clock_that_steps_back),
		cmocka_unit_test(a_clock_that_starts_anew),
		cmocka_unit_test(streams_take_no_interrupts),
		cmocka_unit_test(polls_find_their_batch),
		cmocka_unit_test(fast_streams_are_polled_before_the_ring_is_full),
		cmocka_unit_test(empty_polls_back_off),
		cmocka_unit_test(ping_pong_is_never_delayed),
		cmocka_unit_test(bursts_are_kept_within_the_bound),
		cmocka_unit_test(the_gap_follows_the_rate),
		cmocka_unit_test(the_watchdog_knows_the_ring),
		cmocka_unit_test(bulk_waits_longer),
		cmocka_unit_test(a_slow_beginning_is_no_measure),
		cmocka_unit_test(who_waits_is_not_kept_waiting),
		cmocka_unit_test(patience_ends_with_the_packets),
		cmocka_unit_test(a_burst_shortens_the_wait),
		cmocka_unit_test(a_cap_is_kept),
		cmocka_unit_test(the_watchdog_comes_early_with_others),
		cmocka_unit_test(a_capped_queue_rests),
		cmocka_unit_test(a_capped_flood_does_not_park),
		cmocka_unit_test(invariants_hold_for_any_input),
	};

	return cmocka_run_group_tests_name("governor", tests, NULL, NULL);
}
