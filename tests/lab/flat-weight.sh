# SPDX-License-Identifier: GPL-2.0-only
# Two devices, VFs, on one CPU, each flooded with more than that CPU can take: they share it in proportion to their weights.
# Probes that save a stack each make packets ten times as dear as sending them.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=900
GUESTS=2

TRACING=/sys/kernel/tracing

in_other()
{
	ip netns exec other "$@"
}

# What each packet passes, on both devices
DEAR="net/netif_receive_skb skb/kfree_skb kprobes/local"

packets_become_dear()
{
	local event

	[ -e $TRACING/events ] || mount -t tracefs tracefs $TRACING
	echo "p:kprobes/local ip_protocol_deliver_rcu" > $TRACING/kprobe_events
	for event in $DEAR; do
		echo stacktrace > $TRACING/events/$event/trigger
	done
}

packets_become_cheap()
{
	local event

	for event in $DEAR; do
		echo '!stacktrace' > $TRACING/events/$event/trigger
	done
	echo > $TRACING/kprobe_events
}

received()	# received COMMAND DEVICE: packets so far
{
	$1 cat "/sys/class/net/$2/statistics/rx_packets"
}

# What each device got of a flood of both, in two seconds of its middle; adds to $one and $two
measure()
{
	local before_one before_two

	flood 10.77.0.2 "$(in_vf cat /sys/class/net/vf0/address)" 9 60 \
		10.77.0.3 "$(in_other cat /sys/class/net/vf1/address)" 9 60 &
	flood=$!
	sleep 1
	before_one=$(received in_vf vf0) before_two=$(received in_other vf1)
	sleep 2
	one=$((one + $(received in_vf vf0) - before_one)) two=$((two + $(received in_other vf1) - before_two))
	flood_stop
}

# Within a factor of 1.8, which keeps 1:4, 1:1 and 4:1 apart: the host may be busy.
weighs()	# weighs WEIGHT-OF-VF0 WEIGHT-OF-VF1
{
	local one=0 two=0 got want=$((1000 * $1 / $2))

	check "weights of $1 and $2" eval "in_vf sebpctl set vf0 --weight $1 && in_other sebpctl set vf1 --weight $2"
	measure
	measure
	got=$((1000 * one / (two + 1)))
	check "packets: $one and $two" [ $((got * 10)) -le $((want * 18)) -a $((want * 10)) -le $((got * 18)) ]
}

scenario()
{
	flat_vf_up
	bind_driver "${VF_PCI_N[2]}" igbvf
	rename_netdev "${VF_PCI_N[2]}" vf1
	netns_add other vf1 10.77.0.3
	pin_irqs "${VF_PCI_N[2]}" 0
	pin_irqs "$PF_PCI" $PEER_CPU
	wait_until 10 in_other ping -q -c 1 -W 1 $PEER_ADDRESS > /tmp/ping || bail "vf1 does not reach the peer"
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	check "attach one" in_vf sebpctl attach vf0
	check "attach the other" in_other sebpctl attach vf1
	packets_become_dear
	weighs 64 64
	weighs 16 64
	weighs 64 16
	diag "$(in_vf sebpctl show -s vf0)" "$(in_other sebpctl show -s vf1)"
	packets_become_cheap
	check "the flood over, vf0 answers every packet" in_vf ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
	check "so does the other" in_other ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
	check "unload" rmmod sebp
}
