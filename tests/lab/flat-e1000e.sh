# SPDX-License-Identifier: GPL-2.0-only
# e1000e with MSI-X, where transmission is cleaned in the interrupt handler, and with a legacy interrupt. The MSI of the
# emulated device fails its driver's test.
TOPOLOGY=flat
CHECK_KERNELS="6.1"
PORTS=e1000e
TIMEOUT=400

vectors()
{
	ls "/sys/bus/pci/devices/$DEVICE_PCI/msi_irqs" 2> /dev/null | wc -l
}

in_mode()	# in_mode NAME INTMODE VECTORS
{
	modprobe -r e1000e
	modprobe e1000e IntMode="$2"
	flat_ports_up
	device_here
	is "$1: so many vectors" "$(vectors)" "$3"
	spares_interrupts "$1"
	ip netns del e1000e
}

scenario()
{
	DEVICE=e1000e0 DEVICE_ADDRESS=10.77.0.21 HERE="in_port e1000e"
	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	pf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	in_mode MSI-X 2 3
	in_mode legacy 0 0
	check "unload" rmmod sebp
}
