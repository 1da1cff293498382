// SPDX-License-Identifier: GPL-2.0-only
/* Raw vectors: see vector.h. */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>

#include "driver.h"
#include "port.h"
#include "vector.h"

void sebp_vector_call(struct sebp_port *port, unsigned int irq, u32 bit, bool mask)
{
	struct irq_data *data = irq_get_irq_data(irq);
	struct irqaction *action;
	struct irq_desc *desc;
	unsigned long flags;

	if (!data)
		return;
	desc = irq_data_to_desc(data);
	/*
	 * The handler runs under the descriptor's lock, IRQs off: a real interrupt of this vector on another
	 * CPU waits in handle_edge_irq(), and one that is in its handler right now is doing our work.
	 */
	raw_spin_lock_irqsave(&desc->lock, flags);
	action = desc->action;
	/* A driver that slept or was reset may have given the number back: then it is not ours to call. */
	if (action && action->dev_id == port->dev && !irqd_irq_inprogress(data)) {
		/* The cause first: work that completes after this line announces itself again. */
		port->drv->ack(port, bit);
		action->handler(irq, action->dev_id);
		if (mask)
			port->drv->mask(port, bit);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
