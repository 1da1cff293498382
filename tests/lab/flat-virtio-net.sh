# SPDX-License-Identifier: GPL-2.0-only
# virtio_net as a plain device, not a VF: traffic both ways, idle, detach. It has one queue: QEMU's hub knows no more.
# Only the vector for receiving is counted: virtio_net arms the other one with every packet it sends.
TOPOLOGY=flat
CHECK_KERNELS="6.1"
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

	DEVICE=virtio0 DEVICE_ADDRESS=10.77.0.22 HERE="in_port virtio-net" COUNT=input_irqs
	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	pf_up
	flat_ports_up
	device_here
	input=$($HERE basename "$($HERE readlink -f /sys/class/net/virtio0/device)")
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	spares_interrupts virtio_net
	check "unload" rmmod sebp
}
