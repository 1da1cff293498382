/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock of the hot path: nanoseconds, monotonic on one CPU, any context. Times of different CPUs are
 * never compared. The kernel's own clocks cost 30 to 60 instructions, as much as all the rest of an event.
 */
#ifndef SEBP_CLOCK_H
#define SEBP_CLOCK_H

#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>
#include <linux/timex.h>

/* Nanoseconds per TSC cycle, 32 fraction bits; 0 while the TSC cannot be trusted. */
extern u64 sebp_clock_mult;

void sebp_clock_init(void);

#ifdef SEBP_DEBUG
/* By how much it is set back, for the test of what that does. */
extern ulong sebp_debug_back;
#define SEBP_CLOCK_BACK	READ_ONCE(sebp_debug_back)
#else
#define SEBP_CLOCK_BACK	0
#endif

static inline u64 sebp_clock(void)
{
	u64 mult = READ_ONCE(sebp_clock_mult);

	if (likely(mult))
		return mul_u64_u64_shr(get_cycles(), mult, 32) - SEBP_CLOCK_BACK;
	return ktime_get_mono_fast_ns() - SEBP_CLOCK_BACK;
}

#endif /* SEBP_CLOCK_H */
