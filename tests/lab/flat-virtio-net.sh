# SPDX-License-Identifier: GPL-2.0-only
# virtio_net as a plain device, not a VF: traffic both ways, idle, detach. It has one queue: QEMU's hub knows no more.
TOPOLOGY=flat
PORTS=virtio-net

scenario()
{
	DEVICE=virtio0 DEVICE_ADDRESS=10.77.0.22 HERE="in_port virtio-net"
	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	pf_up
	flat_ports_up
	device_here
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	spares_interrupts virtio_net
	check "unload" rmmod sebp
}
