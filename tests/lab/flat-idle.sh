# SPDX-License-Identifier: GPL-2.0-only
# A CPU goes idle where the kernel has a cpuidle driver of its own (tests/kmod/sleeper.c): the poll is asked for through irq_work, nothing can
# linger, and whoever of the two modules goes first, the CPUs sleep on. The clock counts instructions, so how far packets are apart does
# not depend on the host.
TOPOLOGY=flat
CHECK_KERNELS="6.1 7.2"
TIMEOUT=600
ICOUNT=1

NOT_HERE="nothing can linger here: the kernel has a cpuidle driver of its own"

idle_driver()
{
	cat /sys/devices/system/cpu/cpuidle/current_driver
}

hooked()
{
	grep -x -c cpu_idle /proc/tracepoints
}

# Of the event idle, since attach: idle NAME
idle()
{
	in_vf sebpctl show vf0 -j | jq -r "[.devices[0].queues[].events[] | select(.event == \"idle\").$1] | add"
}

linger_ns()
{
	in_vf sebpctl show vf0 -j | jq .devices[0].linger_ns
}

# polls_before_sleep NAME: packets a third of a millisecond apart come to a CPU that is idle otherwise
polls_before_sleep()
{
	local events polls packets

	events=$(idle events) polls=$(idle polls) packets=$(idle packets)
	iperf3_mbit in_vf $PEER_ADDRESS -u -b 32M -l 1400 -t 3 -R > /tmp/arrivals.log && ok "$1: packets arrive" ||
		not_ok "$1: packets arrive" "$(< /tmp/arrivals.log)"
	events=$(($(idle events) - events)) polls=$(($(idle polls) - polls)) packets=$(($(idle packets) - packets))
	check "$1: $events times idle" [ $events -gt 500 ]
	check "$1: $polls polls, $packets packets" [ $polls -gt 100 -a $packets -gt 100 ]
	check "$1: every packet is answered" in_vf ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	flat_vf_up
	insmod "/sebp/build/$KERNEL/tracepoints.ko" || bail "tracepoints.ko does not load"
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	is "no cpuidle driver yet" "$(idle_driver)" none
	check "another driver" insmod "/sebp/build/$KERNEL/sleeper.ko"
	is "it is in place" "$(idle_driver)" sleeper
	says "attach, lingering" 1 "$NOT_HERE" in_vf sebpctl attach vf0 --events tick,idle --linger 500us
	is "it is not attached" "$(in_vf sebpctl show -j | jq '.devices | length')" 0
	is "nothing is hooked" "$(hooked)" 0

	check "attach" in_vf sebpctl attach vf0 --events idle --enter-packets 4 --leave-packets 2
	is "the tracepoint is hooked" "$(hooked)" 1
	is "the other driver is still in place" "$(idle_driver)" sleeper
	polls_before_sleep "through irq_work"
	says "lingering, attached" 1 "$NOT_HERE" in_vf sebpctl set vf0 --linger 1ms
	is "nothing lingers" "$(linger_ns)" 0
	intact "8 MiB arrive intact" in_peer in_vf 10.77.0.2 8
	intact "8 MiB are sent intact" in_vf in_peer $PEER_ADDRESS 8
	diag "$(in_vf sebpctl show vf0 -s)"

	check "the other driver goes first" rmmod sleeper
	is "there is none now" "$(idle_driver)" none
	polls_before_sleep "without a driver, still through irq_work"
	check "no idle events" in_vf sebpctl set vf0 --events tick
	is "the tracepoint is not hooked any more" "$(hooked)" 0
	check "idle events again" in_vf sebpctl set vf0 --events idle
	is "now with a driver of its own" "$(idle_driver)" sebp
	is "and no tracepoint" "$(hooked)" 0
	polls_before_sleep "at once"
	check "lingering" in_vf sebpctl set vf0 --linger 1ms
	is "it does" "$(linger_ns)" 1000000
	says "the place is taken" 1 "could not insert module" insmod "/sebp/build/$KERNEL/sleeper.ko"

	check "no idle events any more" in_vf sebpctl set vf0 --events tick --linger 0us
	check "the other driver again" insmod "/sebp/build/$KERNEL/sleeper.ko"
	check "idle events besides" in_vf sebpctl set vf0 --events tick,idle
	is "by the tracepoint" "$(hooked)" 1
	in_vf ping -q -i 0.01 -c 300 $PEER_ADDRESS > /dev/null &
	check "unload" rmmod sebp
	wait $!
	is "the other driver is still in place" "$(idle_driver)" sleeper
	is "nothing is hooked" "$(hooked)" 0
	check "the plain device answers" in_vf ping -q -c 20 -i 0.01 -W 1 $PEER_ADDRESS
}
