# SPDX-License-Identifier: GPL-2.0-only
# Polls take no larger share of the CPU than the cap allows, and use it. The clock counts instructions and there is one CPU,
# so the times of polls are exact; they are taken with probes of the kernel's, not from the module.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=900
ICOUNT=1
CPUS=1
# For poke.
APPEND="iomem=relaxed"

# Of the VF: arm, raise an interrupt. Section 8.8 of the 82576 datasheet.
EIMS=0x1524 EICS=0x1520 RX_VECTOR=2

TRACING=/sys/kernel/tracing

trace_start()
{
	[ -e $TRACING/events ] || mount -t tracefs tracefs $TRACING
	echo "p:polls/start sebp:poller_poll" > $TRACING/kprobe_events
	echo "r:polls/end sebp:poller_poll" >> $TRACING/kprobe_events
	echo > $TRACING/trace
	echo 1 > $TRACING/events/polls/enable
}

trace_stop()
{
	echo 0 > $TRACING/events/polls/enable
	cat $TRACING/trace > /tmp/trace
	echo > $TRACING/kprobe_events
}

# Thousandths of the time from the first poll to the last, in /tmp/trace.
share_of_polls()
{
	awk 'match($0, /[0-9]+\.[0-9]+: (start|end):/) {
		time = substr($0, RSTART)
		if (time ~ /^[0-9.]+: start:/) {
			start = time + 0
			first = first ? first : start
		} else if (start) {
			last = time + 0
			busy += last - start
		}
	}
	END { printf "%d\n", (last ? 1000 * busy / (last - first) : 0) }' /tmp/trace
}

measure()
{
	flood_start
	sleep 0.3
	trace_start
	sleep 1
	trace_stop
	flood_stop
	share=$(share_of_polls)
}

capped()	# capped PERCENT
{
	local share

	check "a cap of $1 %" in_vf sebpctl set vf0 --share "$1"
	measure
	check "polls take $((share / 10)).$((share % 10)) %: no more than that" [ "$share" -le $(($1 * 11)) ]
	check "and most of that" [ "$share" -ge $(($1 * 7)) ]
}

# Somebody arms the device behind the polls' back, and it interrupts. Each interrupt finds packets, and polls no more for that.
interrupted()	# interrupted PERCENT
{
	local poke before taken

	in_vf poke "$VF_PCI" 2000 $EIMS $RX_VECTOR $EICS $RX_VECTOR &
	poke=$!
	before=$(irqs "$VF_PCI")
	capped "$1"
	taken=$(($(irqs "$VF_PCI") - before))
	kill $poke
	check "all that in spite of $taken interrupts" [ "$taken" -gt 300 ]
}

scenario()
{
	local share

	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	check "attach" in_vf sebpctl attach vf0
	measure
	check "without a cap polls take $((share / 10)).$((share % 10)) % of the CPU" [ "$share" -gt 250 ]
	capped 20
	capped 5
	interrupted 10
	diag "$(in_vf sebpctl show -s vf0)"
	check "no cap" in_vf sebpctl set vf0 --share 100
	iperf3_mbit in_vf $PEER_ADDRESS -n 8M -R > /tmp/mbit && ok "TCP flows" || not_ok "TCP flows" "$(< /tmp/mbit)"
	check "unload" rmmod sebp
}
