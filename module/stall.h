/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stall detector. A queue that is POLLING has its interrupts off and lives on its poller; should that ever fail it,
 * by a fault of ours or of the kernel's timers, nobody would fetch its packets again. So somebody else looks, ten times
 * a second while anything is POLLING: a queue that has not moved since the last two looks, and is overdue by its own
 * measure, goes back to interrupts, and its device stays with them for a while.
 */
#ifndef SEBP_STALL_H
#define SEBP_STALL_H

/* A queue has begun to poll: look after it. Context: any. */
void sebp_stall_watch(void);

/* No look is under way or to come. Context: process, sleeps; nothing polls any more. */
void sebp_stall_exit(void);

#endif /* SEBP_STALL_H */
