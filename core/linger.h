/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long a CPU stays awake and polls before it sleeps. Pure logic, as the governor.
 *
 * What ends a sleep soon would have come to a CPU that had stayed awake, and spared it the sleep: it lingers longer the
 * next time. After a long sleep it would have lingered in vain: shorter. A CPU that sleeps long every time does not
 * linger at all.
 */
#ifndef SEBP_LINGER_H
#define SEBP_LINGER_H

#include "governor.h"

/* It starts with this, ns, and what is less is nothing. */
#define LINGER_LEAST	10000

/**
 * linger_after - a sleep is over
 * @linger: how long the CPU lingered before it, at most, ns
 * @most: how long it may, ns; 0: not at all
 * @slept: how long it slept, ns
 *
 * Return: how long it lingers before the next sleep, at most, ns.
 */
static inline u32 linger_after(u32 linger, u32 most, u64 slept)
{
	if (slept < most && linger + slept < most)
		linger = linger < LINGER_LEAST ? LINGER_LEAST : 2 * linger;
	else
		linger = linger / 2 < LINGER_LEAST ? 0 : linger / 2;
	return linger < most ? linger : most;
}

#endif /* SEBP_LINGER_H */
