// SPDX-License-Identifier: GPL-2.0-only
/* sebp-vfio-pci.ko: event-based polling by the VMM. Only the order in which things start and stop is here. */
#include <linux/module.h>

#include "clock.h"
#include "driver.h"
#include "netlink.h"
#include "stall.h"
#include "vcpu.h"

static int __init vmm_init(void)
{
	int err;

	sebp_clock_init();
	err = sebp_stall_init();
	if (err)
		return err;
	err = sebp_vcpus_init();
	if (err)
		goto stall;
	/* Before the driver, whose devices say by it what happens to them. */
	err = sebp_vmm_netlink_init();
	if (err)
		goto vcpus;
	err = sebp_driver_init();
	if (err)
		goto netlink;
	return 0;
netlink:
	sebp_vmm_netlink_exit();
vcpus:
	sebp_vcpus_exit();
stall:
	sebp_stall_exit();
	return err;
}

static void __exit vmm_exit(void)
{
	sebp_driver_exit();
	sebp_vmm_netlink_exit();
	sebp_vcpus_exit();
	sebp_stall_exit();
}

module_init(vmm_init);
module_exit(vmm_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Assigned PCI devices whose interrupts wait for the guest's VM exits");
