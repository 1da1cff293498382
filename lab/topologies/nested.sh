# SPDX-License-Identifier: GPL-2.0-only
# nested: the paper's stack. Every L2 guest owns a VF; the measured core carries its vCPU and nothing else.
#
#	 L1 (VM under emulation: the VMM host, kvm-amd, vfio-pci, QEMU)
#	+---------------------------------------------------------------------------+
#	|  CPU 0                   |  CPU 1              ...  CPU n              |
#	|  the peer, pf0 10.77.0.1 |  vCPU thread of          vCPU thread of      |
#	|  QEMU's other threads    |  guest 1, host           guest n, host       |
#	|  every other interrupt   |  vectors of its VF       vectors of its VF   |
#	|                          |  +---------------+       +---------------+   |
#	|                          |  | L2 guest 1    |       | L2 guest n    |   |
#	|                          |  | vf0 .11       |       | vf0 .10+n     |   |
#	+--------|-----------------+--+------|--------+-------+------|--------+---+
#	         |                           |    emulated VT-d      |
#	         +----------- igb / virtio-net PF -------------------+
#
# No guest runs on CPU 0: the emulator would lose it (docs/lab.md).

TOPOLOGY_MEMORY=2560	# not more: see vf_family_devices
TOPOLOGY_CPUS=$((1 + GUESTS * L2_CPUS + SPARE_CPUS))
# Keep the scheduler, managed interrupts and all others off the guests' CPUs.
TOPOLOGY_APPEND="isolcpus=domain,managed_irq,1-$((TOPOLOGY_CPUS - 1)) irqaffinity=0"

topology_devices()
{
	machine_args+=(-device intel-iommu,intremap=on,caching-mode=on)
	vf_family_devices
}
