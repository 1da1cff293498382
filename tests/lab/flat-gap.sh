# SPDX-License-Identifier: GPL-2.0-only
# No queue that is polled waits longer than max-gap for its next poll, or bulk-gap, whatever the traffic. The clock counts instructions
# and there is one CPU, so times are those of the guest; what is left is how long the kernel itself keeps softirqs off: its loop of softirqs
# ends after 2 ms, MAX_SOFTIRQ_TIME, and ksoftirqd, who has the rest to do, may wait for his turn until the next tick.
TOPOLOGY=flat
CHECK_KERNELS=6.12
PORTS=virtio-net
TIMEOUT=900
ICOUNT=1
CPUS=1
LATE=6000	# us

gap_irqs()
{
	irqs "$DEVICE_PCI"
}

# Of the device's queues: the longest gap in us, all gaps, and those in buckets of the histogram beyond the one that so many microseconds are in
gaps()		# gaps MICROSECONDS
{
	$HERE sebpctl show "$DEVICE" -j | jq -r --argjson us "$1" '.devices[0].queues |
		"\(map(.longest_gap_ns) | max / 1000 | ceil) \(map(.gaps | add) | add) \(
			[.[].gaps | to_entries[] | select(.key > 0 and pow(2; .key - 1) > $us) | .value] | add // 0)"'
}

bounded()	# bounded NAME MAX-GAP-US
{
	local longest all above

	read -r longest all above < <(gaps $(($2 * 5 / 4)))
	check "$1: the longest gap is $longest us, for $2" [ "$longest" -le $(($2 + LATE)) ]
	check "$1: $above of $all gaps are in buckets beyond that of $(($2 * 5 / 4)) us" [ $((above * 50)) -le "$all" ]
	read -r longest all above < <(gaps $(($2 + LATE)))
	is "$1: and beyond that of $(($2 + LATE)) us" "$above" 0
	check "$1: there were polls" [ "$all" -gt 1000 ]
	diag "$($HERE sebpctl show -s "$DEVICE")"
}

with()		# with NAME MAX-GAP-US ATTACH-OPTIONS...
{
	local name="$DEVICE, $1" us=$2 grown mbit
	shift 2

	check "$name: attach" $HERE sebpctl attach "$DEVICE" "$@"
	stream gap_irqs "$HERE" $PEER_ADDRESS --bidir || bail "$name: the streams do not flow"
	bounded "$name" "$us"
	check "$name: detach" $HERE sebpctl detach "$DEVICE"
}

scenario()
{
	flat_vf_up
	flat_ports_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	DEVICE=vf0 HERE=in_vf
	device_here
	with "balanced" 4000
	with "no longer for bulk" 1000 --bulk-gap 1ms
	with "latency" 1000 --preset latency
	with "latency, no longer for bulk" 250 --preset latency --bulk-gap 250us
	with "efficiency" 4000 --preset efficiency
	with "one event" 4000 --events irq
	DEVICE=virtio0 HERE="in_port virtio-net"
	device_here
	with "balanced" 4000
}
