/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known about network drivers: which may be attached, which may not and why, and the few that need a hand.
 * Every entry was read in the driver's source; docs/architecture.md says where.
 */
#ifndef SEBP_DRIVER_H
#define SEBP_DRIVER_H

#include <linux/types.h>

struct sebp_port;

/**
 * struct sebp_driver - a network driver
 * @name: as in the driver link in sysfs
 * @refuse: why it cannot be attached, one sentence; NULL if it can
 * @raw_vectors: MSI-X vectors whose work is done in the handler, a bit each; only for single-queue devices
 * @mask_bits: bits of @mask and @ack that stand for all vectors polling replaces
 * @open: map what @mask and @ack need; process context. 0 or a negative errno.
 * @close: undo @open
 * @mask: silence vectors at the device; any context
 * @ack: forget causes that are pending for vectors; any context
 * @tx_done: transmit completions so far, if the driver counts them outside NAPI; any context
 *
 * A NAPI-clean driver on a device that masks itself has only a name. With @raw_vectors all of the functions are there.
 */
struct sebp_driver {
	const char *name;
	const char *refuse;
	u32 raw_vectors;
	u32 mask_bits;
	int (*open)(struct sebp_port *port);
	void (*close)(struct sebp_port *port);
	void (*mask)(struct sebp_port *port, u32 bits);
	void (*ack)(struct sebp_port *port, u32 bits);
	u64 (*tx_done)(const struct sebp_port *port);
};

extern const struct sebp_driver sebp_driver_igbvf;

/* The entry of a driver, or NULL if nobody has read that driver yet. */
const struct sebp_driver *sebp_driver_find(const char *name);

#endif /* SEBP_DRIVER_H */
