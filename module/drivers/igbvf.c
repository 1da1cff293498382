// SPDX-License-Identifier: GPL-2.0-only
/*
 * igbvf, virtual functions of Intel 82576 and I350.
 *
 * Receive is NAPI, transmit completions are cleaned in hard IRQ (igbvf_intr_msix_tx). Vector 0 is TX, 1 is RX, 2 the
 * mailbox, fixed in igbvf_request_msix(). Registers: drivers/net/ethernet/intel/igbvf/regs.h and the 82576 datasheet,
 * section 8.8; the VF sees its own copies in BAR 0. Writes are posted and, with the VF assigned, never trapped.
 *
 * Real devices mask a vector when it fires (EIAM). QEMU's does not, so masking is always done here.
 */
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/pci.h>

#include "../driver.h"
#include "../port.h"

#define IGBVF_EIMC	0x1528	/* interrupt mask clear, write 1 to mask */
#define IGBVF_EICR	0x1580	/* pending causes, write 1 to clear */
#define IGBVF_REGS	0x2000	/* as much of BAR 0 as is used here */

#define IGBVF_TX	BIT(0)
#define IGBVF_RX	BIT(1)

static int igbvf_open(struct sebp_port *port)
{
	if (pci_resource_len(port->pdev, 0) < IGBVF_REGS)
		return -ENODEV;
	port->regs = ioremap(pci_resource_start(port->pdev, 0), IGBVF_REGS);
	return port->regs ? 0 : -ENOMEM;
}

static void igbvf_close(struct sebp_port *port)
{
	iounmap(port->regs);
}

static void igbvf_mask(struct sebp_port *port, u32 bits)
{
	writel(bits, port->regs + IGBVF_EIMC);
}

static void igbvf_ack(struct sebp_port *port, u32 bits)
{
	writel(bits, port->regs + IGBVF_EICR);
}

/* igbvf_clean_tx_irq() is the only writer. */
static u64 igbvf_tx_done(const struct sebp_port *port)
{
	return READ_ONCE(port->dev->stats.tx_packets);
}

const struct sebp_driver sebp_driver_igbvf = {
	.name = "igbvf",
	.raw_vectors = IGBVF_TX,
	.mask_bits = IGBVF_TX | IGBVF_RX,
	.open = igbvf_open,
	.close = igbvf_close,
	.mask = igbvf_mask,
	.ack = igbvf_ack,
	.tx_done = igbvf_tx_done,
};
