/* SPDX-License-Identifier: GPL-2.0-only */
/* The generic netlink family. It reads and configures; it decides nothing. The contract is spec/sebp.yaml. */
#ifndef SEBP_NETLINK_H
#define SEBP_NETLINK_H

#include <linux/types.h>

struct sebp_port;

int sebp_netlink_init(void);
void sebp_netlink_exit(void);

/* Tell who listens in the device's network namespace. @cmd: one of the _NTF commands. Context: RTNL held. */
void sebp_netlink_notify(const struct sebp_port *port, u8 cmd);

#endif /* SEBP_NETLINK_H */
