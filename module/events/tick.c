// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local timer interrupt, at its exit: hard IRQ context, IRQs off. irq_exit() follows at once and runs the
 * poll. Every timer interrupt counts, not only the periodic tick; an idle tickless CPU has few of them.
 */
#include "event.h"
#include "poller.h"

static void probe_local_timer_exit(void *data, int vector)
{
	sebp_event_hardirq(SEBP_EVENT_TICK);
}

struct sebp_source sebp_source_tick = {
	.context = "local timer interrupt, IRQs off; the poll runs at its end",
	.cost = "about 20 instructions a timer interrupt",
	.tracepoint = "local_timer_exit",
	.probe = probe_local_timer_exit,
};
