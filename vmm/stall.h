/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stall detector: a word that is set and that nobody looks at is a packet nobody hears of. There is always
 * somebody: an exit, the tick, a timer. If there is not, its device goes back to interrupts, which is said, and for
 * ten seconds stays there; after another stall for twenty, and so on.
 */
#ifndef SEBP_VMM_STALL_H
#define SEBP_VMM_STALL_H

/* Context: process; may sleep. 0 or -ENOMEM. */
int sebp_stall_init(void);

/* A vector has gone to memory mode: look at it now and then. Any context, also with IRQs off. */
void sebp_stall_watch(void);

/* There is no device any more. Context: process; may sleep. */
void sebp_stall_exit(void);

#endif /* SEBP_VMM_STALL_H */
