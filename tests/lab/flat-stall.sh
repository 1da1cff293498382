# SPDX-License-Identifier: GPL-2.0-only
# Polling that fails, on purpose: the stall detector notices, plain interrupts carry on, it is said, and later it is tried again.
TOPOLOGY=flat
CHECK_KERNELS="6.12"

traffic()	# traffic SECONDS: to the device
{
	iperf3_mbit in_vf $PEER_ADDRESS -R -t "$1" > /tmp/stream.log
}

flows_again()
{
	[ "$(irqs "$VF_PCI")" -gt $(($1 + 100)) ]
}

stalls()
{
	queues stalls
}

warnings()
{
	dmesg | grep -c 'sebp: queue 0 was not polled'
}

scenario()
{
	local broken=/sys/module/sebp_debug/parameters/stall stream monitor before

	DEVICE=vf0 DEVICE_ADDRESS=10.77.0.2 HERE=in_vf THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	flat_vf_up
	device_here
	check "the debug build loads" insmod "/sebp/build/$KERNEL/sebp-debug.ko"
	check "attach" attach_keenly
	traffic 4
	check "polled, and no stall is seen in it" [ "$(stalls)" = 0 ]

	in_vf sebpctl monitor > /tmp/monitor.log 2>&1 &
	monitor=$!
	traffic 7 &	# over before polling is tried again
	stream=$!
	wait_until 5 any_polling || bail "the stream is not polled"
	sleep 0.3	# some looks at a healthy queue
	before=$(irqs "$VF_PCI")
	echo 1 > $broken
	check "interrupts carry the stream again" wait_until 2 flows_again "$before"
	is "the stall is counted" "$(stalls)" 1
	is "the device is degraded" "$(device_state)" degraded
	check "the reason is shown" grep -q "not polled in time" <<< "$(in_vf sebpctl show)"
	check "who listens is told" grep -q "degraded" /tmp/monitor.log
	kill $monitor
	is "the kernel log has a line" "$(warnings)" 1
	wait $stream && ok "the stream has survived" || not_ok "the stream has survived" "$(< /tmp/stream.log)"
	check "every packet is answered" device_answers

	check "it is tried again, and fails again" wait_until 15 is_active
	traffic 3
	is "the second stall is counted" "$(stalls)" 2
	is "again it is degraded" "$(device_state)" degraded
	check "every packet is answered" device_answers
	echo 0 > $broken
	check "the next time takes longer" still_degraded 12
	check "then it is tried again" wait_until 15 is_active
	before=$(queues_total polls)
	traffic 3
	check "and polls as ever" [ "$(queues_total polls)" -gt $((before + 100)) ]
	is "without another stall" "$(stalls)" 2
	set_back
	check "unload" rmmod sebp-debug
	check "interrupts carry on" device_answers
}

# By two seconds, under traffic, and again (never to before the boot): what is due then lies that far in the future. The driver kicks its vectors every two
# seconds, and polls then, too: in some of these rounds it does not. TCP may be silent for half a second, after a loss. A slow
# machine takes three seconds for a round: what counts is what was seen while the stream lasted.
set_back()
{
	local stream rounds=0 stuck=0

	traffic 20 &
	stream=$!
	wait_until 5 any_polling || bail "the stream is not polled"
	while [ $rounds -lt 8 ]; do
		echo $((++rounds * 2000000000)) > /sys/module/sebp_debug/parameters/back
		polls_go_on && continue
		kill -0 $stream 2> /dev/null || break
		stuck=$((stuck + 1))
	done
	check "the clock is set back some times" [ $rounds -gt 2 ]
	is "polls go on whenever it is" $stuck 0
	wait $stream && ok "and so does the stream" || not_ok "and so does the stream" "$(< /tmp/stream.log)"
	is "without a stall" "$(stalls)" 2
	check "no gap is as long as what the clock lost" [ "$(queues longest_gap_ns)" -lt 10000000000 ]
	check "every packet is answered" device_answers
}

polls_go_on()
{
	local before look

	before=$(queues_total polls)
	for look in {1..12}; do
		sleep 0.1
		[ "$(queues_total polls)" -lt $((before + 10)) ] || return 0
	done
	return 1
}

is_active()
{
	[ "$(device_state)" = active ]
}

still_degraded()	# still_degraded SECONDS
{
	sleep "$1"
	[ "$(device_state)" = degraded ]
}
