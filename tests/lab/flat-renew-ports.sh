# SPDX-License-Identifier: GPL-2.0-only
# Whatever makes virtio_net and e1000e stop their queues while packets flow: the transfer survives, the queues are the right
# ones, and they poll again. e1000e frees its rings without disabling its NAPI.
TOPOLOGY=flat
CHECK_KERNELS="6.12"
PORTS="e1000e virtio-net"
TIMEOUT=600

scenario()
{
	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	pf_up
	flat_ports_up
	xdp_program
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"

	DEVICE=virtio0 DEVICE_ADDRESS=10.77.0.22 HERE="in_port virtio-net"
	device_here
	check "virtio0: attach" attach_keenly
	across in 2 ethtool -G virtio0 rx 128 tx 128
	across in 2 ip link set virtio0 xdp object /tmp/pass.o section xdp
	across in 2 ip link set virtio0 xdp off
	check "virtio0: detach" $HERE sebpctl detach virtio0

	DEVICE=e1000e0 DEVICE_ADDRESS=10.77.0.21 HERE="in_port e1000e"
	device_here
	check "e1000e0: attach" attach_keenly
	across out 1 ethtool -G e1000e0 rx 512 tx 512
	across in 1 ip link set e1000e0 mtu 1400
	across out 1 ethtool -r e1000e0
	check "unload" rmmod sebp
}
