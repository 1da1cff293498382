# SPDX-License-Identifier: GPL-2.0-only
# No queue that is polled waits longer than max-gap for its next poll, or bulk-gap, whatever the traffic. The clock counts instructions
# and there is one CPU, so times are those of the guest; what is left is how long the kernel itself keeps softirqs off.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=600
ICOUNT=1
CPUS=1

vf_irqs()
{
	irqs "$VF_PCI"
}

# Of the histogram, gaps of at least twice so many microseconds: gaps_above MICROSECONDS
gaps_above()
{
	in_vf sebpctl show vf0 -j | jq -r --argjson us "$1" '.devices[0].queues[0] |
		[.gaps | to_entries[] | select(pow(2; .key - 1) >= 2 * $us) | .value] | add // 0'
}

bounded()	# bounded NAME MAX-GAP-US
{
	local all above

	all=$(gaps_above 0) above=$(gaps_above "$2")
	# A poll waits for the softirq before it, and that for a program with BH off: seldom as long as another gap.
	check "$1: $above of $all gaps are longer than twice $2 us" [ $((above * 50)) -le "$all" ]
	check "$1: there were polls" [ "$all" -gt 1000 ]
	diag "$(in_vf sebpctl show -s vf0)"
}

with()		# with NAME MAX-GAP-US ATTACH-OPTIONS...
{
	local name=$1 us=$2 grown mbit
	shift 2

	check "$name: attach" in_vf sebpctl attach vf0 "$@"
	stream vf_irqs in_vf $PEER_ADDRESS --bidir || bail "$name: the streams do not flow"
	bounded "$name" "$us"
	check "$name: detach" in_vf sebpctl detach vf0
}

scenario()
{
	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	with "balanced" 4000
	with "no longer for bulk" 1000 --bulk-gap 1ms
	with "latency" 1000 --preset latency
	with "latency, no longer for bulk" 250 --preset latency --bulk-gap 250us
	with "one event" 1000 --events irq
}
