// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device's interrupt handler, at its exit: hard IRQ context, IRQs off. irq_exit() follows and runs the poll.
 * The same place is where an attached device's own interrupts are seen and taken over, so this source is
 * hooked as long as any device is attached; as an event it counts only interrupts of other devices.
 */
#include <linux/interrupt.h>

#include "event.h"
#include "poller.h"
#include "port.h"

static void probe_irq_handler_exit(void *data, int irq, struct irqaction *action, int ret)
{
	struct sebp_irq *e = sebp_irq_find(irq);

	if (e)
		sebp_port_interrupt(e);
	else
		sebp_event_hardirq(SEBP_EVENT_IRQ);
}

struct sebp_source sebp_source_irq = {
	.context = "another device's interrupt, IRQs off; the poll runs at its end",
	.cost = "about 30 instructions an interrupt",
	.tracepoint = "irq_handler_exit",
	.probe = probe_irq_handler_exit,
};
