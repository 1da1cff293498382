# SPDX-License-Identifier: GPL-2.0-only
# On a busy CPU events poll, and the watchdog is for droughts: it starts few of the polls. The clock counts instructions and there is one CPU,
# so how long the next event takes does not depend on the host. Not in make check: half of the polls are still the watchdog's
# (docs/performance.md, "What was tried").
TOPOLOGY=flat
CHECK_KERNELS=" "
TIMEOUT=600
ICOUNT=1
CPUS=1

# Of all polls of vf0 and of those by the watchdog, since attach
polls()
{
	in_vf sebpctl show vf0 -j | jq -r '[.devices[0].queues[]] |
		"\(map(.polls) | add) \(map(.events[] | select(.event == "watchdog").polls) | add)"'
}

# busy NAME PERCENT ATTACH-OPTIONS... -- COMMAND...: which makes the traffic; so many polls at most are the watchdog's
busy()
{
	local name=$1 percent=$2 options=() all watchdog
	shift 2

	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	check "$name: attach" in_vf sebpctl attach vf0 "${options[@]}"
	"$@" > /tmp/traffic.log 2>&1 || not_ok "$name: it runs" "$(< /tmp/traffic.log)"
	read -r all watchdog < <(polls)
	diag "$(in_vf sebpctl show vf0 -s)"
	check "$name: $all polls" [ "$all" -gt 1000 ]
	check "$name: $watchdog of them by the watchdog" [ $((100 * watchdog)) -le $((percent * all)) ]
	check "$name: detach" in_vf sebpctl detach vf0
}

# Sixteen programs that ask, get an answer and ask again
requests()
{
	local n programs=() status=0

	for n in {1..16}; do
		in_vf netperf -H $PEER_ADDRESS -t TCP_RR -l 6 > /dev/null &
		programs+=($!)
	done
	for n in "${programs[@]}"; do
		wait "$n" || status=1
	done
	return $status
}

# A stream beside a program that writes to a disk in memory and sleeps for moments: timers, softirqs, system calls.
stream_beside_work()
{
	local work status

	in_vf bash -c 'while :; do head -c 64k /dev/vda; sleep 0.0005; done' > /dev/null 2>&1 &
	work=$!
	iperf3_mbit in_vf $PEER_ADDRESS -t 6 -b 100M "$@"
	status=$?
	kill $work
	return $status
}

scenario()
{
	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	in_peer netserver -4 > /dev/null
	busy "requests" 20 -- requests
	busy "a stream in" 50 -- stream_beside_work -R
	busy "a stream out" 50 -- stream_beside_work
	busy "a stream in, latency" 50 --preset latency -- stream_beside_work -R
}
