/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Transmit interrupts that a driver arms by itself, with every packet it sends and whenever it polls, though another NAPI
 * cleans what was sent as well: drivers with @tx_disarm.
 *
 * Their NAPIs come in pairs. Number 2 * N receives, and its polls clean what transmit queue N has sent; 2 * N + 1 is for the
 * interrupts of transmit queue N. While the first is polled those interrupts are disarmed again, each time they were armed,
 * under the lock of the transmit queue. A queue that is stopped waits for its interrupt, and so does one that an AF_XDP socket
 * sends on: they are left armed.
 *
 * Who parks the first or stops it says so in its state, and then has the other one polled: that arms, under the same lock,
 * so whoever sends later sees the state.
 */
#ifndef SEBP_TX_H
#define SEBP_TX_H

#include <linux/compiler.h>
#include <linux/list.h>

struct net_device;
struct sebp_port;
struct sebp_queue;

/* Ports whose transmit interrupts are disarmed; RTNL, read under RCU. */
extern struct list_head sebp_tx_ports;

/* The device of this port may be sending. Context: process, RTNL held. */
void sebp_tx_watch(struct sebp_port *port);

/* No more of it; the caller waits a grace period. Context: process, RTNL held. */
void sebp_tx_forget(struct sebp_port *port);

/* @q was polled while POLLING. Context: softirq, its NAPI owned. */
void sebp_tx_polled(struct sebp_queue *q);

/* @q is on interrupts again, and its state says so. Context: BH off, RCU read section. */
void sebp_tx_arm(struct sebp_queue *q);

void __sebp_tx_sent(const struct net_device *dev);

/* A packet was given to the driver of @dev. Context: BH off, the transmit queue's lock held. */
static __always_inline void sebp_tx_sent(const struct net_device *dev)
{
	if (unlikely(!list_empty(&sebp_tx_ports)))
		__sebp_tx_sent(dev);
}

#endif /* SEBP_TX_H */
