/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A port: an attached network device with its interrupts and its queues.
 *
 * Life: attach -> (interface up: queues made, interrupts known) <-> (down: everything given back) -> detach.
 * All of it under RTNL. Probes find a port by the number of the interrupt they see.
 */
#ifndef SEBP_PORT_H
#define SEBP_PORT_H

#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rculist.h>
#include <linux/sebp.h>

#include "core/governor.h"
#include "event.h"
#include "queue.h"

struct pci_dev;
struct sebp_driver;

/**
 * struct sebp_settings - what a user chooses for a device
 * @params: of the governors; gov_check() accepted them
 * @events: sources that may poll it, a bit each; all available
 * @preset: where the parameters that were not given came from
 * @linger: a CPU that polls this device stays awake and polls for so long before it sleeps, at most, ns
 * @weight: packets that a poll of a queue takes before the other queues of its CPU have their turn
 * @shadow: leave the interrupts on, only count
 */
struct sebp_settings {
	struct gov_params params;
	u32 events;
	enum sebp_preset preset;
	u32 linger;
	u32 weight;
	bool shadow;
};

/**
 * struct sebp_irq - one vector of a port
 * @hash: in the table that probes search
 * @port: whose
 * @queue: which queue it serves; fixed for raw vectors, learned from the NAPI it schedules for others
 * @irq: Linux interrupt number
 * @raw: its handler does the work itself
 * @bit: of its number
 * @count: of this life of the vector; hard IRQ
 */
struct sebp_irq {
	struct hlist_node hash;
	struct sebp_port *port;
	struct sebp_queue *queue;
	unsigned int irq;
	bool raw;
	u32 bit;
	struct sebp_irq_counts count;
};

/**
 * struct sebp_port
 * @node: in the list of ports; RTNL
 * @dev: the device, held
 * @tracker: of that hold
 * @pdev: its PCI function
 * @drv: what is known about its driver
 * @regs: for @drv
 * @set: what the user chose
 * @ring: entries of a receive ring, or 0 if its driver does not say; while running
 * @tx_node: in the list of those whose transmit interrupts are disarmed
 * @tx_pairs: it is in that list, its queues are pairs: see tx.h
 * @raw: bits of the vectors whose handlers do the work themselves, while running
 * @stale: somebody stopped a NAPI without saying so, what is known of them may be wrong
 * @stalled: the stall detector has had to help, and nobody has acted on it yet
 * @stalls: how often, since attach
 * @retry: when to poll again after a stall, jiffies
 * @reason: why interrupts carry the device although it is up, or NULL
 * @running: interface up, queues settled or waiting for their first interrupt
 * @queues: one a NAPI
 * @irqs: its vectors, while running
 */
struct sebp_port {
	struct list_head node;
	struct net_device *dev;
	netdevice_tracker tracker;
	struct pci_dev *pdev;
	const struct sebp_driver *drv;
	void __iomem *regs;
	struct sebp_settings set;
	u32 ring;
	u32 raw;
	struct list_head tx_node;
	bool tx_pairs;
	bool stale;
	bool stalled;
	unsigned int stalls;
	unsigned long retry;
	const char *reason;
	bool running;
	unsigned int nr_queues;
	struct sebp_queue **queues;
	unsigned int nr_irqs;
	struct sebp_irq *irqs;
};

int sebp_ports_init(void);
void sebp_ports_exit(void);

/**
 * sebp_port_attach - start event-based polling on a device
 * @dev: the device
 * @set: what the user chose
 * @extack: takes the sentence that says why not
 *
 * Context: process, RTNL held; sleeps. Return: 0 or a negative errno, then nothing has changed.
 */
int sebp_port_attach(struct net_device *dev, const struct sebp_settings *set, struct netlink_ext_ack *extack);

/**
 * sebp_port_set - change the settings of an attached device
 * @port: the device
 * @set: the new ones, all of them
 * @extack: takes the sentence that says why not
 *
 * Its queues go back to interrupts for a moment. Context: process, RTNL held; sleeps.
 * Return: 0 or a negative errno, then nothing has changed.
 */
int sebp_port_set(struct sebp_port *port, const struct sebp_settings *set, struct netlink_ext_ack *extack);

/* Give a device back. Context: process, RTNL held; sleeps. */
void sebp_port_detach(struct sebp_port *port);

/* The port of @dev, or NULL. Context: RTNL held. */
struct sebp_port *sebp_port_find(const struct net_device *dev);

extern struct list_head sebp_ports;

/* What a port really does. */
enum sebp_dev_state sebp_port_state(const struct sebp_port *port);

/* Interrupts of a queue since attach. Context: RTNL held. */
struct sebp_irq_counts sebp_port_irq_counts(const struct sebp_port *port, const struct sebp_queue *q);

#define SEBP_IRQ_BUCKETS	64

extern struct hlist_head sebp_irq_table[SEBP_IRQ_BUCKETS];

static inline struct hlist_head *sebp_irq_bucket(unsigned int irq)
{
	return &sebp_irq_table[irq % SEBP_IRQ_BUCKETS];
}

/*
 * The vector of a port, or NULL. Every interrupt of the machine is looked up, so without a call. Context: hard IRQ, which is an
 * RCU read section.
 */
static inline struct sebp_irq *sebp_irq_find(unsigned int irq)
{
	struct sebp_irq *e;

	hlist_for_each_entry_rcu(e, sebp_irq_bucket(irq), hash)
		if (e->irq == irq)
			return e;
	return NULL;
}

/**
 * sebp_port_interrupt - a handler has returned
 * @e: whose vector it was
 *
 * Context: hard IRQ, IRQs off.
 */
void sebp_port_interrupt(struct sebp_irq *e);

/*
 * Look at what may have changed without notice: NAPIs re-created or made threaded, interrupts moved to another CPU.
 * Context: RTNL held; sleeps.
 */
void sebp_port_check(struct sebp_port *port);

/* The same for all ports, in a while. Context: any. */
void sebp_port_refresh(void);

/* Somebody has stopped a NAPI of this port or made it anew: look at it from scratch, in a while. Context: any. */
void sebp_port_stale(struct sebp_port *port);

/*
 * The stall detector has had to help a queue of this port: it stays on interrupts for ten seconds, and each time twice as
 * long. Context: any.
 */
void sebp_port_stalled(struct sebp_port *port);

#endif /* SEBP_PORT_H */
