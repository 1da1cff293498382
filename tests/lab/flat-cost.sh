# SPDX-License-Identifier: GPL-2.0-only
# What an event costs that is not due: 40 instructions at most, while the device is polled. The clock counts instructions. The probes of
# tracepoints, ftrace's callback and the cpuidle driver are called as the kernel calls them (tests/kmod/cost.c). What the kernel itself does to
# get to the two that hook system calls is found by making some, hooked and not (tests/guest/calls.c), and bounded, too: nothing while the device
# is quiet. And a program of nothing but system calls has half a percent more instructions at most beside a device that is attached and quiet.
TOPOLOGY=flat
CHECK_KERNELS="6.12 7.2"
TIMEOUT=600
ICOUNT=1
CPUS=1
MOST=40

# The median of an odd number of readings, by tracepoint: most of them fall between two polls.
costs()	# costs READINGS
{
	local n

	for ((n = 0; n < $1; n++)); do
		cat /proc/event-cost
	done | sort -k 1,1 -k 2,2n | awk -v middle=$((($1 + 1) / 2)) '
		$1 != name { name = $1; n = 0 }
		++n == middle'
}

cost_of()	# cost_of TRACEPOINT < COSTS
{
	awk -v name="$1" '$1 == name { print $2 }'
}

# So that the device is polled meanwhile; leaves its process in $traffic.
traffic_on()
{
	iperf3_mbit in_vf $PEER_ADDRESS -t 30 -b 100M -R > /tmp/stream.log &
	traffic=$!
	wait_until 20 polling || bail "the device is not polled: $(< /tmp/stream.log)"
}

traffic_off()
{
	check "$1: it is still polled" polling
	pkill -INT -x iperf3
	wait $traffic
	iperf3_serve
}

polling()
{
	[ "$(in_vf sebpctl show vf0 -j | jq -r '.devices[0].queues[0].state')" = polling ]
}

parked()
{
	! polling
}

all_hooked()
{
	in_vf sebpctl events -j | jq -e '.events | all(.hooked == (.users > 0))' > /dev/null
}

# cheap EVENTS NAME...: the hooks of these events, by the names of /proc/event-cost
cheap()
{
	local events=$1 traffic quiet busy name most limit
	shift

	check "$events: attach" in_vf sebpctl attach vf0 --events "$events"
	traffic_on
	check "$events: all are hooked" wait_until 10 all_hooked
	busy=$(costs 51)
	traffic_off "$events"
	# Just parked, what is hooked by demand still is.
	wait_until 5 parked || bail "vf0 is not quiet"
	quiet=$(costs 11)
	in_vf sebpctl detach vf0
	is "a call of 100 instructions has 102 with its call and its return" "$(cost_of yardstick <<< "$busy")" 102
	for name; do
		most=$(cost_of "$name" <<< "$busy")
		# That one is all that the CPU does between its idle loop and its sleep.
		limit=$MOST
		[ "$name" != idle_enter ] || limit=60
		check "$name: $(cost_of "$name" <<< "$quiet") instructions parked, $most polled" [ "${most:-1000}" -le $limit ]
		check "$name: polled, the clock is read" [ "${most:-0}" -gt "$(cost_of "$name" <<< "$quiet")" ]
	done
}

least()
{
	printf '%s\n' "$@" | sort -n | head -n 1
}

# Three times half a million calls with and without, in turn: the least of each.
quiet_device()
{
	local plain=() attached=() fewest=() n

	for n in 1 2 3; do
		plain+=("$(calls getppid 500000)")
		in_vf sebpctl attach vf0 || bail "vf0 cannot be attached"
		wait_until 5 parked || bail "vf0 is not quiet"
		attached+=("$(calls getppid 500000)")
		in_vf sebpctl detach vf0 || bail "vf0 cannot be detached"
	done
	diag "500000 calls: ${plain[*]} instructions, ${attached[*]} attached"
	fewest=("$(least "${plain[@]}")" "$(least "${attached[@]}")")
	check "a quiet device: ${fewest[1]} instructions for ${fewest[0]}" [ $((200 * (fewest[1] - fewest[0]))) -le "${fewest[0]}" ]
}

calls_cost()	# calls_cost EVENT CALL MOST: with the kernel's part
{
	local event=$1 call=$2 most=$3 plain traffic parked polled

	plain=$(calls "$call")
	check "$event: attach" in_vf sebpctl attach vf0 --events "$event"
	sleep 1
	parked=$(calls "$call")
	traffic_on
	check "$event: it is hooked" wait_until 10 all_hooked
	polled=$(calls "$call")
	traffic_off "$event"
	in_vf sebpctl detach vf0
	check "$event: a $call has $plain instructions, $polled while it polls: at most $most more" [ $((polled - plain)) -le "$most" ]
	check "$event: and more they are" [ "$polled" -gt "$plain" ]
	check "$event: $parked while it is quiet: not hooked" [ $((parked - plain)) -le 5 ]
}

# The one that this kernel has for it.
sched_hook()
{
	case $(sebpctl events -j | jq -r '.events[] | select(.event == "sched").context') in
	*exit*)	echo sched_exit_tp ;;
	*)	echo sched_switch ;;
	esac
}

scenario()
{
	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	insmod "/sebp/build/$KERNEL/cost.ko" || bail "cost.ko does not load"
	iperf3_serve
	quiet_device
	cheap tick,irq,softirq,xmit,sched,syscall,socket,idle,fault local_timer_exit irq_handler_exit softirq_exit net_dev_xmit \
		"$(sched_hook)" sys_enter socket_called idle_enter page_fault_user
	check "another cpuidle driver" insmod "/sebp/build/$KERNEL/sleeper.ko"
	cheap idle cpu_idle
	calls_cost syscall getppid 120
	calls_cost socket recv 100
}
