# SPDX-License-Identifier: GPL-2.0-only
# nested: the paper's stack. Every L2 guest owns a VF; the measured core carries its vCPU and nothing else.
#
#	 L1 (VM under emulation: the VMM host, kvm-amd, vfio-pci, QEMU)
#	+---------------------------------------------------------------------------+
#	|  CPU 0             ...  CPU n-1            |  CPU n (CPU 1 with one guest) |
#	|  vCPU thread of         vCPU thread of     |  the peer, pf0 10.77.0.1      |
#	|  guest 1, host          guest n, host      |  QEMU's other threads         |
#	|  vectors of its VF      vectors of its VF  |  every other interrupt        |
#	|  +---------------+      +---------------+  |                               |
#	|  | L2 guest 1    |      | L2 guest n    |  |                               |
#	|  | vf0 .11       |      | vf0 .10+n     |  |                               |
#	+--+------|--------+------+------|--------+--+------|------------------------+
#	          |   emulated VT-d      |                  |
#	          +---------- igb / virtio-net PF ----------+

TOPOLOGY_MEMORY=2560	# not more: see vf_family_devices
TOPOLOGY_CPUS=$((GUESTS + 1))
# Keep the scheduler, managed interrupts and all others off the guests' CPUs.
TOPOLOGY_APPEND="isolcpus=domain,managed_irq,0-$((GUESTS - 1)) irqaffinity=$GUESTS"

topology_devices()
{
	machine_args+=(-device intel-iommu,intremap=on,caching-mode=on)
	vf_family_devices
}
