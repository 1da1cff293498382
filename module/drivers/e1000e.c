// SPDX-License-Identifier: GPL-2.0-only
/*
 * e1000e. The 82574 and 82583 have MSI-X: vector 0 is RX, 1 is TX, 2 the rest, fixed in e1000_request_msix(). RX is NAPI;
 * TX completions are cleaned in hard IRQ (e1000_intr_msix_tx), which arms its vector again each time. All other devices
 * have one interrupt (MSI or legacy), and NAPI does all the work.
 *
 * Registers: drivers/net/ethernet/intel/e1000e/regs.h and defines.h, 82574 datasheet, section 10.2.4. A cause has the
 * same bit in all of them. A vector that fires is masked by the device (EIAME), and all causes of the one interrupt are
 * when the handler reads ICR; QEMU's device forgets the latter, so it is done here.
 */
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/pci.h>

#include "../driver.h"
#include "../port.h"

#define E1000E_ICR	0x00c0	/* pending causes, write 1 to clear */
#define E1000E_IMC	0x00d8	/* interrupt mask clear, write 1 to mask */
#define E1000E_REGS	0x1000	/* as much of BAR 0 as is used here */

#define E1000E_RXQ0	BIT(20)
#define E1000E_TXQ0	BIT(22)
/* TXDW, RXDMT0 and RXT0: the work of NAPI. Changes of the link stay on. */
#define E1000E_NAPI	(BIT(0) | BIT(4) | BIT(7))

#define E1000E_RX	BIT(0)
#define E1000E_TX	BIT(1)

static u32 causes(const struct sebp_port *port, u32 vectors)
{
	if (!port->pdev->msix_enabled)
		return E1000E_NAPI;
	return (vectors & E1000E_RX ? E1000E_RXQ0 : 0) | (vectors & E1000E_TX ? E1000E_TXQ0 : 0);
}

static const char *e1000e_open(struct sebp_port *port)
{
	return sebp_driver_map(port, E1000E_REGS);
}

static void e1000e_mask(struct sebp_port *port, u32 vectors)
{
	writel(causes(port, vectors), port->regs + E1000E_IMC);
}

static void e1000e_ack(struct sebp_port *port, u32 vectors)
{
	writel(causes(port, vectors), port->regs + E1000E_ICR);
}

const struct sebp_driver sebp_driver_e1000e = {
	.name = "e1000e",
	.vectors = E1000E_RX | E1000E_TX,
	.raw_vectors = E1000E_TX,
	.open = e1000e_open,
	.mask = e1000e_mask,
	.ack = e1000e_ack,
	.tx_done = sebp_driver_bql,
	.tx_unit = ETH_FRAME_LEN,
};
