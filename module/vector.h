/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Raw vectors: interrupts whose work the driver does in the handler itself, outside NAPI (igbvf's transmit
 * completions). A poll calls the handler. The vector is masked at the device, never with disable_irq(): where
 * VFIO lies below, masking an MSI-X entry moves every interrupt into the VMM's user space (docs/architecture.md).
 */
#ifndef SEBP_VECTOR_H
#define SEBP_VECTOR_H

#include <linux/types.h>

struct sebp_port;

/**
 * sebp_vector_call - run the handler of a vector as its interrupt would
 * @port: the device
 * @irq: Linux interrupt number
 * @bit: the vector's bit in the device's mask registers
 * @mask: mask the vector again afterwards; the handler itself arms it
 *
 * Serialised against the real interrupt on any CPU. Context: BH off; to mask it, the caller owns the NAPI of the queue, or
 * whoever arms it could be overtaken.
 */
void sebp_vector_call(struct sebp_port *port, unsigned int irq, u32 bit, bool mask);

#endif /* SEBP_VECTOR_H */
