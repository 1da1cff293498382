/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known about network drivers: which may be attached, which may not and why, and the few that need a hand.
 * Every entry was read in the driver's source; docs/drivers.md says where.
 */
#ifndef SEBP_DRIVER_H
#define SEBP_DRIVER_H

#include <linux/types.h>

struct sebp_port;

/**
 * struct sebp_driver - a network driver
 * @name: as in the driver link in sysfs
 * @refuse: why it cannot be attached, one sentence; NULL if it can
 * @vectors: vectors of a device that has one queue only, a bit each; 0: any number of queues, whose vectors are those
 *	whose handlers are given what the NAPI is embedded in
 * @raw_vectors: those of @vectors, with MSI-X, whose work is done in the handler; it is given the net_device
 * @open: map what @mask and @ack need; process context. NULL or the reason why not, one sentence.
 * @close: undo what @open did, if it is more than to map the registers; process context
 * @mask: silence vectors at the device, a bit each; any context
 * @ack: forget causes that are pending for vectors; any context
 * @tx_done: counts transmit completions that NAPI's result does not tell of, and may wrap or start again; any context
 * @tx_unit: by how much @tx_done grows for a packet
 * @tx_disarm: disarm the interrupt of a transmit queue, which its driver arms by itself: see tx.h. The queue's lock is held,
 *	and it is not stopped; any context
 *
 * A NAPI-clean driver on a device that masks itself has only a name. Whatever is mapped is unmapped at detach.
 */
struct sebp_driver {
	const char *name;
	const char *refuse;
	u32 vectors;
	u32 raw_vectors;
	const char *(*open)(struct sebp_port *port);
	void (*close)(struct sebp_port *port);
	void (*mask)(struct sebp_port *port, u32 vectors);
	void (*ack)(struct sebp_port *port, u32 vectors);
	u32 (*tx_done)(const struct sebp_port *port);
	u32 tx_unit;
	void (*tx_disarm)(struct sebp_port *port, unsigned int index);
};

extern const struct sebp_driver sebp_driver_igb, sebp_driver_igbvf, sebp_driver_e1000e, sebp_driver_virtio_net;

/* The entry of a driver, or NULL if nobody has read that driver yet. */
const struct sebp_driver *sebp_driver_find(const char *name);

/* Map the first @size bytes of BAR 0. NULL or the reason why not. Context: process. */
const char *sebp_driver_map(struct sebp_port *port, size_t size);

/*
 * Bytes completed on all transmit queues: what byte queue limits count for every driver that takes part in them, without
 * knowing its rings. 0 for ever on a kernel without CONFIG_BQL.
 */
u32 sebp_driver_bql(const struct sebp_port *port);

#endif /* SEBP_DRIVER_H */
