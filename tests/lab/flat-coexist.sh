# SPDX-License-Identifier: GPL-2.0-only
# Others who poll an attached device, busy-polling sockets and netpoll, get on with it, and it goes on by itself afterwards.
TOPOLOGY=flat
CHECK_KERNELS="7.2"
TIMEOUT=600
LINES=100

# Of the first queue of vf0: queue NAME
queue()
{
	in_vf sebpctl show vf0 -j | jq -r ".devices[0].queues[0].$1"
}

vf_irqs()
{
	irqs "$VF_PCI"
}

# Of the namespace of vf0: vf_counter NAME
vf_counter()
{
	in_vf nstat -asz "$1" | awk -v name="$1" '$1 == name { print $2 }'
}

answers()	# answers WHERE...
{
	"$@" ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
}

# ---- busy polling

busy_polling()	# busy_polling MICROSECONDS
{
	sysctl -q -w net.core.busy_read="$1" net.core.busy_poll="$1"
}

# What shares the NAPI with busy polling: its timer and the interrupts it leaves off.
deferral()	# deferral INTERRUPTS NANOSECONDS
{
	ip netns exec vf sh -c "echo $1 > /sys/class/net/vf0/napi_defer_hard_irqs
		echo $2 > /sys/class/net/vf0/gro_flush_timeout"
}

# One request after the other: whoever waits for an answer polls for it.
requests()
{
	in_vf netperf -H $PEER_ADDRESS -t "$1" -l 2 -P 0 -- -o transaction_rate > /tmp/netperf.log 2>&1 ||
		{ cat /tmp/netperf.log; return 1; }
}

busy_sockets()	# busy_sockets NAME
{
	local name=$1 timeouts packets

	busy_polling 2000
	timeouts=$(vf_counter TcpExtTCPTimeouts) packets=$(vf_counter TcpExtBusyPollRxPackets)
	check "$name: requests are answered" requests TCP_RR
	check "$name: and by UDP" requests UDP_RR
	intact "$name: 16 MiB arrive intact at the peer" in_vf in_peer $PEER_ADDRESS 16
	intact "$name: 16 MiB arrive intact at the VF" in_peer in_vf 10.77.0.2 16
	check "$name: every packet is answered" answers in_vf
	is "$name: TCP waited for nothing" "$(vf_counter TcpExtTCPTimeouts)" "$timeouts"
	packets=$(($(vf_counter TcpExtBusyPollRxPackets) - packets))
	check "$name: sockets polled for $packets packets" [ "$packets" -gt 10 ]
	diag "$(in_vf sebpctl show -s vf0)"
	busy_polling 0
}

back_to_normal()
{
	local grown mbit

	stream vf_irqs in_vf $PEER_ADDRESS -R || not_ok "$1: TCP flows"
	# Each pause of a busy host parks the queue, which costs some.
	check "$1: $grown interrupts in three seconds, at most 5 % of $plain" [ $((grown * 20)) -le "$plain" ]
	sleep 0.3
	is "$1: an idle queue is parked" "$(queue state)" parked
	check "$1: every packet is answered" answers in_vf
}

# Somebody waits for a datagram that does not come, and polls for it whenever his CPU has nothing else to do: while a stream is sent, whose
# completions are no work of NAPI's here, and while the queue is to be given back.
detach_meanwhile()
{
	local reader before traffic

	sysctl -q -w net.core.busy_read=4000000
	in_vf sink 7777 $PEER_ADDRESS > /tmp/reader.log 2>&1 &
	reader=$!
	iperf3_mbit in_vf $PEER_ADDRESS -t 3 > /tmp/traffic.log 2>&1 &
	traffic=$!
	sleep 1
	# Polls are by the socket from here on, once it knows its queue.
	echo one | in_peer socat -u - UDP-SENDTO:10.77.0.2:7777
	sleep 0.2
	before=$(dmesg | grep -c 'is kept busy')
	check "somebody polls: detach" in_vf sebpctl detach vf0
	diag "the queue could not be had $(($(dmesg | grep -c 'is kept busy') - before)) times"
	wait $traffic && ok "somebody polls: a stream is sent" || not_ok "somebody polls: a stream is sent" "$(< /tmp/traffic.log)"
	check "somebody polls: another one is" iperf3_mbit in_vf $PEER_ADDRESS -t 2
	kill $reader
	wait $reader 2> /dev/null
	sysctl -q -w net.core.busy_read=0
	intact "somebody polled: what is sent comes" in_vf in_peer $PEER_ADDRESS 16
	check "somebody polled: every packet is answered" answers in_vf
	in_vf sebpctl attach vf0
}

# ---- netpoll

console_lines()	# console_lines FILE: how many of our lines came
{
	grep -a -o 'line [0-9]* of ours' "$1" | sort -u | wc -l
}

# The queue stops and starts anew while netpoll may be at it.
resettle()
{
	in_vf sebpctl set vf0 --batch $((line % 64 + 1)) || not_ok "netconsole: settings"
}

console()	# console FILE [COMMAND]: so many lines under traffic, to the peer; the command after every twentieth
{
	local line receiver traffic

	taskset -c $PEER_CPU socat -u UDP-RECV:6666,rcvbuf=1048576 "CREATE:$1" &
	receiver=$!
	iperf3_mbit in_vf $PEER_ADDRESS -t 5 --bidir > /tmp/traffic.log 2>&1 &
	traffic=$!
	sleep 1
	for ((line = 0; line < LINES; line++)); do
		echo "<3>line $line of ours" > /dev/kmsg
		[ $((line % 20)) -ne 0 ] || $2
		sleep 0.002
	done
	wait "$traffic" || not_ok "netconsole: traffic flows" "$(< /tmp/traffic.log)"
	sleep 0.5
	kill "$receiver"
	wait "$receiver" 2> /dev/null
}

netconsole()
{
	local mac

	mac=$(< /sys/class/net/pf0/address)
	echo on > /proc/sys/kernel/printk_devkmsg
	check "netconsole: it loads" in_vf modprobe netconsole "netconsole=@10.77.0.2/vf0,6666@$PEER_ADDRESS/$mac"
	in_vf sebpctl detach vf0
	console /tmp/plain.log
	in_vf sebpctl attach vf0 || not_ok "netconsole: attach while it is there"
	console /tmp/attached.log resettle
	check "netconsole: $(console_lines /tmp/attached.log) of $LINES lines arrive, by interrupts $(console_lines /tmp/plain.log)" \
		[ "$(console_lines /tmp/attached.log)" -ge "$(console_lines /tmp/plain.log)" ]
	check "netconsole: some arrive" [ "$(console_lines /tmp/attached.log)" -gt 0 ]
	check "netconsole: it unloads" modprobe -r netconsole
}

scenario()
{
	local grown mbit plain

	flat_vf_up
	pin_irqs "$PF_PCI" $PEER_CPU
	in_peer netserver > /dev/null
	stream vf_irqs in_vf $PEER_ADDRESS -R || bail "TCP by interrupts: the stream does not flow"
	plain=$grown
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	check "attach" in_vf sebpctl attach vf0
	busy_sockets "busy polling"
	deferral 2 200000
	busy_sockets "busy polling, deferred interrupts"
	deferral 0 0
	back_to_normal "busy polling over"
	detach_meanwhile
	netconsole
	back_to_normal "netconsole gone"
	check "unload" rmmod sebp
}
