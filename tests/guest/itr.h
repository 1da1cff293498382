/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long the device is to wait between two interrupts, from the rate at which packets come: the rules of aic.c. Pure logic.
 *
 * Adaptive: that of Dong et al., "High Performance Network Virtualization with SR-IOV" (HPCA 2010): as many interrupts per second
 * as it takes to find a share of the buffers filled, never fewer than a least frequency. So
 *
 *	frequency = max(packets per second * REDUNDANCY / BUFFERS, LEAST_HZ)
 *
 * Coarse-grained: a few rates, one for each range of packet rates, as Guan et al. have it in "When I/O interrupt becomes system
 * bottleneck" (IEEE TCC 2019). Their table is not public. Here each range and each rate is twice the one before, so that an
 * interrupt finds at most COARSE_PACKETS, and half as many at the lower end of a range.
 *
 * igbvf keeps to a value only if 10^9 / (1024 * value) is a multiple of four: the next lower such value is taken.
 */
#ifndef ITR_H
#define ITR_H

#include <stdint.h>

#define BUFFERS		64	/* packets to be found at an interrupt */
#define REDUNDANCY	1.2
#define COARSE_PACKETS	20
#define COARSE_RATES	5
#define LEAST_HZ	1000
#define LEAST_US	10	/* the least that igbvf takes */

/* A value to which igbvf keeps. */
static inline uint32_t itr_kept(uint32_t us)
{
	while (us > LEAST_US && 1000000000 / (1024 * us) % 4)
		us--;
	return us < LEAST_US ? LEAST_US : us;
}

static inline uint32_t itr_adaptive_us(double packets_per_second)
{
	double hz = packets_per_second * REDUNDANCY / BUFFERS;

	return itr_kept(1000000 / (hz > LEAST_HZ ? hz : LEAST_HZ));
}

static inline uint32_t itr_coarse_us(double packets_per_second)
{
	uint32_t hz = LEAST_HZ;

	for (int i = 1; i < COARSE_RATES && packets_per_second > (double)hz * COARSE_PACKETS; i++)
		hz *= 2;
	return itr_kept(1000000 / hz);
}

#endif /* ITR_H */
