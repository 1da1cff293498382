// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page fault of a user program: IRQs off, task context, where raising a softirq would wake ksoftirqd. The poll is asked
 * for through irq_work, an interrupt to ourselves.
 */
#include "event.h"
#include "poller.h"

static void probe_page_fault_user(void *data, unsigned long address, struct pt_regs *regs,
				  unsigned long error_code)
{
	sebp_event_deferred(SEBP_EVENT_FAULT);
}

struct sebp_source sebp_source_fault = {
	.context = "page fault of a program, IRQs off; the poll runs from an interrupt to ourselves",
	.cost = "about 30 instructions a fault; a self-IPI for each poll",
	.tracepoint = "page_fault_user",
	.probe = probe_page_fault_user,
};
