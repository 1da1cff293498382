# SPDX-License-Identifier: GPL-2.0-only
# Each event source alone: it polls, nothing goes wrong, no other is hooked meanwhile, and nothing of it stays when nobody uses it.
# Those that cost something with each system call are hooked while the device polls, and not for long after that.
TOPOLOGY=flat
PORTS=virtio-net
CHECK_KERNELS="6.1 7.2"
TIMEOUT=600

# Hooked by demand: while a device polls.
DEMAND="socket syscall"

hooked()
{
	grep -x -E "$1" /proc/tracepoints
}

# What a source hooks, while it is used: a tracepoint, or how else to see it.
tracepoint_of()
{
	case $1 in
	tick)		echo local_timer_exit ;;
	irq)		echo irq_handler_exit ;;
	softirq)	echo softirq_exit ;;
	xmit)		echo net_dev_xmit ;;
	sched)		echo "sched_exit_tp|sched_switch" ;;
	syscall)	echo sys_enter ;;
	fault)		echo page_fault_user ;;
	esac
}

is_hooked()
{
	case $1 in
	socket)	grep -q do_epoll_wait /sys/kernel/tracing/enabled_functions ;;
	idle)	[ "$(< /sys/devices/system/cpu/cpuidle/current_driver)" = sebp ] || hooked cpu_idle > /dev/null ;;
	*)	hooked "$(tracepoint_of "$1")" > /dev/null ;;
	esac
}

# Those of all sources that are, as the kernel has it.
hooked_sources()
{
	local event

	for event in $events; do
		! is_hooked "$event" || echo "$event"
	done | sort | paste -s -d ' '
}

# As the tool has it.
told_hooked()
{
	sebpctl events -j | jq -r '.events[] | select(.hooked).event' | sort | paste -s -d ' '
}

# hooks SOURCES: those and no others, and the tool says so
hooks()
{
	[ "$(hooked_sources)" = "$1" ] && [ "$(told_hooked)" = "$1" ]
}

# Time for a work: it looks once a second, and three times before it takes away what nobody demands any more; on old kernels that takes seconds.
will_hook()	# will_hook NAME SOURCES
{
	wait_until 30 hooks "$2" || true
	is "$1" "$(hooked_sources)" "$2"
	is "$1, the tool says so" "$(told_hooked)" "$2"
}

# Of these: those that are hooked while nothing polls.
undemanded()
{
	printf '%s\n' irq "$@" | grep -v -w -F "${DEMAND// /$'\n'}" | sort -u | paste -s -d ' '
}

# hooks_only NAME SOURCE...: those but the ones by demand, and irq, where an attached device's own interrupts are seen
hooks_only()
{
	local name=$1
	shift

	will_hook "$name: quiet, no more is hooked than it takes for $*" "$(undemanded "$@")"
}

hooks_none()	# hooks_none NAME
{
	will_hook "$1: nothing is hooked" ""
}

# hooks_all NAME SOURCE...: while a stream is polled
hooks_all()
{
	local name=$1 stream
	shift

	iperf3_serve
	in_vf iperf3 -c $PEER_ADDRESS -t 600 "${rate[@]}" -R > /tmp/stream.log 2>&1 &
	stream=$!
	will_hook "$name: it polls, all are hooked: $*" "$(printf '%s\n' irq "$@" | sort -u | paste -s -d ' ')"
	kill -0 $stream || not_ok "$name: the stream goes on" "$(< /tmp/stream.log)"
	pkill -f "^iperf3 -c"
	wait $stream
}

# Of an event source of the first queue of vf0: event_stat EVENT NAME
event_stat()
{
	in_vf sebpctl show vf0 -j |
		jq -r --arg event "$1" ".devices[0].queues[0].events[] | select(.event == \$event).$2"
}

# What makes an event happen that a stream does not bring along.
provoke()
{
	case $1 in
	fault)	in_vf bash -c 'while :; do head -c 8M /dev/zero | tail -c 1; done' > /dev/null 2>&1 & ;;
	irq)	in_vf bash -c 'while :; do head -c 1M /dev/vda; sleep 0.01; done' > /dev/null 2>&1 & ;;
	*)	return ;;
	esac
	provoking=$!
}

try_event()
{
	local event=$1 provoking= rate=()

	# At full speed no CPU is ever idle.
	[ "$event" != idle ] || rate=(-b 150M)

	check "$event: attach" in_vf sebpctl attach vf0 --events "$event" || return
	hooks_only "$event" "$event"
	provoke "$event"
	hooks_all "$event" "$event"
	check "$event: a stream is sent" iperf3_mbit in_vf $PEER_ADDRESS -t $((2 * SLOWNESS)) "${rate[@]}"
	[ -z "$provoking" ] || { kill $provoking; wait $provoking; } 2> /dev/null
	check "$event: it fired" [ "$(event_stat "$event" events)" -gt 0 ]
	check "$event: it polled" [ "$(event_stat "$event" polls)" -gt 0 ]
	diag "$(in_vf sebpctl show vf0 -s | grep -E "^ +($event|watchdog) ")"
	intact "$event: 8 MiB arrive intact" in_peer in_vf 10.77.0.2 8
	check "$event: every packet is answered" in_vf ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
	[[ " $DEMAND " != *" $event "* ]] || hooks_only "$event, quiet again" "$event"
	check "$event: detach" in_vf sebpctl detach vf0
	hooks_none "$event, detached"
}

# What is asked for changes while the device is attached.
other_events()
{
	local event before=tick

	check "other events: attach" in_vf sebpctl attach vf0 --events tick || return
	for event in $events; do
		check "$event after $before: set" in_vf sebpctl set vf0 --events "$event"
		hooks_only "$event after $before" "$event"
		before=$event
	done
	check "other events: set all" in_vf sebpctl set vf0 --events "$all_events"
	hooks_only "all" $events
	check "other events: set three" in_vf sebpctl set vf0 --events softirq,sched,fault
	hooks_only "three" softirq sched fault
	says "an event that there is not" 2 "'tick,nosuch'" in_vf sebpctl set vf0 --events tick,nosuch
	hooks_only "after that" softirq sched fault
	check "other events: detach" in_vf sebpctl detach vf0
	hooks_none "other events, detached"
}

# A source is hooked as long as one of two devices uses it.
two_devices()
{
	check "two devices: attach the first" in_vf sebpctl attach vf0 --events tick,sched,syscall
	hooks_only "the first alone" tick sched syscall
	check "two devices: attach the second" in_port virtio-net sebpctl attach virtio0 --events sched,socket,idle
	hooks_only "both" tick sched syscall socket idle
	check "two devices: set the first" in_vf sebpctl set vf0 --events fault
	hooks_only "the first with another one" sched socket idle fault
	check "two devices: set the second" in_port virtio-net sebpctl set virtio0 --events sched,fault
	hooks_only "one in common" sched fault
	check "two devices: detach the first" in_vf sebpctl detach vf0
	hooks_only "the second alone" sched fault
	check "two devices: detach the second" in_port virtio-net sebpctl detach virtio0
	hooks_none "two devices, detached"
}

scenario()
{
	local events all_events event stream rate=()

	. /sebp/lab/guest/tool.sh
	mount -t tracefs tracefs /sys/kernel/tracing
	flat_vf_up
	flat_ports_up
	insmod "/sebp/build/$KERNEL/tracepoints.ko" || bail "tracepoints.ko does not load"
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	events=$(sebpctl events -j | jq -r '.events[] | select(has("missing") | not) | .event')
	all_events=$(paste -s -d , <<< "$events")
	diag "this kernel has" $events
	check "all but the watchdog are there" [ "$(wc -w <<< "$events")" -eq 9 ]
	hooks_none "before"
	for event in $events; do
		try_event "$event"
	done
	other_events
	two_devices
	check "all at once: attach" in_vf sebpctl attach vf0 --events "$all_events"
	intact "all at once: 32 MiB arrive intact" in_vf in_peer 10.77.0.1 32
	hooks_all "all at once" $events
	iperf3_mbit in_vf $PEER_ADDRESS -t 4 -R > /dev/null &
	stream=$!
	sleep 1
	check "all at once: unload" rmmod sebp
	is "all at once, unloaded: nothing is hooked" "$(hooked_sources)" ""
	wait $stream || not_ok "all at once: the stream goes on without the module"
}
