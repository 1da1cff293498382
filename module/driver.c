// SPDX-License-Identifier: GPL-2.0-only
/* The table of drivers: see driver.h. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "driver.h"

/* virtnet_poll() re-arms only if virtqueue_napi_complete(), that is napi_complete_done(), returns true. */
static const struct sebp_driver virtio_net = { .name = "virtio_net" };

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
	&sebp_driver_igbvf,
	&virtio_net,
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
