# SPDX-License-Identifier: GPL-2.0-only
# A CPU that lingers before it sleeps finds packets by itself: no timer has to wake it for them. The clock counts
# instructions, so how far packets are apart does not depend on the host.
TOPOLOGY=flat
CHECK_KERNELS="6.12"
TIMEOUT=400
ICOUNT=1

# Polls of an event since attach: polls EVENT
polls()
{
	in_vf sebpctl show vf0 -j | jq -r "[.devices[0].queues[].events[] | select(.event == \"$1\").polls] | add"
}

parked()
{
	in_vf sebpctl show vf0 -j | jq -e '.devices[0].queues | all(.state == "parked")' > /dev/null
}

# A packet in a third of a millisecond to a CPU that is idle otherwise; leaves the polls of both kinds in $idle, $watchdog
arrivals()	# arrivals NAME ATTACH-OPTIONS...
{
	local name=$1
	shift

	check "$name: attach" in_vf sebpctl attach vf0 --events idle --enter-packets 4 --leave-packets 2 "$@"
	iperf3_mbit in_vf $PEER_ADDRESS -u -b 32M -l 1400 -t 3 -R > /tmp/arrivals.log && ok "$name: packets arrive" ||
		not_ok "$name: packets arrive" "$(< /tmp/arrivals.log)"
	idle=$(polls idle) watchdog=$(polls watchdog)
	diag "$(in_vf sebpctl show vf0 -s)"
}

scenario()
{
	local idle watchdog plain

	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	arrivals "no lingering"
	plain=$watchdog
	check "detach" in_vf sebpctl detach vf0
	arrivals "lingering" --linger 500us
	check "lingering: $watchdog polls by the watchdog instead of $plain" [ $((watchdog * 4)) -le "$plain" ]
	check "lingering: $idle polls before a sleep" [ "$idle" -gt "$plain" ]
	check "no traffic: parked" wait_until 5 parked
	idle=$(polls idle)
	sleep 1
	is "parked: nobody lingers" "$(polls idle)" "$idle"
	check "another time" in_vf sebpctl set vf0 --linger 1ms
	is "it is shown" "$(in_vf sebpctl show vf0 -j | jq .devices[0].linger_ns)" 1000000
	intact "8 MiB arrive intact" in_peer in_vf 10.77.0.2 8
	intact "8 MiB are sent intact" in_vf in_peer $PEER_ADDRESS 8
	in_vf ping -q -i 0.01 -c 300 $PEER_ADDRESS > /dev/null &
	check "unload" rmmod sebp
	wait $!
	is "the place for idle drivers is free" "$(< /sys/devices/system/cpu/cpuidle/current_driver)" none
	check "the plain device answers" in_vf ping -q -c 20 -i 0.01 -W 1 $PEER_ADDRESS
}
