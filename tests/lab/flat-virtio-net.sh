# SPDX-License-Identifier: GPL-2.0-only
# virtio_net as a plain device, not a VF: traffic both ways, idle, detach. It has one queue: QEMU's hub knows no more.
# Interrupts for sending are counted on 7.2 alone: with the drivers of before the device is often quicker than who disarms it
# (docs/drivers.md).
TOPOLOGY=flat
CHECK_KERNELS="6.1 7.2"
PORTS=virtio-net

input_irqs()
{
	local counts

	read -ra counts < <(grep "$input-input.0" /proc/interrupts)
	echo $((counts[1] + counts[2]))
}

scenario()
{
	local input

	DEVICE=virtio0 DEVICE_ADDRESS=10.77.0.22 HERE="in_port virtio-net"
	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	pf_up
	flat_ports_up
	input=$($HERE basename "$($HERE readlink -f /sys/class/net/virtio0/device)")
	[[ $KERNEL == 7.2* ]] || COUNT=input_irqs
	device_here
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	spares_interrupts virtio_net
	check "unload" rmmod sebp
}
