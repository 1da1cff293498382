// SPDX-License-Identifier: GPL-2.0-only
/* The table of drivers: see driver.h. */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "driver.h"
#include "port.h"

/* vmxnet3_poll() and xennet_poll() ignore what napi_complete_done() says and re-arm behind our back. */
static const struct sebp_driver vmxnet3 = {
	.name = "vmxnet3",
	.refuse = "vmxnet3 re-arms its interrupt whatever NAPI says, so it cannot be kept silent",
};

static const struct sebp_driver xen_netfront = {
	.name = "vif",
	.refuse = "xen-netfront re-arms its interrupt whatever NAPI says, so it cannot be kept silent",
};

static const struct sebp_driver *const drivers[] = {
	&sebp_driver_igb,
	&sebp_driver_igbvf,
	&sebp_driver_e1000e,
	&sebp_driver_virtio_net,
	&vmxnet3,
	&xen_netfront,
};

const struct sebp_driver *sebp_driver_find(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(drivers); i++)
		if (!strcmp(drivers[i]->name, name))
			return drivers[i];
	return NULL;
}

const char *sebp_driver_map(struct sebp_port *port, size_t size)
{
	if (pci_resource_len(port->pdev, 0) < size)
		return "the device's registers are not where its driver has them";
	port->regs = ioremap(pci_resource_start(port->pdev, 0), size);
	return port->regs ? NULL : "cannot map the device's registers";
}

u32 sebp_driver_bql(const struct sebp_port *port)
{
	u32 sum = 0;
#ifdef CONFIG_BQL
	unsigned int i;

	for (i = 0; i < port->dev->real_num_tx_queues; i++)
		sum += READ_ONCE(netdev_get_tx_queue(port->dev, i)->dql.num_completed);
#endif
	return sum;
}
