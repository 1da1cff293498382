// SPDX-License-Identifier: GPL-2.0-only
/* The pace of an assigned device's vector: see pace.h. */
#include "pace.h"

#define US	1000
#define MS	(1000 * US)

/*
 * min_gap: 0.3 ms between interrupts saved little, 1 ms a good deal more; larger rings than 256 descriptors are common.
 * enter: two vectors of a stream share its interrupts; 400 of a vector in a second are worth it.
 * max_delay: the tick of a host with HZ=250 ends every wait after that, for nothing.
 * busy: a vCPU that often sleeps has the switches to pay for, and nothing to gain. One that sends waits for acknowledgements
 * now and then, for a moment: it is still busy.
 */
const struct pace_params pace_default = {
	.min_gap = 1 * MS, .max_delay = 4 * MS, .busy = 2 * MS, .window = 8 * MS, .enter = 3, .idle = 16 * MS,
};

const char *pace_check(const struct pace_params *p)
{
	if (p->min_gap > 10 * MS)
		return "min-gap is above 10 ms: receive rings would overflow";
	if (p->max_delay < 100 * US)
		return "max-delay is below 100 us: a timer that often costs more than interrupts";
	if (p->max_delay > 100 * MS)
		return "max-delay is above 100 ms: receive rings would overflow";
	return NULL;
}

/* A vCPU that is awake for less than four fifths of the time is never busy. */
#define SLEEP_COSTS	4
/* So many times @busy it can save: a sleep of as long as that ends it in any case. */
#define BUSY_MOST	4

/*
 * To memory mode and back is some microseconds of register accesses, and a guest can have that as often as it halts. So each
 * time has to be paid for, by the time that passes; some may be owed.
 */
#define SWITCH_COSTS (1 * MS)
#define SWITCHES_OWED 8

static bool passed(u64 now, u64 since, u32 time)
{
	return (s64)(now - since) >= (s64)time;
}

void pace_init(struct pace *s, u64 now)
{
	*s = (struct pace){ .busy_since = now, .slept_at = now, .window_start = now, .announced = now, .asleep = true,
			    .paid = now };
}

void pace_runs(struct pace *s, const struct pace_params *p, u64 now)
{
	s64 busy = s->slept_at - s->busy_since, slept = now - s->slept_at;
	s64 most = BUSY_MOST * (s64)p->busy;

	if (!s->asleep)
		return;
	s->asleep = false;
	if (busy > most)
		busy = most;
	if (slept > 0)
		busy -= SLEEP_COSTS * slept;
	s->busy_since = busy > 0 ? now - busy : now;
}

void pace_leaves(struct pace *s, u64 now, bool asleep)
{
	if (asleep && !s->asleep)
		s->slept_at = now;
	s->asleep |= asleep;
}

u32 pace_nap(const struct pace *s, const struct pace_params *p, u64 now)
{
	u64 end = s->announced + p->min_gap;

	if (!passed(now, s->busy_since, p->busy) || passed(now, end, 0))
		return 0;
	return end - now;
}

/* What is owed is worth no hurry: once there is too much of it, all has to be paid. */
static bool may_switch(struct pace *s, u64 now)
{
	s64 owed = s->paid - now;

	if (owed <= 0) {
		s->paid = now;
		s->rests = false;
	} else if (owed > (SWITCHES_OWED - 1) * SWITCH_COSTS) {
		s->rests = true;
	}
	if (s->rests)
		return false;
	s->paid += SWITCH_COSTS;
	return true;
}

bool pace_interrupts(struct pace *s, const struct pace_params *p, u64 now, u32 count)
{
	if (passed(now, s->window_start, p->window)) {
		s->window_start = now;
		s->interrupts = 0;
	}
	s->interrupts += count;
	if (s->interrupts < p->enter || !passed(now, s->busy_since, p->busy) || !may_switch(s, now))
		return false;
	s->waits = false;
	s->word_at = now;
	return true;
}

bool pace_word(struct pace *s, const struct pace_params *p, u64 now, bool open)
{
	s->word_at = now;
	if (!s->waits) {
		s->waits = true;
		s->waits_since = now;
	}
	if (!passed(now, s->announced, p->min_gap))
		return false;
	/* Most exits come from a guest that takes interrupts. Where they do not, half of the time is enough. */
	if (!open && !passed(now, s->waits_since, p->max_delay / 2))
		return false;
	pace_announced(s, now);
	return true;
}
