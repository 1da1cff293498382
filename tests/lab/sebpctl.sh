# SPDX-License-Identifier: GPL-2.0-only
# sebpctl against the real module: what it does, what it says, and every exit code.
TOPOLOGY=flat

# says NAME STATUS PATTERN COMMAND...: the exit code, and an output of exactly one line that matches
says()
{
	local name=$1 want=$2 pattern=$3 output status
	shift 3

	output=$("$@" 2>&1)
	status=$?
	if [ $status -eq "$want" ] && [[ $output =~ $pattern ]] && [ "$(wc -l <<< "$output")" -eq 1 ]; then
		ok "$name: $output"
	else
		not_ok "$name" "'$*' returned $status, wanted $want and '$pattern':"
		diag "$output"
	fi
}

# json NAME FILTER: whether jq finds it true of all that is attached
json()
{
	local output

	output=$(in_vf sebpctl show -j)
	if jq -e "$2" <<< "$output" > /dev/null; then
		ok "$1"
	else
		not_ok "$1" "$2 is not true of:"
		diag "$output"
	fi
}

without_rights()
{
	in_vf setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --regid=65534 --clear-groups \
		sebpctl "$@"
}

scenario()
{
	flat_vf_up
	says "without the module" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl show
	says "without the module, attach" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl attach vf0
	check "the module loads" insmod "/sebp/build/$KERNEL/sebp.ko"
	says "nothing is attached" 0 "^No network device is attached" in_vf sebpctl show
	json "nothing is attached, as JSON" '. == {devices: []}'

	says "wrong command line" 2 "^sebpctl: .*--min-gap" in_vf sebpctl attach vf0 --min-gap 5
	says "no such device" 5 "^sebpctl: nosuch0: " in_vf sebpctl attach nosuch0
	says "a device of another namespace" 5 "^sebpctl: pf0: " in_vf sebpctl attach pf0
	says "not a PCI device" 1 "^sebpctl: lo: .+" in_vf sebpctl attach lo
	says "settings that contradict" 1 "^sebpctl: vf0: .+" \
		in_vf sebpctl attach vf0 --min-gap 2ms --max-gap 1ms
	says "detach what is not attached" 1 "^sebpctl: vf0: not attached" in_vf sebpctl detach vf0
	says "show what is not attached" 1 "^sebpctl: vf0: not attached" in_vf sebpctl show vf0
	says "no permission to attach" 4 "^sebpctl: vf0: .*CAP_NET_ADMIN" without_rights attach vf0

	check "attach" in_vf sebpctl attach vf0 --events tick,irq --min-gap 250us --max-gap 2ms \
		--enter-packets 9 --leave-packets 3 --window 3ms
	json "the settings are those asked for" '.devices | length == 1 and (.[0] |
		.ifname == "vf0" and .driver == "igbvf" and .state == "active" and
		(has("reason") | not) and (.events | sort) == ["irq", "tick"] and
		.min_gap_ns == 250000 and .max_gap_ns == 2000000 and
		.enter_packets == 9 and .leave_packets == 3 and .window_ns == 3000000)'
	says "attach twice" 1 "^sebpctl: vf0: already attached" in_vf sebpctl attach vf0
	says "no permission to detach" 4 "^sebpctl: vf0: .*CAP_NET_ADMIN" without_rights detach vf0
	check "everybody may look" without_rights show vf0 -s

	check "TCP flows" iperf3_mbit in_vf "$PEER_ADDRESS" -t 2 -R
	json "traffic is polled" '.devices[0].queues | length > 0 and
		(map(.polls) | add) > 0 and (map(.packets) | add) > 0'
	json "each queue counts its event sources and the watchdog" '.devices[0].queues |
		all(.events | map(.event) | sort == ["irq", "tick", "watchdog"])'
	json "the event sources add up to the queue" '.devices[0].queues |
		all((.events | map(.polls) | add) <= .polls and .empty_polls <= .polls)'
	diag "$(in_vf sebpctl show vf0 -s)"
	check "its lines fit 80 columns" awk 'length > 80 { exit 1 }' <(in_vf sebpctl show vf0 -s)

	in_vf ip link set vf0 down
	json "a device that is down says so" '.devices[0] | .state == "down" and (.reason | length > 0)'
	in_vf ip link set vf0 up
	json "and is active again when up" '.devices[0].state == "active"'
	check "detach" in_vf sebpctl detach vf0
	json "detached" '. == {devices: []}'
	check "attach with nothing but defaults" in_vf sebpctl attach vf0
	json "all natural events are the default" \
		'.devices[0].events | sort == ["irq", "softirq", "tick", "xmit"]'
	check "detach again" in_vf sebpctl detach vf0
	check "the module unloads" rmmod sebp
}
