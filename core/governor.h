/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The governor: decides when a queue is polled and when it goes back to interrupts.
 *
 * Pure logic. It knows no kernel, no clock and no device: the caller passes the time in nanoseconds
 * of any monotonic clock and says what it found. The same file builds into the modules and into the
 * unit tests. A governor has one writer at a time; the caller sees to that.
 *
 *                interrupts bring >= enter_packets in a window,
 *                in batches or to a busy CPU; or one by one or
 *                fewer for a whole trial (see below)
 *      +--------+ ------------------------------------------> +---------+ --+ event and next <= now,
 *      | PARKED |                                             | POLLING |   | or watchdog and
 *      +--------+ <------------------------------------------ +---------+ <-+ deadline <= now: poll
 *                as many quiet windows in a row as @linger says
 *                (quiet: < leave_packets; sparse: none, or an idle
 *                CPU), or a trial that failed
 *
 * While POLLING the arrival rate is learned window by window. From it follows @gap, the time in which a batch of
 * packets comes together: an event sooner than that does not poll, within min_gap and half of the longest gap.
 *
 * The longest gap is max_gap, and bulk_gap as long as waiting for it slows nobody down. That is tried: where packets
 * come the slower the later they are fetched, somebody waits for what they carry before he sends the next, and max_gap
 * it is again. A stream that fills its window or its link comes as fast as before, and costs fewer wake-ups.
 *
 * With a cap on its share of the CPU a queue rests after each poll, in proportion to what the poll took. What comes
 * meanwhile beyond the room in its ring is dropped by the device, where that costs nothing.
 */
#ifndef SEBP_GOVERNOR_H
#define SEBP_GOVERNOR_H

#ifdef __KERNEL__
#include <linux/math64.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;
#define div_u64(a, b)	((u64)(a) / (u32)(b))
#endif

/* A time that never comes: what @next and @deadline are while PARKED. */
#define GOV_NEVER	((u64)1 << 62)

/*
 * An interrupt that hits an idle CPU and brings fewer packets than this is most likely somebody waiting for an
 * answer (ping-pong): polling would only delay it, so it does not count towards polling. Where so many come one by one that
 * enter_packets are reached all the same it is tried: from who waits fewer come then, and that ends it.
 */
#define GOV_BATCH	4

/*
 * Looking at interrupts is what being attached costs while PARKED. After GOV_LIGHT of them like that in a row, or
 * correspondingly more if others come between, the caller need look at one of GOV_SAMPLE only, which then counts for
 * all; until GOV_HEAVY others have come in a row. What follows may start so many samples late. Each adds GOV_WAITS, each
 * other one takes 1: a CPU that is fast or a peer that is not lets one in two answers find it busy still.
 */
#define GOV_LIGHT	16
#define GOV_HEAVY	5
#define GOV_WAITS	3
#define GOV_SAMPLE	8

/*
 * How many quiet windows in a row end polling. A pause of one window is common in TCP (a lost packet, a slow writer),
 * hence at least two. If the packets come back within GOV_LINGER_MAX windows, waiting would have been cheaper than
 * going: the next wait is twice as long. If they do not, it is half as long.
 */
#define GOV_LINGER_MIN	2
#define GOV_LINGER_MAX	8

/*
 * The watchdog does not let more packets come together than half of a receive ring has room for: within these bounds,
 * and so many where nobody knows the ring.
 */
#define GOV_ROOM_MIN	32
#define GOV_ROOM_MAX	1024
#define GOV_ROOM	128

/*
 * Fewer packets than enter_packets are polled too where the CPU is busy all the time and passes through events often: an
 * interrupt would only be one more. So many in a window it must be, to be worth the trial: whether they come as fast then
 * is seen as below, beside what interrupts brought. "All the time" is at most one time in GOV_SELDOM idle, "often" lets
 * the mean gap be twice max_gap; the watchdog is no event, it waits for bulk_gap.
 */
#define GOV_SPARSE	1
#define GOV_SELDOM	16

/*
 * Whether waiting for bulk_gap slows the packets down is seen by what comes in a trial, so many windows, beside what came
 * in the last trial of max_gap. If it is a quarter less, max_gap stays for the next trials, each time for twice as many;
 * if it is not, then next time for half as many. From a quarter of a trial on, half of what came before is enough to end
 * it as failed. Bulk_gap has GOV_TRUST trials before max_gap is looked at once again, for TCP begins slowly and would be
 * compared with its own beginning; then each time twice as many. GOV_TRIALS is the most of all of these.
 */
#define GOV_TRIAL	32
#define GOV_TRIALS	64
#define GOV_TRUST	4

/*
 * No two polls are further apart than this, ns: receive rings would overflow. A poll that asks for a longer rest was
 * not that long by itself, something took the CPU from it.
 */
#define GOV_GAP_MAX	100000000

/**
 * struct gov_params - what a user can set
 * @min_gap: an event this soon after the last poll does not poll, ns. Too many polls break GRO batches and cost more
 *	than interrupts.
 * @max_gap: the watchdog polls when no event has for this long, ns. Bounds the latency added.
 * @bulk_gap: the same for packets that do not come the slower for it, ns; max_gap if it is the same for all.
 * @window: packets are counted over this long, ns.
 * @batch: packets that a poll should find, if max_gap allows.
 * @enter_packets: packets in a window from which interrupts are not worth their price.
 * @leave_packets: packets in a window below which polling is not.
 * @share: percent of a CPU that polls of a queue may take; 100 is no cap.
 */
struct gov_params {
	u32 min_gap;
	u32 max_gap;
	u32 bulk_gap;
	u32 window;
	u32 batch;
	u32 enter_packets;
	u32 leave_packets;
	u32 share;
};

/* Sets of parameters by purpose; the numbers are those of enum sebp_preset. */
enum gov_preset {
	GOV_BALANCED,
	GOV_LATENCY,
	GOV_EFFICIENCY,
	GOV_PRESETS,
};

enum gov_state {
	GOV_PARKED,	/* interrupts on, no polls */
	GOV_POLLING,	/* interrupts off, events poll */
};

/* What the caller is to do next. */
enum gov_step {
	GOV_STAY,	/* nothing: the state stands */
	GOV_AGAIN,	/* poll again at once: the last poll ran out of budget */
	GOV_ENGAGE,	/* now POLLING: silence the device's interrupts */
	GOV_PARK,	/* now PARKED: arm the device's interrupts and look once more */
};

struct gov {
	struct gov_params p;
	enum gov_state state;
	u8 quiet;		/* quiet windows in a row */
	u8 linger;		/* so many of them end polling */
	u8 light;		/* what interrupts are like, see GOV_LIGHT */
	u8 left;		/* those that were left alone since; the next one stands for them too */
	bool leaves;		/* one in GOV_SAMPLE is */
	u8 backoff;		/* empty polls in a row, up to GOV_BACKOFF_MAX */
	u32 rate;		/* packets in a window, learned, with GOV_RATE_SHIFT fraction bits */
	u32 gap;		/* in which a batch comes together, ns, within the bounds for events */
	u32 room;		/* packets that may come together, see GOV_ROOM */
	u32 overdue;		/* in which so many do, ns, at most the longest gap */
	u32 found;		/* packets, by polls at once one after another */
	u32 period;		/* from the start of the last poll to the next, at least, ns; 0 without a cap */
	u32 window_packets;
	u64 window_start;
	u64 last_poll;
	u64 found_since;
	u64 parked_at;
	bool patient;		/* the longest gap is bulk_gap */
	bool sparse;		/* polls, because the CPU is busy: fewer packets than enter_packets will do */
	bool trying;		/* polls on trial what came one by one to an idle CPU */
	bool window_idle;	/* a poll of this window came to an idle CPU */
	u8 trust;		/* so many trials bulk_gap stays before max_gap is looked at again */
	u8 distrust;		/* so many trials max_gap stays after bulk_gap has failed */
	u8 trials;		/* so many are left until the longest gap changes */
	u32 brisk_rate;		/* what came in the last trial of max_gap or of interrupts, in the unit of @rate */
	u32 trial_packets;
	u32 trial_times;	/* interrupts or polls in this trial, and those that came to an idle CPU */
	u32 trial_idle;
	u64 trial_start;
	u64 next;		/* events before this do not poll */
	u64 deadline;		/* the watchdog polls at this */
};

extern const struct gov_params gov_presets[GOV_PRESETS];

/**
 * gov_check - are these parameters usable?
 * @p: the parameters
 *
 * Return: NULL if they are, otherwise one sentence for the user that says what is wrong.
 */
const char *gov_check(const struct gov_params *p);

/**
 * gov_init - start in PARKED
 * @g: the governor
 * @p: parameters that gov_check() accepted
 * @now: time, ns
 */
void gov_init(struct gov *g, const struct gov_params *p, u64 now);

/**
 * gov_set_ring - how many packets the device can hold
 * @g: the governor, just started
 * @entries: of a receive ring, or 0 if unknown
 */
void gov_set_ring(struct gov *g, u32 entries);

/**
 * gov_leaves - need nobody look at what this interrupt brings?
 * @g: the governor
 *
 * To be asked once for each interrupt, before its work is done. Return: true if it is better left alone, and
 * gov_interrupt() not told of it.
 */
static inline bool gov_leaves(struct gov *g)
{
	if (g->state != GOV_PARKED || !g->leaves || g->left == GOV_SAMPLE - 1)
		return false;
	g->left++;
	return true;
}

/**
 * gov_interrupt - an interrupt's work was done while PARKED
 * @g: the governor, PARKED
 * @now: time, ns
 * @packets: what the interrupt brought
 * @idle: the interrupt woke an idle CPU, that nothing else would have woken
 *
 * Return: GOV_STAY, or GOV_ENGAGE with the state already changed.
 */
enum gov_step gov_interrupt(struct gov *g, u64 now, u32 packets, bool idle);

/**
 * gov_join - poll for as long as anything comes, without trial: other queues are polled on this CPU anyway
 * @g: the governor, PARKED
 * @now: time, ns
 */
void gov_join(struct gov *g, u64 now);

/**
 * gov_took - with a cap, how long the poll took that gov_polled() is told of next
 * @g: the governor, POLLING
 * @ns: from its start
 */
void gov_took(struct gov *g, u64 ns);

/**
 * gov_polled - a poll was done while POLLING
 * @g: the governor, POLLING
 * @now: time, ns
 * @packets: what the poll found
 * @exhausted: it ran out of budget, there may be more
 * @idle: the CPU would be idle otherwise
 *
 * Return: GOV_STAY, GOV_AGAIN, or GOV_PARK with the state already changed.
 */
enum gov_step gov_polled(struct gov *g, u64 now, u32 packets, bool exhausted, bool idle);

/**
 * gov_missed - a due poll could not be done: somebody else is polling the queue
 * @g: the governor, POLLING
 * @now: time, ns
 *
 * Asks again after another gap, without taking the miss for a quiet queue.
 */
void gov_missed(struct gov *g, u64 now);

/**
 * gov_park - back to PARKED for a reason from outside (interface down, detach)
 * @g: the governor
 * @now: time, ns
 */
void gov_park(struct gov *g, u64 now);

/* The learned rate, packets per second. */
u32 gov_rate(const struct gov *g);

/* Signed difference: a clock that stepped back a little must not look like the far future. */
static inline bool gov_reached(u64 now, u64 when)
{
	return (s64)(now - when) >= 0;
}

/* Is there a cap on the share of the CPU? */
static inline bool gov_capped(const struct gov *g)
{
	return g->p.share < 100;
}

/* With a cap: the last poll was so long that the next one has to wait, whatever asks for it. */
static inline bool gov_rests(const struct gov *g, u64 now)
{
	return gov_capped(g) && g->state == GOV_POLLING && !gov_reached(now, g->last_poll + g->period);
}

/* How long the queue waits for the watchdog after a poll, ns. What it waits after a miss says nothing. */
static inline u32 gov_wait(const struct gov *g)
{
	u64 wait = g->deadline - g->last_poll;

	return wait < g->overdue ? wait : g->overdue;
}

/* A watchdog that has come polls so much before an event would, ns. A cap is kept to the letter. */
static inline u32 gov_slack(const struct gov *g)
{
	return gov_capped(g) ? 0 : g->overdue / 4;
}

/* So much before its time the watchdog may come, if another timer does: not before an event would poll, but for the slack. */
static inline u32 gov_early(const struct gov *g)
{
	u64 early = g->deadline - g->next;

	if (gov_capped(g))
		return 0;
	return early > gov_slack(g) ? early : gov_slack(g);
}

#endif /* SEBP_GOVERNOR_H */
