// SPDX-License-Identifier: GPL-2.0-only
/* sebp.ko: event-based polling of network devices. Only the order in which things start and stop is here. */
#include <linux/module.h>

#include "clock.h"
#include "event.h"
#include "netlink.h"
#include "poller.h"
#include "port.h"
#include "stall.h"

static int __init sebp_init(void)
{
	int err;

	sebp_clock_init();
	err = sebp_pollers_init();
	if (err)
		return err;
	/* What an event schedules is there before the event, and goes after it. */
	err = sebp_events_init();
	if (err)
		goto pollers;
	err = sebp_ports_init();
	if (err)
		goto events;
	/* Last: from here on users can attach. */
	err = sebp_netlink_init();
	if (err)
		goto ports;
	return 0;
ports:
	sebp_ports_exit();
events:
	sebp_events_exit();
pollers:
	sebp_pollers_exit();
	return err;
}

static void __exit sebp_exit(void)
{
	sebp_netlink_exit();
	sebp_ports_exit();
	sebp_stall_exit();
	sebp_events_exit();
	sebp_pollers_exit();
}

module_init(sebp_init);
module_exit(sebp_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Event-based polling of network devices");
