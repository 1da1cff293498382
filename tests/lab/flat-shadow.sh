# SPDX-License-Identifier: GPL-2.0-only
# How many interrupts shadow mode says polling would spare is what it then spares, within a fifth. The clock counts instructions, so a
# rate is one. The number of polls is foreseen within a fifth, here with some air: docs/performance.md has what was seen. And what is just worth polling may begin in one mode and not in the other: so streams, not datagrams.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=600
ICOUNT=1
CPUS=1

# The counters of three seconds in the middle of a stream of a fixed rate: polls, taken, spared
counted()	# counted ATTACH-OPTIONS... -- IPERF3-ARGUMENTS...
{
	local options=() before after stream

	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	in_vf sebpctl attach vf0 "${options[@]}" || bail "vf0 cannot be attached"
	iperf3_mbit in_vf $PEER_ADDRESS -t 7 "$@" > /tmp/stream.log &
	stream=$!
	sleep 2
	before=$(counters)
	sleep 3
	after=$(counters)
	diag "$(in_vf sebpctl show vf0 -s | grep -E '^ +[a-z]+ +[0-9]')"
	wait $stream || bail "the stream does not flow: $(< /tmp/stream.log)"
	in_vf sebpctl detach vf0
	set -- $before $after
	polls=$(($4 - $1)) taken=$(($5 - $2)) spared=$(($6 - $3))
}

counters()
{
	in_vf sebpctl show vf0 -j | jq -r '.devices[0].queues[0] | "\(.polls) \(.irqs_taken) \(.irqs_suppressed)"'
}

# near PERCENT A B: they differ by so much of B at most
near()
{
	echo "predicted $2, measured $3"
	[ $((100 * ($2 - $3))) -le $(($1 * $3)) ] && [ $((100 * ($3 - $2))) -le $(($1 * $3)) ]
}

predicts()	# predicts NAME IPERF3-ARGUMENTS...
{
	local name=$1 polls taken spared plain foreseen
	shift

	counted --shadow -- "$@"
	foreseen=$polls plain=$taken
	diag "$name: of $taken interrupts $spared would be spared, in $polls polls"
	set -- "$spared" "$@"
	counted -- "${@:2}"
	diag "$name: $taken interrupts, $polls polls"
	check "$name: interrupts spared as foreseen" near 20 "$1" $((plain - taken))
	check "$name: $polls polls, $foreseen foreseen" near 25 "$foreseen" "$polls"
}

scenario()
{
	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	iperf3_serve
	predicts "TCP, 100 Mbit/s" -b 100M -R
	predicts "TCP from the device, 100 Mbit/s" -b 100M
}
