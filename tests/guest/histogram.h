/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Times as a histogram that is bounded however many there are: single ones up to 8, beyond that eight buckets for each power of
 * two, so that a bucket is at most an eighth as wide as what is in it. bench/report/histogram.jq has the same buckets.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_FINE		8
#define HISTOGRAM_BUCKETS	(HISTOGRAM_FINE * 30)

/* The bucket of a time. */
static inline unsigned int histogram_bucket(uint32_t time)
{
	unsigned int shift;

	if (time < HISTOGRAM_FINE)
		return time;
	shift = 31 - __builtin_clz(time / HISTOGRAM_FINE);
	return HISTOGRAM_FINE * (shift + 1) + (time >> shift) % HISTOGRAM_FINE;
}

/* The least time of a bucket. */
static inline uint32_t histogram_least(unsigned int bucket)
{
	if (bucket < HISTOGRAM_FINE)
		return bucket;
	return (uint32_t)(HISTOGRAM_FINE + bucket % HISTOGRAM_FINE) << (bucket / HISTOGRAM_FINE - 1);
}

#endif /* HISTOGRAM_H */
