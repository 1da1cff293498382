/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * To ask an epoll instance to poll the device while it waits, and the kernel to leave the interrupts off for that: what a program
 * has to do for IRQ suspension.
 */
#ifndef PREFER_H
#define PREFER_H

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>

/* Returns 0, or -1 with errno: kernels before 6.9 do not know this. */
static inline int prefer_busy_polls(int epoll, uint32_t usecs, uint16_t budget)
{
	const struct epoll_params params = { .busy_poll_usecs = usecs, .busy_poll_budget = budget, .prefer_busy_poll = 1 };

	return ioctl(epoll, EPIOCSPARAMS, &params);
}

#endif /* PREFER_H */
