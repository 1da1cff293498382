# SPDX-License-Identifier: GPL-2.0-only
# virtio_net with two pairs of queues: each is polled on the CPU of its interrupt, both ways, and ethtool -L is followed.
# A pair is two NAPIs, for receiving and for sending: queues 0 and 1, 2 and 3. Only interrupts for receiving are counted, as in
# flat-virtio-net on this kernel.
TOPOLOGY=flat
PORTS=virtio-mq
CHECK_KERNELS=6.12
TIMEOUT=500

in_mq()
{
	ip netns exec virtio-mq "$@"
}

input_irqs()
{
	awk -v name="$bus-input" 'index($NF, name) { sum += $2 + $3 } END { print sum + 0 }' /proc/interrupts
}

# The CPU where a pair's interrupt for receiving goes: irq_cpu PAIR
irq_cpu()
{
	local irq

	irq=$(awk -v name="$bus-input.$1" '$NF == name { print $1 + 0 }' /proc/interrupts)
	cat "/proc/irq/$irq/effective_affinity_list"
}

# Of a pair's queue for receiving: receiving PAIR NAME
receiving()
{
	queues "$2" | sed -n "$((2 * $1 + 1))p"
}

# The device has a queue for a flow receive what belongs to it, the one that last sent for it: that of the CPU.
# streams NAME IPERF3-ARGUMENTS...: one on each CPU at a time
streams()
{
	local name=$1 first
	shift

	in_mq taskset -c 0 iperf3 -c $PEER_ADDRESS -p 5202 -t 4 "$@" > /tmp/first.log 2>&1 &
	first=$!
	iperf3_mbit "in_mq taskset -c 1" $PEER_ADDRESS -t 4 "$@" > /tmp/second.log &&
		wait $first && ok "$name: two streams" || not_ok "$name: two streams" "$(cat /tmp/first.log /tmp/second.log)"
}

# receives NAME PAIR...: streams to the device, and those pairs are polled, each where its interrupt goes, and no other
receives()
{
	local name=$1 pair before=() grown
	shift

	for pair in 0 1; do
		before[pair]=$(receiving $pair packets)
	done
	streams "$name" -R
	for pair in 0 1; do
		grown=$(($(receiving $pair packets) - before[pair]))
		if [[ " $* " == *" $pair "* ]]; then
			check "$name: pair $pair is polled" [ $grown -gt 100 ]
			is "$name: pair $pair lives on the CPU of its interrupt" "$(receiving $pair cpu)" "$(irq_cpu $pair)"
		else
			is "$name: pair $pair is left alone" $grown 0
		fi
	done
}

scenario()
{
	local bus received sent

	DEVICE=mq0 DEVICE_ADDRESS=10.77.0.24 HERE=in_mq THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS COUNT=input_irqs
	pf_up
	flat_ports_up
	bus=$(basename "$(in_mq readlink -f /sys/class/net/mq0/device)")
	iperf3_serve_at 5202
	check "ethtool -L: two pairs" in_mq ethtool -L mq0 combined 2
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	spares_interrupts "two pairs"

	check "attach" attach_keenly
	is "a NAPI for each direction of each pair" "$(queues id | wc -l)" 4
	receives "two pairs" 0 1
	is "the pairs' interrupts go to different CPUs" "$(($(irq_cpu 0) + $(irq_cpu 1)))" 1
	streams "two pairs, sending"
	across in 4 ethtool -L mq0 combined 1
	receives "one pair" 0
	across out 4 ethtool -L mq0 combined 2
	receives "two pairs again" 0 1
	diag "$(in_mq sebpctl show -s mq0)"
	check "unload" rmmod sebp
	check "interrupts carry on" device_answers
}
