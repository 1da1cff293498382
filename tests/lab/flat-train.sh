# SPDX-License-Identifier: GPL-2.0-only
# Many packets that come one by one to a CPU which is idle in between look like ping-pong, but are polled. A CPU that is so fast is had by a clock
# that counts instructions and CPUs that take turns: each packet is an interrupt of its own then.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=600
ICOUNT=1
PORTS=virtio-net

in_virtio()
{
	in_port virtio-net "$@"
}

received()
{
	in_virtio cat /sys/class/net/virtio0/statistics/rx_packets
}

# Leaves the packets and the interrupts of two seconds in the middle of a flood in $packets and $taken.
flooded()
{
	local pci

	pci=$(port_pci virtio-net virtio0)
	flood 10.77.0.22 "$(in_virtio cat /sys/class/net/virtio0/address)" 9 60 &
	flood=$!
	sleep 1
	packets=$(received) taken=$(irqs "$pci")
	sleep 2
	packets=$(($(received) - packets)) taken=$(($(irqs "$pci") - taken))
	flood_stop
}

scenario()
{
	local packets taken

	flat_vf_up
	flat_ports_up
	pin_irqs "$PF_PCI" $PEER_CPU
	pin_irqs "$(port_pci virtio-net virtio0)" 0
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	flooded
	check "by interrupts: $taken for $packets packets, one by one" [ $((2 * taken)) -gt "$packets" ]
	check "attach" in_virtio sebpctl attach virtio0
	flooded
	diag "$(in_virtio sebpctl show -s virtio0)"
	check "attached: $taken for $packets packets" [ $((10 * taken)) -lt "$packets" ]
	check "the flood over, every packet is answered" in_virtio ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
	check "unload" rmmod sebp
}
