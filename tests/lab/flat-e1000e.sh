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

# With MSI-X those of the queue: the third vector tells of the link, and of each packet for which a ring had no room, as while a
# busy host's guest stands still.
traffic_irqs()
{
	awk '$NF ~ /^e1000e0-(rx|tx)-0$/ { sum += $2 + $3; any = 1 } END { if (!any) exit 1; print sum }' /proc/interrupts ||
		irqs "$DEVICE_PCI"
}

in_mode()	# in_mode NAME INTMODE VECTORS
{
	modprobe -r e1000e
	modprobe e1000e IntMode="$2"
	flat_ports_up
	device_here
	is "$1: so many vectors" "$(vectors)" "$3"
	spares_interrupts "$1"
	diag "$(grep e1000e0 /proc/interrupts)"
	ip netns del e1000e
}

scenario()
{
	DEVICE=e1000e0 DEVICE_ADDRESS=10.77.0.21 HERE="in_port e1000e"
	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS COUNT=traffic_irqs
	pf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	in_mode MSI-X 2 3
	in_mode legacy 0 0
	check "unload" rmmod sebp
}
