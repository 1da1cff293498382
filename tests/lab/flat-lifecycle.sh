# SPDX-License-Identifier: GPL-2.0-only
# Whatever happens to an attached device while packets flow, they go on flowing afterwards, by polls or by interrupts:
# interface down and up, ring resize, interrupts moved, NAPI made threaded, CPU gone, device unbound, module gone. flat-campaigns has more
# kinds of disturbances, on one kernel.
TOPOLOGY=flat
CHECK_KERNELS="6.1 7.2"
TIMEOUT=600
# A plain 6.12 kernel says this too, ten times in 40 rounds, when a CPU goes away that is busy with packets: ksoftirqd is
# parked before the last softirqs are done. dev_cpu_dead() takes care of them, and of a tasklet (40) its like.
HARMLESS="hw-vuln|NOHZ tick-stop error: local softirq work is pending, handler #[04][48c]"

# Of the first queue of vf0: queue NAME
queue()
{
	in_vf sebpctl show vf0 -j | jq -r ".devices[0].queues[0].$1"
}

device()
{
	in_vf sebpctl show vf0 -j | jq -r ".devices[0].$1"
}

# Endless streams in both directions; the ends retry by themselves when the device was away.
traffic_start()
{
	iperf3_serve
	(while in_vf iperf3 -c $PEER_ADDRESS --bidir -t 60 > /tmp/traffic.log 2>&1 || sleep 0.2; do :; done) &
	traffic=$!
	wait_until 10 polling || bail "traffic does not make the queue poll"
}

traffic_stop()
{
	kill "$traffic"
	pkill -x iperf3
	wait "$traffic" 2>/dev/null
	# A stream that was cut off leaves its peer retransmitting for a while.
	sleep 0.5
}

active()
{
	[ "$(device state)" = active ]
}

polling()
{
	[ "$(queue state)" = polling ]
}

answers()
{
	in_vf ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
}

# A stalled queue would lose these: each comes alone, and no other follows to wake it.
alive()		# alive NAME
{
	check "$1: every packet is answered" answers
	check "$1: TCP flows" iperf3_mbit in_vf $PEER_ADDRESS -n 8M
	check "$1: TCP flows the other way" iperf3_mbit in_vf $PEER_ADDRESS -n 8M -R
}

down_and_up()
{
	local round

	traffic_start
	for round in 1 2 3 4 5; do
		in_vf ip link set vf0 down
		in_vf ip link set vf0 up
		pin_irqs "$VF_PCI" 0
		sleep 0.3
	done
	check "down and up: attached again" active
	wait_until 10 polling && ok "down and up: polls again" || not_ok "down and up: polls again" "$(in_vf sebpctl show -s)"
	traffic_stop
	alive "down and up"
}

rings()
{
	local round size

	traffic_start
	for size in 128 256 80 512 256; do
		in_vf ethtool -G vf0 rx $size tx $size
		pin_irqs "$VF_PCI" 0
		sleep 0.3
	done
	check "rings resized: attached again" active
	traffic_stop
	alive "rings resized"
}

migration()
{
	local round

	traffic_start
	for round in 1 2 3 4 5 6; do
		pin_irqs "$VF_PCI" $((round % 2))
		sleep 0.2
	done
	wait_until 5 lives_on 0
	is "interrupts moved: the queue moved with them" "$(queue cpu)" 0
	traffic_stop
	alive "interrupts moved"
}

lives_on()
{
	[ "$(queue cpu)" = "$1" ]
}

hotplug()
{
	local cpu=/sys/devices/system/cpu/cpu1/online round

	pin_irqs "$VF_PCI" 1
	traffic_start
	wait_until 5 lives_on 1 || not_ok "CPU gone: the queue was there" "$(in_vf sebpctl show -s)"
	for round in 1 2 3 4 5; do
		echo 0 > $cpu
		sleep 0.3
		check "CPU gone: every packet is answered" answers
		echo 1 > $cpu
		sleep 0.2
	done
	traffic_stop
	pin_irqs "$VF_PCI" 0
	alive "CPU back"
}

threaded()
{
	local knob=/sys/class/net/vf0/threaded

	traffic_start
	ip netns exec vf sh -c "echo 1 > $knob"
	check "threaded NAPI: every packet is answered" answers
	is "threaded NAPI: it says that it does not poll" "$(device state)" degraded
	check "threaded NAPI: and why" grep -q threaded <<< "$(device reason)"
	ip netns exec vf sh -c "echo 0 > $knob"
	wait_until 10 active || not_ok "threaded NAPI off again: it polls again" "$(in_vf sebpctl show)"
	traffic_stop
	alive "threaded NAPI off again"

	in_vf sebpctl detach vf0 || not_ok "threaded NAPI: detach"
	ip netns exec vf sh -c "echo 1 > $knob"
	check "threaded NAPI: attaching is refused, and the reason said" attach_refused
	ip netns exec vf sh -c "echo 0 > $knob"
	check "threaded NAPI off again: attach" in_vf sebpctl attach vf0
}

attach_refused()
{
	! in_vf sebpctl attach vf0 2> /tmp/refused && grep -x "sebpctl: vf0: threaded NAPI is on; .*" /tmp/refused &&
		[ "$(in_vf sebpctl show -j | jq '.devices | length')" = 0 ]
}

attach_detach()
{
	local round

	traffic_start
	for round in 1 2 3 4 5 6 7 8 9 10; do
		in_vf sebpctl detach vf0 || not_ok "detach under traffic"
		sleep 0.1
		in_vf sebpctl attach vf0 || not_ok "attach under traffic"
		sleep 0.2
	done
	check "attached and detached ten times: attached" active
	traffic_stop
	alive "attached and detached ten times"
}

unload()
{
	traffic_start
	check "module gone under traffic: it unloads" rmmod sebp
	traffic_stop
	alive "module gone under traffic"
	insmod "/sebp/build/$KERNEL/sebp.ko"
	in_vf sebpctl attach vf0
}

unbind()
{
	traffic_start
	echo "$VF_PCI" > /sys/bus/pci/drivers/igbvf/unbind
	traffic_stop
	is "device gone: detached" "$(in_vf sebpctl show -j | jq -c .devices)" "[]"
	echo "$VF_PCI" > /sys/bus/pci/drivers_probe
	flat_vf_again
	wait_until 10 vf_reaches_peer
	check "device back: attach" in_vf sebpctl attach vf0
	alive "device back"
}

scenario()
{
	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	check "attach" in_vf sebpctl attach vf0
	down_and_up
	rings
	migration
	attach_detach
	threaded
	unload
	unbind
	hotplug
	check "unload" rmmod sebp
	answers > /dev/null && ok "the plain device answers" || not_ok "the plain device answers"
}
