/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEBP_TOOLS_CLOCK_H
#define SEBP_TOOLS_CLOCK_H

#include <stdint.h>
#include <time.h>

/* A clock that never steps, in nanoseconds. */
static inline uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* What @count in that time is a second, rounded. */
static inline uint64_t per_second(uint64_t count, uint64_t elapsed_ns)
{
	return elapsed_ns ? (uint64_t)((double)count * 1e9 / (double)elapsed_ns + 0.5) : 0;
}

#endif
