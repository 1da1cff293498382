# SPDX-License-Identifier: GPL-2.0-only
# A raw vector, whose handler polls call, fires on another CPU meanwhile: every byte arrives, nothing stalls. Somebody arms it and raises it
# all the time (tests/guest/poke.c), behind the back of driver and module.
TOPOLOGY=flat
PORTS=e1000e
CHECK_KERNELS=6.12
TIMEOUT=600
# For poke.
APPEND="iomem=relaxed"

# Arm, raise. Of the VF: section 8.8 of the 82576 datasheet; the others are the 82574's, section 10.2.4.
VF_EIMS=0x1524 VF_EICS=0x1520 VF_TX=1
IMS=0xd0 ICS=0xc8 TXQ0=0x400000

# The interrupt of that name, as the driver gives it: irq_named NAME
irq_named()
{
	awk -v name="$1" '$NF == name { print $1 + 0 }' /proc/interrupts
}

fired_on()	# fired_on CPU IRQ: how often
{
	awk -v cpu="$1" -v irq="$2:" '$1 == irq { print $(cpu + 2) }' /proc/interrupts
}

fires()		# fires REGISTER VALUE...: what arms and raises the device's raw vector
{
	local irq poke polls before fired

	device_here
	irq=$(irq_named "$DEVICE-tx-0")
	echo "$PEER_CPU" > "/proc/irq/$irq/smp_affinity_list" || bail "$DEVICE has no vector for sending"
	check "$DEVICE: attach" attach_keenly
	before=$(fired_on "$PEER_CPU" "$irq")
	$THERE poke "$DEVICE_PCI" 50 "$@" &
	poke=$!
	intact "$DEVICE: 64 MiB are sent intact meanwhile" "$HERE" "$THERE" "$THERE_ADDRESS" 64
	intact "$DEVICE: 16 MiB arrive intact meanwhile" "$THERE" "$HERE" "$DEVICE_ADDRESS" 16
	iperf3_mbit "$HERE" "$THERE_ADDRESS" -t 5 --bidir > /tmp/mbit && ok "$DEVICE: streams both ways meanwhile" ||
		not_ok "$DEVICE: streams both ways meanwhile" "$(< /tmp/mbit)"
	check "$DEVICE: every packet is answered meanwhile" device_answers
	kill $poke
	fired=$(($(fired_on "$PEER_CPU" "$irq") - before)) polls=$(queues_total polls)
	check "$DEVICE: its interrupt came $fired times on the other CPU" [ "$fired" -gt 1000 ]
	check "$DEVICE: beside $polls polls" [ "$polls" -gt 1000 ]
	is "$DEVICE: no stall" "$(queues_total stalls)" 0
	is "$DEVICE: active" "$(device_state)" active
	diag "$($HERE sebpctl show "$DEVICE" -s)"
	check "$DEVICE: idle, all is parked" wait_until 5 all_parked
	check "$DEVICE: detach" $HERE sebpctl detach "$DEVICE"
	check "$DEVICE: the interrupts are back" interrupts_answer
}

scenario()
{
	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	flat_vf_up
	flat_ports_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	DEVICE=vf0 DEVICE_ADDRESS=10.77.0.2 HERE=in_vf
	fires $VF_EIMS $VF_TX $VF_EICS $VF_TX
	DEVICE=e1000e0 DEVICE_ADDRESS=10.77.0.21 HERE="in_port e1000e" COUNT=
	fires $IMS $TXQ0 $ICS $TXQ0
	check "unload" rmmod sebp
}
