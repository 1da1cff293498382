// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet was handed to a driver, any driver: BH off, TX lock held, IRQs on or off. The local_bh_enable() at the
 * end of dev_queue_xmit() runs the poll; in softirq context the softirq loop does.
 */
#include <linux/netdevice.h>

#include "event.h"
#include "poller.h"
#include "tx.h"

static void probe_net_dev_xmit(void *data, struct sk_buff *skb, int rc, struct net_device *dev,
			       unsigned int len)
{
	sebp_event(SEBP_EVENT_XMIT);
	sebp_tx_sent(dev);
}

struct sebp_source sebp_source_xmit = {
	.context = "a packet was given to a driver, BH off; the poll runs when BH are on",
	.cost = "about 20 instructions a packet",
	.tracepoint = "net_dev_xmit",
	.probe = probe_net_dev_xmit,
};
