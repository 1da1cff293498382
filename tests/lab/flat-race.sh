# SPDX-License-Identifier: GPL-2.0-only
# No wake-up is lost between polling and interrupts: answers come at random distances while the queue parks again and again.
# How many questions of each kind: sebp-lab run flat-race -- COUNT. The clock counts instructions, so an answer that is late
# is one that nobody fetched, whatever else the host does.
TOPOLOGY=flat
CHECK_KERNELS="6.12"
TIMEOUT=7200
PORTS=virtio-net
ICOUNT=1

in_virtio()
{
	in_port virtio-net "$@"
}

# Changes of all queues of a device: changes WHERE DEVICE
changes()
{
	$1 sebpctl show "$2" -j | jq '[.devices[0].queues[] | .parks + .unparks] | add'
}

# All as short as can be: a tenth of a millisecond without a packet parks the queue, one packet makes it poll.
attach()	# attach WHERE DEVICE
{
	check "attach $2" $1 sebpctl attach "$2" --min-gap 10us --max-gap 50us --window 50us \
		--enter-packets 1 --leave-packets 1 --events tick,irq,softirq,xmit,idle
}

race()		# race NAME WHERE DEVICE HOW LEAST MOST
{
	local name="$1, $3" where=$2 device=$3 how=$4 least=$5 most=$6 grown lost longest

	grown=$(changes $where $device)
	$where answers $how $PEER_ADDRESS $count 600 $least $most > /tmp/answers || not_ok "$name: it asks"
	read -r lost longest < /tmp/answers
	grown=$(($(changes $where $device) - grown)) total=$((total + grown))
	is "$name: $count questions are answered, $grown changes, the longest wait $longest us" "$lost" 0
	check "$name: they raced" [ $((grown * 2)) -ge "$count" ]
}

# The same for what was sent: nothing more goes out until it was cleaned up.
sends()		# sends NAME WHERE DEVICE
{
	local name="$1, $3" where=$2 device=$3 grown late longest

	grown=$(changes $where $device)
	$where answers push $PEER_ADDRESS $count 600 4 8 > /tmp/push || not_ok "$name: it sends"
	read -r late longest < /tmp/push
	grown=$(($(changes $where $device) - grown)) total=$((total + grown))
	is "$name: $count datagrams go, $grown changes, the longest wait $longest us" "$late" 0
	check "$name: they raced" [ $((grown * 20)) -ge "$count" ]
}

# A socket that polls the device itself. The NAPI is its own meanwhile; interrupts and softirqs stay off between two of its
# polls, and if it does not come back, a timer makes up for them.
preferring()	# preferring INTERRUPTS NANOSECONDS MICROSECONDS: deferred, of the timer, of a poll
{
	in_vf sh -c "echo $1 > /sys/class/net/vf0/napi_defer_hard_irqs
		echo $2 > /sys/class/net/vf0/gro_flush_timeout"
	sysctl -q -w net.core.busy_poll="$3"
}

# Of the namespace of vf0
by_sockets()
{
	in_vf nstat -asz TcpExtBusyPollRxPackets | awk '/BusyPoll/ { print $2 }'
}

socket_polls()
{
	local lost longest before
	local counted='.devices[0].queues | all((.gaps | add) == .polls and .polls >= ([.events[].polls] | add))'

	before=$(by_sockets)
	preferring 100 1000000 1000
	in_vf answers prefer $PEER_ADDRESS $count 600 1 8 > /tmp/answers || not_ok "preferred busy polling: it asks"
	preferring 0 0 0
	read -r lost longest < /tmp/answers
	is "preferred busy polling: $count questions are answered, the longest wait $longest us" "$lost" 0
	check "preferred busy polling: sockets polled" [ $(($(by_sockets) - before)) -gt $((count / 2)) ]
	check "preferred busy polling: each poll is counted once" in_vf sh -c "sebpctl show vf0 -j | jq -e '$counted'"
	diag "$(in_vf sebpctl show -s vf0)"
}

scenario()
{
	local count=${1:-2000} total=0

	flat_vf_up
	flat_ports_up
	pin_irqs "$PF_PCI" $PEER_CPU
	pin_irqs "$(port_pci virtio-net virtio0)" 0
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	in_peer answers serve &
	attach in_vf vf0
	attach in_virtio virtio0
	# One packet makes a queue of a busy CPU poll, four that of an idle one.
	race "idle CPU" in_vf vf0 ask 4 8
	race "idle CPU" in_virtio virtio0 ask 4 8
	socket_polls
	race "busy CPU" in_vf vf0 spin 1 2
	race "busy CPU" in_virtio virtio0 spin 1 2
	sends "sending" in_vf vf0
	sends "sending" in_virtio virtio0
	diag "$(in_vf sebpctl show -s vf0)"
	diag "$(in_virtio sebpctl show -s virtio0)"
	ok "$total changes in all"
}
