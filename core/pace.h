/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pace of an assigned device's vector: when the VMM level takes it to memory mode, when it announces a word,
 * and when it goes back.
 *
 * Pure logic, like the governor, but of another world: a VMM sees neither packets nor rings, only that the device
 * asked for attention, and whether the vCPU sleeps. So this counts interrupts and words. It has one writer at a time.
 *
 *                  the vCPU has run for @busy, and @enter
 *     +-----------+ interrupts came in a window   +--------+ --+ exit, a word is set,
 *     | INTERRUPT | ----------------------------> | MEMORY |   | and @min_gap has passed:
 *     +-----------+ <---------------------------- +--------+ <-+ announce it
 *                  the vCPU blocks or leaves its CPU (the
 *                  caller says so), or no word for @idle
 */
#ifndef SEBP_PACE_H
#define SEBP_PACE_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;
#endif

/**
 * struct pace_params - what decides
 * @min_gap: two announcements are at least so far apart, ns. Fewer interrupts for the guest, but its ring fills longer.
 * @max_delay: a word waits no longer than this for an exit, ns: a timer ends the wait.
 * @busy: a vCPU is busy once it has run for this long; what it sleeps counts four times against that, ns
 * @window: interrupts are counted over this long, ns
 * @enter: so many interrupts in a window are worth the switch
 * @idle: no word for this long, and the device is idle, ns
 */
struct pace_params {
	u32 min_gap;
	u32 max_delay;
	u32 busy;
	u32 window;
	u32 enter;
	u32 idle;
};

struct pace {
	u64 busy_since;		/* the vCPU has run since, but for sleeps that are accounted for */
	u64 slept_at;		/* when it last fell asleep */
	u64 window_start;
	u64 announced;		/* when the last word was */
	u64 word_at;		/* when a word was last seen, or memory mode began */
	u32 interrupts;		/* in this window */
	u64 waits_since;	/* a word is set and has not been announced, if @waits */
	bool waits;
	bool asleep;		/* the vCPU was when it was last heard of */
	u64 paid;		/* until then switches are paid for */
	bool rests;		/* until then there are no more */
};

extern const struct pace_params pace_default;

/**
 * pace_check - are these parameters usable?
 * @p: the parameters
 *
 * Return: NULL if they are, otherwise one sentence for the user that says what is wrong.
 */
const char *pace_check(const struct pace_params *p);

void pace_init(struct pace *s, u64 now);

/* The vCPU runs again, perhaps after a sleep, which counts against the time that it has been busy. */
void pace_runs(struct pace *s, const struct pace_params *p, u64 now);

/* It leaves its CPU; @asleep: for it has nothing to do, not because others want to run too. */
void pace_leaves(struct pace *s, u64 now, bool asleep);

/*
 * In interrupt mode @count interrupts came since the last call. Return: go to memory mode. Eight times at once, or a thousand
 * in a second, are the most: then it has to do without for eight milliseconds.
 */
bool pace_interrupts(struct pace *s, const struct pace_params *p, u64 now, u32 count);

/*
 * The vCPU sleeps, in memory mode. Return: how long to stay there nevertheless, ns: what wakes it within the gap wakes
 * it at the gap's end. 0: not at all, it is not busy, or the gap is over.
 */
u32 pace_nap(const struct pace *s, const struct pace_params *p, u64 now);

/* A word was announced for another reason. */
static inline void pace_announced(struct pace *s, u64 now)
{
	s->waits = false;
	s->word_at = now;
	s->announced = now;
	/* Back on interrupts soon, the first of them is one more of those that led here. */
	s->window_start = now;
}

/*
 * In memory mode a word is set. @open: the guest takes interrupts; if it does not, to announce one would cost an exit,
 * at which it does. Return: announce it now; the state then says that it was.
 */
bool pace_word(struct pace *s, const struct pace_params *p, u64 now, bool open);

/* In memory mode no word is set. Return: the device is idle, go back to interrupts. */
static inline bool pace_idle(const struct pace *s, const struct pace_params *p, u64 now)
{
	return (s64)(now - s->word_at) >= p->idle;
}

#endif /* SEBP_PACE_H */
