# SPDX-License-Identifier: GPL-2.0-only
# Whatever makes igb stop its NAPIs or create them anew while packets flow: the transfer survives, the queues are the right
# ones, and they poll again. Number of queues, size of rings, MTU, XDP, reset.
TOPOLOGY=flat
CHECK_KERNELS="6.12"
PORTS=virtio-net
TIMEOUT=600

scenario()
{
	# The PF's peer is not its VF, which every reset of the PF resets too.
	DEVICE=pf0 DEVICE_ADDRESS=$PEER_ADDRESS HERE=in_peer THERE="in_port virtio-net" THERE_ADDRESS=10.77.0.22
	pf_up
	flat_ports_up
	xdp_program
	device_here
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	check "attach" attach_keenly
	# One queue is a NAPI for receiving and one for sending; two have each their own for both.
	across in 2 ethtool -L pf0 combined 1
	across in 2 ethtool -L pf0 combined 2
	across out 2 ethtool -G pf0 rx 512 tx 512
	is "the size of its rings is known" "$(sebpctl show pf0 -j | jq .devices[0].ring)" 512
	across in 2 ip link set pf0 mtu 1400
	across out 2 ip link set pf0 xdp object /tmp/pass.o section xdp
	across in 2 ip link set pf0 xdp off
	across out 2 ethtool -r pf0
	unseen ethtool -L pf0 combined 1
	check "unload" rmmod sebp
}
