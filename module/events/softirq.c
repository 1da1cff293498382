// SPDX-License-Identifier: GPL-2.0-only
/*
 * A softirq, at its exit: softirq context, IRQs on. The softirq loop looks for newly raised softirqs before it
 * ends and runs the poll in that round. NET_RX is left out: it is the poll itself.
 */
#include <linux/interrupt.h>

#include "event.h"
#include "poller.h"

static void probe_softirq_exit(void *data, unsigned int vec)
{
	if (vec != NET_RX_SOFTIRQ)
		sebp_event(SEBP_EVENT_SOFTIRQ);
}

struct sebp_source sebp_source_softirq = {
	.context = "end of a softirq, IRQs on; the poll runs in the next round",
	.cost = "about 20 instructions a softirq",
	.tracepoint = "softirq_exit",
	.probe = probe_softirq_exit,
};
