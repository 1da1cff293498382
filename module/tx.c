// SPDX-License-Identifier: GPL-2.0-only
/* Transmit interrupts that a driver arms by itself: see tx.h. */
#include <linux/cache.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>

#include "driver.h"
#include "napi.h"
#include "port.h"
#include "queue.h"
#include "tx.h"

struct list_head sebp_tx_ports __read_mostly = LIST_HEAD_INIT(sebp_tx_ports);

/* Pairs, as tx.h has them; or else the driver is not the one that was read. */
void sebp_tx_watch(struct sebp_port *port)
{
	port->tx_pairs = port->drv->tx_disarm && port->nr_queues == 2 * port->dev->num_tx_queues;
	if (port->tx_pairs)
		list_add_rcu(&port->tx_node, &sebp_tx_ports);
}

void sebp_tx_forget(struct sebp_port *port)
{
	if (port->tx_pairs)
		list_del_rcu(&port->tx_node);
}

/* Its polls clean what was sent, by transmit queue @q->id / 2. */
static bool cleans(const struct sebp_queue *q)
{
	return q->port->tx_pairs && !(q->id % 2);
}

/* Somebody waits for the interrupt: the queue's own NAPI wakes a stopped one, and sends for an AF_XDP socket. */
static bool is_wanted(const struct netdev_queue *txq)
{
#ifdef CONFIG_XDP_SOCKETS
	if (READ_ONCE(txq->pool))
		return true;
#endif
	return netif_xmit_stopped(txq);
}

/* The lock of that transmit queue is held. */
static void disarm(struct sebp_port *port, unsigned int index)
{
	const struct sebp_queue *q = port->queues[2 * index];

	if (READ_ONCE(q->gov.state) == GOV_POLLING && !q->shadow && !READ_ONCE(q->stopped) &&
	    !is_wanted(netdev_get_tx_queue(port->dev, index)))
		port->drv->tx_disarm(port, index);
}

void sebp_tx_polled(struct sebp_queue *q)
{
	unsigned int index = q->id / 2;
	struct netdev_queue *txq;

	if (!cleans(q))
		return;
	txq = netdev_get_tx_queue(q->port->dev, index);
	/* Whoever is sending does it then. */
	if (!__netif_tx_trylock(txq))
		return;
	disarm(q->port, index);
	__netif_tx_unlock(txq);
}

void sebp_tx_arm(struct sebp_queue *q)
{
	const struct sebp_port *port = q->port;
	struct napi_struct *n;

	if (!cleans(q))
		return;
	n = port->queues[q->id + 1]->napi;
	/* Disabled, it is armed by its driver when that enables it. */
	if (sebp_napi_alive(port->dev, n))
		napi_schedule(n);
}

/*
 * The packet may be gone, so nobody can say which queue it went to; but this CPU has that queue's lock. By default CPU n
 * sends to queue n (XPS), so the search begins there.
 */
static void sent(struct sebp_port *port)
{
	unsigned int cpu = smp_processor_id(), n = port->dev->real_num_tx_queues, index = cpu % n, i;

	for (i = 0; i < n; i++, index = index + 1 < n ? index + 1 : 0) {
		if (READ_ONCE(netdev_get_tx_queue(port->dev, index)->xmit_lock_owner) == cpu) {
			disarm(port, index);
			return;
		}
	}
}

void __sebp_tx_sent(const struct net_device *dev)
{
	struct sebp_port *port;

	list_for_each_entry_rcu(port, &sebp_tx_ports, tx_node) {
		if (port->dev == dev) {
			sent(port);
			return;
		}
	}
}
