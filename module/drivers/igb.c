// SPDX-License-Identifier: GPL-2.0-only
/*
 * igb, Intel 82576 and its successors, and igbvf, virtual functions of 82576 and I350.
 *
 * igb is NAPI throughout. A vector's number is its bit in the registers (igb_assign_vector()), but for the 82575.
 *
 * igbvf receives by NAPI and cleans transmit completions in hard IRQ (igbvf_intr_msix_tx). Vector 0 is TX, 1 is RX, 2
 * the mailbox, fixed in igbvf_request_msix().
 *
 * Registers: drivers/net/ethernet/intel/igb/e1000_regs.h, igbvf/regs.h and the 82576 datasheet, section 8.8; the VF sees
 * its own copies at the same place in BAR 0. Writes are posted and, with the function assigned, never trapped.
 *
 * Real devices mask a vector when it fires (EIAM). QEMU's do not, so masking is always done here.
 */
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/pci.h>

#include "../driver.h"
#include "../port.h"

#define IGB_EIMC	0x1528	/* interrupt mask clear, write 1 to mask */
#define IGB_EICR	0x1580	/* pending causes, write 1 to clear */
#define IGB_REGS	0x2000	/* as much of BAR 0 as is used here */

#define IGBVF_TX	BIT(0)
#define IGBVF_RX	BIT(1)

static bool is_82575(const struct pci_dev *pdev)
{
	return pdev->device == 0x10a7 || pdev->device == 0x10a9 || pdev->device == 0x10d6;
}

static const char *igb_open(struct sebp_port *port)
{
	if (is_82575(port->pdev))
		return "the 82575 numbers its vectors in a way of its own, and nobody has tried one";
	if (!port->pdev->msix_enabled)
		return "igb has no MSI-X here, and nobody has tried it with its other interrupts";
	return sebp_driver_map(port, IGB_REGS);
}

static const char *igbvf_open(struct sebp_port *port)
{
	return sebp_driver_map(port, IGB_REGS);
}

static void igb_mask(struct sebp_port *port, u32 vectors)
{
	writel(vectors, port->regs + IGB_EIMC);
}

static void igb_ack(struct sebp_port *port, u32 vectors)
{
	writel(vectors, port->regs + IGB_EICR);
}

/* igbvf_clean_tx_irq() is the only writer. */
static u32 igbvf_tx_done(const struct sebp_port *port)
{
	return READ_ONCE(port->dev->stats.tx_packets);
}

const struct sebp_driver sebp_driver_igb = {
	.name = "igb",
	.open = igb_open,
	.mask = igb_mask,
	.ack = igb_ack,
	.tx_done = sebp_driver_bql,
	.tx_unit = ETH_FRAME_LEN,
};

const struct sebp_driver sebp_driver_igbvf = {
	.name = "igbvf",
	.vectors = IGBVF_TX | IGBVF_RX,
	.raw_vectors = IGBVF_TX,
	.open = igbvf_open,
	.mask = igb_mask,
	.ack = igb_ack,
	.tx_done = igbvf_tx_done,
	.tx_unit = 1,
};
