// SPDX-License-Identifier: GPL-2.0-only
/* The governor: see governor.h. */
#include "governor.h"

#define US	1000
#define MS	(1000 * US)

#define GOV_RATE_SHIFT	4
#define GOV_BACKOFF_MAX	3

/*
 * max_gap: 1 ms is what a timer may cost in a guest; one of 250 us costs as much as the interrupts would.
 * bulk_gap: a third of the exits that 1 ms leaves, and four times as many packets for a program that wakes up; half of
 *	those that 250 us leave.
 * window: one tick at HZ=250, the slowest natural event there is.
 * enter, leave: 8,000 and 2,000 packets per second.
 * docs/architecture.md has the figures behind the rest, and why there is no cap on the share.
 */
const struct gov_params gov_presets[GOV_PRESETS] = {
	[GOV_BALANCED] = {
		.min_gap = 150 * US, .max_gap = 1 * MS, .bulk_gap = 4 * MS, .window = 4 * MS,
		.batch = 32, .enter_packets = 32, .leave_packets = 8, .share = 100,
	},
	[GOV_LATENCY] = {
		.min_gap = 50 * US, .max_gap = 250 * US, .bulk_gap = 1 * MS, .window = 4 * MS,
		.batch = 8, .enter_packets = 32, .leave_packets = 8, .share = 100,
	},
	[GOV_EFFICIENCY] = {
		.min_gap = 300 * US, .max_gap = 1 * MS, .bulk_gap = 4 * MS, .window = 4 * MS,
		.batch = 64, .enter_packets = 32, .leave_packets = 8, .share = 100,
	},
};

const char *gov_check(const struct gov_params *p)
{
	if (p->max_gap < 50 * US)
		return "max-gap is below 50 us: a timer that often costs more than interrupts";
	if (p->max_gap > GOV_GAP_MAX)
		return "max-gap is above 100 ms: receive rings would overflow";
	if (p->min_gap > p->max_gap)
		return "min-gap is larger than max-gap";
	if (p->bulk_gap < p->max_gap)
		return "bulk-gap is shorter than max-gap";
	if (p->bulk_gap > GOV_GAP_MAX)
		return "bulk-gap is above 100 ms: receive rings would overflow";
	if (p->window < p->bulk_gap)
		return "window is shorter than bulk-gap: every gap would look like silence";
	if (p->window > 1000 * MS)
		return "window is longer than 1 s";
	if (!p->batch || p->batch > 64)
		return "batch is not between 1 and 64, the budget of a poll";
	if (!p->enter_packets)
		return "enter-packets is 0: polling would never stop";
	if (p->leave_packets > p->enter_packets)
		return "leave-packets is larger than enter-packets: the queue would flap";
	if (p->share < 5 || p->share > 100)
		return "share is not between 5 and 100 percent";
	return NULL;
}

static void start_window(struct gov *g, u64 now)
{
	g->window_start = now;
	g->window_packets = 0;
	g->window_idle = false;
}

static void start_trial(struct gov *g, u64 now)
{
	g->trial_start = now;
	g->trial_packets = 0;
	g->trial_times = 0;
	g->trial_idle = 0;
}

/* @times: for so many interrupts or polls that brought as much. */
static void count(struct gov *g, u32 packets, bool idle, u32 times)
{
	g->trial_packets += packets * times;
	g->trial_times += times;
	g->trial_idle += idle ? times : 0;
	g->window_idle |= idle;
}

/* Packets that stay away longer than this were not worth waiting for. */
static u64 long_pause(const struct gov *g)
{
	return (u64)g->p.window * GOV_LINGER_MAX;
}

void gov_init(struct gov *g, const struct gov_params *p, u64 now)
{
	g->p = *p;
	g->last_poll = now;
	g->linger = GOV_LINGER_MIN;
	g->trust = GOV_TRUST;
	g->distrust = 1;
	gov_set_ring(g, 0);
	gov_park(g, now);
	g->parked_at = now - long_pause(g);
}

void gov_park(struct gov *g, u64 now)
{
	g->state = GOV_PARKED;
	g->next = GOV_NEVER;
	g->deadline = GOV_NEVER;
	g->parked_at = now;
	g->quiet = 0;
	g->light = 0;
	g->left = 0;
	g->leaves = false;
	if (g->sparse)
		g->patient = false;
	g->sparse = false;
	g->trying = false;
	g->trials = g->distrust;
	start_trial(g, now);
	start_window(g, now);
}

static u64 larger(u64 a, u64 b)
{
	return a > b ? a : b;
}

static u64 smaller(u64 a, u64 b)
{
	return a < b ? a : b;
}

void gov_set_ring(struct gov *g, u32 entries)
{
	g->room = entries ? smaller(larger(entries / 2, GOV_ROOM_MIN), GOV_ROOM_MAX) : GOV_ROOM;
}

/* Twice as many or half as many, within bounds that are powers of two. */
static u8 more_or_less(u8 value, bool more, u8 least, u8 most)
{
	if (more)
		return value < most ? value * 2 : value;
	return value > least ? value / 2 : value;
}

/* From the learned rate, the time that so many packets take. */
static u64 time_of(const struct gov *g, u32 packets)
{
	return div_u64(((u64)g->p.window << GOV_RATE_SHIFT) * packets, g->rate ? g->rate : 1);
}

static void set_gap(struct gov *g)
{
	u64 longest = g->patient ? g->p.bulk_gap : g->p.max_gap;
	u64 half = (g->sparse ? g->p.max_gap : longest) / 2;

	/* Events come first: the watchdog is for when there are none. Sparse packets have nothing else. */
	g->gap = larger(smaller(time_of(g, g->p.batch), half), g->p.min_gap);
	g->overdue = larger(smaller(time_of(g, g->room), longest), g->gap);
}

/* What came in a window, in the unit of @packets. A window ends late if polls are rare. */
static u32 per_window(const struct gov *g, u64 packets, u64 elapsed)
{
	return elapsed <= (u32)-1 ? div_u64(packets * g->p.window, elapsed) : 0;
}

/* A window's packets are a quarter of the new rate, so that a burst or a pause does not turn it over. */
static void learn_rate(struct gov *g, u64 elapsed)
{
	g->rate = g->rate - g->rate / 4 + per_window(g, (u64)g->window_packets << GOV_RATE_SHIFT, elapsed) / 4;
}

static void be_brisk(struct gov *g, u8 trials)
{
	g->patient = false;
	g->trials = trials;
}

static u32 trial_rate(const struct gov *g, u64 now)
{
	return per_window(g, ((u64)g->trial_packets << GOV_RATE_SHIFT) / GOV_TRIAL, (now - g->trial_start) / GOV_TRIAL);
}

/* What @brisk_rate was measured with does better. */
static bool is_slower(const struct gov *g, u32 rate)
{
	return rate < g->brisk_rate - g->brisk_rate / 4;
}

/* Sparse packets wait for the watchdog, for there is nothing else to poll. */
static bool lacks_events(const struct gov *g, u64 now)
{
	return g->sparse && (u64)g->trial_times * g->p.max_gap * 2 < now - g->trial_start;
}

/* Return: polls are to end, for interrupts bring more, or to see whether they would. */
static bool end_trial(struct gov *g, u64 now)
{
	u32 rate = trial_rate(g, now);
	bool failed = is_slower(g, rate) || lacks_events(g, now);

	start_trial(g, now);
	if (!g->sparse && !g->patient && !g->trying) {
		g->brisk_rate = rate;
		if (!--g->trials) {
			g->patient = true;
			g->trials = g->trust;
		}
		return false;
	}
	g->distrust = more_or_less(g->distrust, failed, 1, GOV_TRIALS);
	if (g->trying) {
		/* From here on they are like any others. */
		g->trying = false;
		g->brisk_rate = rate;
		be_brisk(g, g->distrust);
		return failed;
	}
	if (g->sparse)
		return failed || !--g->trials;
	if (failed) {
		g->trust = GOV_TRUST;
		be_brisk(g, g->distrust);
	} else if (!--g->trials) {
		g->trust = more_or_less(g->trust, true, GOV_TRUST, GOV_TRIALS);
		be_brisk(g, 1);
	}
	return false;
}

/* How long the watchdog may wait: not until the ring is full, should packets go on as they came last. */
static u64 longest_wait(const struct gov *g, u64 now)
{
	u64 wait = g->overdue;

	if (g->found > g->room / 2)
		wait = smaller(wait, div_u64((now - g->found_since) * g->room, g->found));
	return larger(wait, g->p.min_gap);
}

static void schedule_next(struct gov *g, u64 now)
{
	u64 wait = longest_wait(g, now), gap = smaller((u64)g->gap << g->backoff, wait);

	g->last_poll = now;
	g->next = now + larger(gap, g->period);
	g->deadline = now + larger(wait, g->period);
}

/* Also when the clock was set back, as by a resume: a window must not last until it has caught up. */
static bool window_over(const struct gov *g, u64 now)
{
	return now - g->window_start >= g->p.window;
}

static bool trial_over(const struct gov *g, u64 now)
{
	return now - g->trial_start >= (u64)g->p.window * GOV_TRIAL;
}

/* What is put on trial harms so much that it can be seen long before the end. */
static bool trial_hopeless(const struct gov *g, u64 now)
{
	if (now - g->trial_start < (u64)g->p.window * (GOV_TRIAL / 4) || !(g->sparse || g->patient || g->trying))
		return false;
	return trial_rate(g, now) < g->brisk_rate / 2 || lacks_events(g, now);
}

static void engage(struct gov *g, u64 now, u32 rate)
{
	g->state = GOV_POLLING;
	g->quiet = 0;
	g->backoff = 0;
	g->period = 0;
	g->rate = rate;
	g->found = 0;
	start_trial(g, now);
	set_gap(g);
	start_window(g, now);
	schedule_next(g, now);
}

static void engage_sparse(struct gov *g, u64 now)
{
	g->sparse = true;
	g->patient = true;
	g->trials = GOV_TRIALS;
	engage(g, now, g->brisk_rate);
}

static void engage_trying(struct gov *g, u64 now)
{
	g->trying = true;
	g->patient = false;
	engage(g, now, g->brisk_rate);
}

/* Return: it was worth a trial without interrupts, because the CPU is always busy or because of the rate, and that has begun. */
static bool end_trial_of_interrupts(struct gov *g, u64 now)
{
	bool busy = g->trial_idle * GOV_SELDOM <= g->trial_times;
	u32 rate = trial_rate(g, now), least = busy ? GOV_SPARSE : g->p.enter_packets;

	start_trial(g, now);
	if (rate >> GOV_RATE_SHIFT < least || --g->trials)
		return false;
	g->brisk_rate = rate;
	if (busy)
		engage_sparse(g, now);
	else
		engage_trying(g, now);
	return true;
}

/* @waits: this interrupt was somebody waiting for an answer, as it seems. */
static void set_light(struct gov *g, bool waits)
{
	if (waits)
		g->light = smaller(g->light + GOV_WAITS, GOV_LIGHT * GOV_WAITS);
	else if (g->light)
		g->light--;
	if (g->light == GOV_LIGHT * GOV_WAITS)
		g->leaves = true;
	else if (g->light <= GOV_LIGHT * GOV_WAITS - GOV_HEAVY)
		g->leaves = false;
}

enum gov_step gov_interrupt(struct gov *g, u64 now, u32 packets, bool idle)
{
	bool back = !gov_reached(now, g->parked_at + long_pause(g)), waits = idle && packets < GOV_BATCH;

	if (window_over(g, now))
		start_window(g, now);
	if (!waits)
		g->window_packets += packets;
	count(g, packets, idle, 1 + g->left);
	g->left = 0;
	set_light(g, waits);
	/* What comes back soon was never quiet: it need not prove its rate again. */
	if (g->window_packets >= (back ? g->p.leave_packets : g->p.enter_packets)) {
		/* Waiting longer would have spared a round of interrupts, or would have been in vain. */
		g->linger = more_or_less(g->linger, back, GOV_LINGER_MIN, GOV_LINGER_MAX);
		if (!back) {
			g->patient = false;
			g->trust = GOV_TRUST;
		}
		g->trials = g->patient ? g->trust : g->distrust;
		engage(g, now, g->window_packets << GOV_RATE_SHIFT);
		return GOV_ENGAGE;
	}
	return trial_over(g, now) && end_trial_of_interrupts(g, now) ? GOV_ENGAGE : GOV_STAY;
}

void gov_join(struct gov *g, u64 now)
{
	/* Whatever comes is not too little. */
	g->brisk_rate = 0;
	engage_sparse(g, now);
}

void gov_took(struct gov *g, u64 ns)
{
	u64 period = ns < GOV_GAP_MAX ? div_u64(ns * 100, g->p.share) : GOV_GAP_MAX;

	g->period = period < GOV_GAP_MAX ? period : GOV_GAP_MAX;
}

/* Nothing worth polling for in this window. */
static bool window_quiet(const struct gov *g)
{
	if (g->sparse)
		return !g->window_packets || g->window_idle;
	return g->window_packets < g->p.leave_packets;
}

/* Sparse packets have become many: it does not matter any more whether the CPU is busy, and nothing is known of them. */
static void end_sparse(struct gov *g, u64 now)
{
	g->sparse = false;
	g->trust = GOV_TRUST;
	be_brisk(g, g->distrust);
	start_trial(g, now);
}

enum gov_step gov_polled(struct gov *g, u64 now, u32 packets, bool exhausted, bool idle)
{
	bool park;

	if (!g->found)
		g->found_since = g->last_poll;
	g->found += packets;
	g->window_packets += packets;
	count(g, packets, idle, 1);
	g->backoff = packets ? 0 : g->backoff < GOV_BACKOFF_MAX ? g->backoff + 1 : g->backoff;
	schedule_next(g, now);
	if (exhausted && !gov_capped(g))
		return GOV_AGAIN;
	g->found = 0;
	if (exhausted) {
		/* Again as soon as the cap allows. */
		g->next = now + g->period;
		g->deadline = g->next;
		return GOV_STAY;
	}
	if (!window_over(g, now))
		return GOV_STAY;
	learn_rate(g, now - g->window_start);
	if (g->sparse && g->window_packets >= g->p.enter_packets)
		end_sparse(g, now);
	g->quiet = window_quiet(g) ? g->quiet + 1 : 0;
	park = g->quiet >= g->linger || ((trial_over(g, now) || trial_hopeless(g, now)) && end_trial(g, now));
	set_gap(g);
	start_window(g, now);
	if (!park)
		return GOV_STAY;
	if (g->trying)
		g->distrust = more_or_less(g->distrust, true, 1, GOV_TRIALS);
	gov_park(g, now);
	return GOV_PARK;
}

void gov_missed(struct gov *g, u64 now)
{
	if (g->state == GOV_PARKED)
		return;
	g->next = now + g->gap;
	g->deadline = now + g->overdue;
}

u32 gov_rate(const struct gov *g)
{
	return div_u64((u64)g->rate * (1000 * MS), g->p.window) >> GOV_RATE_SHIFT;
}
