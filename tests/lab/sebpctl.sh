# SPDX-License-Identifier: GPL-2.0-only
# sebpctl against the real module: what it does, what it says, and every exit code.
TOPOLOGY=flat
CHECK_KERNELS="6.1 7.2"

json()		# json NAME FILTER: of all that is attached
{
	json_of show "$@"
}

events()	# events NAME FILTER: of the list of event sources
{
	json_of events "$@"
}

settings()
{
	in_vf sebpctl show -j | jq -cS '.devices[0] | del(.queues)'
}

# total COUNTER: its sum over the queues
total()
{
	in_vf sebpctl show -j | jq "[.devices[].queues[].$1] | add"
}

# is_true FILTER: quietly, of all that is attached
is_true()
{
	in_vf sebpctl show -j | jq -e "$1" > /dev/null
}

# A refusal leaves everything as it was: refuses NAME STATUS PATTERN SETTINGS...
refuses()
{
	local name=$1 status=$2 pattern=$3 before
	shift 3

	before=$(settings)
	says "$name" "$status" "$pattern" in_vf sebpctl set vf0 "$@"
	is "$name: nothing has changed" "$(settings)" "$before"
}

usage_errors()
{
	says "wrong command line" 2 "^sebpctl: .*--min-gap" in_vf sebpctl attach vf0 --min-gap 5
	says "unknown event" 2 "^sebpctl: --events 'bogus': .*tick.*fault" \
		in_vf sebpctl attach vf0 --events bogus
	says "unknown preset" 2 "^sebpctl: --preset 'bogus': .*balanced.*efficiency" \
		in_vf sebpctl attach vf0 --preset bogus
	says "nothing to set" 2 "^sebpctl: set: name a setting" in_vf sebpctl set vf0
	says "a word too many" 2 "^sebpctl: events: 'vf0'" in_vf sebpctl events vf0
	says "no such device" 5 "^sebpctl: nosuch0: " in_vf sebpctl attach nosuch0
	says "no such device to set" 5 "^sebpctl: nosuch0: " in_vf sebpctl set nosuch0 --shadow
	says "a device of another namespace" 5 "^sebpctl: pf0: " in_vf sebpctl attach pf0
}

refusals()
{
	says "not a PCI device" 1 "^sebpctl: lo: .+" in_vf sebpctl attach lo
	says "settings that contradict" 1 "^sebpctl: vf0: .+" \
		in_vf sebpctl attach vf0 --min-gap 2ms --max-gap 1ms
	says "bulk-gap below max-gap" 1 "^sebpctl: vf0: .*bulk-gap" in_vf sebpctl attach vf0 --max-gap 2ms --bulk-gap 1ms
	says "share out of range" 1 "^sebpctl: vf0: .*share" in_vf sebpctl attach vf0 --share 4
	says "linger too long" 1 "^sebpctl: vf0: .*linger" in_vf sebpctl attach vf0 --linger 2ms --events idle
	says "linger without idle" 1 "^sebpctl: vf0: .*source idle" in_vf sebpctl attach vf0 --linger 1us
	says "no weight" 1 "^sebpctl: vf0: .*weight" in_vf sebpctl attach vf0 --weight 0
	says "weight out of range" 1 "^sebpctl: vf0: .*weight" in_vf sebpctl attach vf0 --weight 65
	says "batch out of range" 1 "^sebpctl: vf0: .*batch" in_vf sebpctl attach vf0 --batch 65
	says "detach what is not attached" 1 "^sebpctl: vf0: not attached" in_vf sebpctl detach vf0
	says "show what is not attached" 1 "^sebpctl: vf0: not attached" in_vf sebpctl show vf0
	says "set what is not attached" 1 "^sebpctl: vf0: not attached" in_vf sebpctl set vf0 --poll
	says "no permission to attach" 4 "^sebpctl: vf0: .*CAP_NET_ADMIN" without_rights attach vf0
	json "still nothing is attached" '. == {devices: []}'
}

# The help texts, the manual and the module know the same event sources.
event_sources()
{
	local known event

	known=$(sebpctl attach --help | sed -n 's/^Events: //p')
	is "events lists all sources" \
		"$(in_vf sebpctl events -j | jq -r '.events | map(.event) | join(", ")')" "$known"
	for event in ${known//,/}; do
		check "the manual explains $event" grep -q "^\.It Cm $event\$" /sebp/tools/man/sebpctl.8
		check "and the table has it" grep -q -E "^$event +(default|opt-in) +[0-9]+  (yes|no) +(yes|no: )" \
			<(in_vf sebpctl events)
	done
	events "each says when it fires and what it costs" '.events |
		all((.context | length > 0) and (.cost | length > 0))'
	events "nobody uses them" '.events | all(.users == 0 and .hooked == false)'
	events "an event that is missing says why" '.events | all(.missing != "")'
	fits events
	check "everybody may list them" without_rights events
	diag "$(in_vf sebpctl events)"
}

completion()
{
	is "completion of a command" "$(completes sebpctl s)" "set show shadow"
	is "completion of an option" "$(completes sebpctl set vf0 --s)" "--share --shadow"
	is "completion of an event" "$(completes sebpctl attach vf0 --events tick,s)" \
		"tick,softirq tick,sched tick,syscall tick,socket"
	is "completion of a preset" "$(completes sebpctl attach vf0 --preset "")" \
		"balanced latency efficiency"
	is "completion of a device" "$(completes sebpctl show l)" "lo"
	is "completion of a command for VMs" "$(completes sebpctl vm "")" "show monitor set --help"
	is "of its options" "$(completes sebpctl vm set 0000:01:10.0 --m)" "--mode --min-gap --max-delay"
	is "and of a mode" "$(completes sebpctl vm set 0000:01:10.0 --mode "")" "auto interrupt"
	is "a time is not completed" "$(completes sebpctl vm set 0000:01:10.0 --min-gap "")" ""
}

attaching()
{
	check "attach" in_vf sebpctl attach vf0 --events tick,irq --min-gap 250us --max-gap 2ms \
		--batch 20 --enter-packets 9 --leave-packets 3 --window 3ms
	json "the settings are those asked for" '.devices | length == 1 and (.[0] |
		.ifname == "vf0" and .driver == "igbvf" and .state == "active" and .mode == "poll" and
		(has("reason") | not) and (.events | sort) == ["irq", "tick"] and
		.min_gap_ns == 250000 and .max_gap_ns == 2000000 and .bulk_gap_ns == 2000000 and .batch == 20 and
		.enter_packets == 9 and .leave_packets == 3 and .window_ns == 3000000 and
		.preset == "balanced")'
	events "its events have a user" \
		'.events | all(.users == (if .event | IN("tick", "irq") then 1 else 0 end) and .hooked == (.users > 0))'
	json_of "set vf0 --batch 20" "set says what has come of it" '.done == "set" and .device.batch == 20'
	says "attach twice" 1 "^sebpctl: vf0: already attached" in_vf sebpctl attach vf0
	says "no permission to detach" 4 "^sebpctl: vf0: .*CAP_NET_ADMIN" without_rights detach vf0
	says "no permission to set" 4 "^sebpctl: vf0: .*CAP_NET_ADMIN" without_rights set vf0 --shadow
	check "everybody may look" without_rights show vf0 -s
}

traffic()
{
	check "TCP flows" iperf3_mbit in_vf "$PEER_ADDRESS" -t 2 -R
	json "traffic is polled" '.devices[0].queues | length > 0 and
		(map(.polls) | add) > 0 and (map(.packets) | add) > 0'
	json "each queue counts its event sources and the watchdog" '.devices[0].queues |
		all(.events | map(.event) | sort == ["irq", "tick", "watchdog"])'
	json "the event sources add up to the queue" '.devices[0].queues |
		all((.events | map(.polls) | add) <= .polls and .empty_polls <= .polls)'
	wait_until 10 is_true '.devices[0].queues | all(.state == "parked")' || not_ok "the queues park"
	json "each poll has its gap" \
		'.devices[0].queues | all((.gaps | length == 16) and (.gaps | add) == .polls)'
	json "what is parked has learned nothing" '.devices[0].queues |
		all((has("rate_pps") or has("gap_ns")) | not)'
	diag "$(in_vf sebpctl show vf0 -s)"
	fits show vf0 -s
}

setting()
{
	local polls irqs

	polls=$(total polls) irqs=$(total irqs_taken)
	check "set one thing" in_vf sebpctl set vf0 --batch 21
	json "it is set, and nothing else" '.devices[0] | .batch == 21 and .min_gap_ns == 250000 and
		.max_gap_ns == 2000000 and .enter_packets == 9 and .leave_packets == 3 and
		.window_ns == 3000000 and .preset == "balanced" and (.events | sort) == ["irq", "tick"]'
	check "set a preset and one thing besides" in_vf sebpctl set vf0 --preset latency --batch 22
	json "what is given counts, the preset fills in, the events stay" '.devices[0] | .batch == 22 and
		.preset == "latency" and .min_gap_ns != 250000 and .max_gap_ns != 2000000 and
		(.events | sort) == ["irq", "tick"]'
	check "set the events" in_vf sebpctl set vf0 --events xmit
	json "they are set" '.devices[0].events == ["xmit"]'
	events "the sources follow; irq stays, for the interrupts of the device" \
		'.events | all(.users == (if .event | IN("xmit", "irq") then 1 else 0 end))'
	check "counters stay" [ "$(total polls)" -ge "$polls" -a "$(total irqs_taken)" -ge "$irqs" ]

	refuses "set what contradicts" 1 "^sebpctl: vf0: .*min-gap" --events tick --min-gap 2ms --max-gap 1ms
	refuses "set a batch out of range" 1 "^sebpctl: vf0: .*batch" --shadow --batch 0
	refuses "set what does not fit what is" 1 "^sebpctl: vf0: .*leave-packets" --leave-packets 4000000000
	refuses "set an unknown preset" 2 "balanced, latency, efficiency" --preset bogus
	refuses "set an unknown event" 2 "syscall, socket, idle, fault" --events tick,bogus
}

setting_under_traffic()
{
	local flow

	iperf3_mbit in_vf "$PEER_ADDRESS" -t 8 -R > /dev/null &
	flow=$!
	check "while polling it learns a rate and a gap" wait_until 6 is_true '.devices[0].queues |
		any(.state == "polling" and .rate_pps > 0 and .gap_ns > 0)'
	diag "$(in_vf sebpctl show vf0 -s)"
	check "set under traffic" in_vf sebpctl set vf0 --preset efficiency --events tick,irq,softirq,xmit
	wait $flow && ok "the traffic did not mind" || not_ok "the traffic did not mind"
}

applying()
{
	local defaults before

	in_vf sebpctl attach vf0
	defaults=$(settings)
	in_vf sebpctl detach vf0
	cat > /tmp/vf0.conf <<-EOT
		preset = latency
		events = tick,idle
		min-gap = 60us
		max-gap = 300us
		bulk-gap = 2ms
		batch = 20
		enter-packets = 9
		leave-packets = 3
		window = 3ms
		share = 50
		linger = 20us
		weight = 7
		mode = shadow
	EOT
	is "a file can say all that attach can" "$(sed "s/ .*//" /tmp/vf0.conf | sort)" \
		"$(sebpctl attach --help | sed -n "s/^  --\([a-z-]*\) [A-Z].*/\1/p; s/^  --shadow.*/mode/p" | sort)"
	check "apply attaches" in_vf sebpctl apply vf0 --config /tmp/vf0.conf
	json "as the file says" ".devices[0] | .batch == 20 and (.events | sort) == [\"idle\", \"tick\"] and
		.share == 50 and .weight == 7 and .mode == \"shadow\" and .bulk_gap_ns == 2000000"
	check "apply an empty file" in_vf sebpctl apply vf0 --config /dev/null
	is "what the file no longer says has its default" "$(settings)" "$defaults"
	before=$(settings)
	printf "# no\nbatch = 20\nshare = many\n" > /tmp/vf0.conf
	says "apply a wrong line" 2 "^sebpctl: /tmp/vf0.conf:3: share = many: a whole number" \
		in_vf sebpctl apply vf0 --config /tmp/vf0.conf
	says "check a wrong line" 2 "^sebpctl: /tmp/vf0.conf:3: share = many: a whole number" \
		without_rights apply nosuch0 --check --config /tmp/vf0.conf
	check "check a file: no right and no device is needed" \
		without_rights apply nosuch0 --check --config /sebp/tools/systemd/example.conf
	is "to check says nothing" "$(in_vf sebpctl apply vf0 --check --config /sebp/tools/systemd/example.conf 2>&1)" ""
	printf "mode = shadow\nbatch = 65\n" > /tmp/vf0.conf
	says "apply what the kernel refuses" 1 "^sebpctl: vf0: .*batch" in_vf sebpctl apply vf0 --config /tmp/vf0.conf
	says "apply without a file" 2 "^sebpctl: /etc/sebp/vf0.conf: cannot be opened" in_vf sebpctl apply vf0
	says "apply to no device" 5 "^sebpctl: nosuch0: " in_vf sebpctl apply nosuch0
	says "no permission to apply" 4 "^sebpctl: vf0: .*CAP_NET_ADMIN" without_rights apply vf0 --config /dev/null
	is "and nothing has changed" "$(settings)" "$before"
	check "detach" in_vf sebpctl detach vf0
}

shadow()
{
	local irqs

	check "attach in shadow mode" in_vf sebpctl attach vf0 --shadow
	json "it says so" '.devices[0] | .state == "shadow" and .mode == "shadow" and (.reason | length > 0)'
	check "TCP flows" iperf3_mbit in_vf "$PEER_ADDRESS" -t 2 -R
	json "it predicts polls, and interrupts that they avoid" '.devices[0].queues |
		(map(.polls) | add) > 0 and (map(.irqs_suppressed) | add) > 0 and
		all(.irqs_suppressed <= .irqs_taken)'
	json "and a delay of packets" '.devices[0].queues | (map(.delay_ns) | add) > 0'
	check "the text says that these are predictions" grep -q \
		"predicted: [0-9.]*% of the interrupts avoided, mean added delay" <(in_vf sebpctl show)
	diag "$(in_vf sebpctl show vf0 -s)"
	fits show vf0 -s

	irqs=$(total irqs_taken)
	check "set it to poll" in_vf sebpctl set vf0 --poll
	json "it is active" '.devices[0] | .state == "active" and .mode == "poll" and (has("reason") | not)'
	check "and its counters stay" [ "$(total irqs_taken)" -ge "$irqs" ]
	check "set it to shadow" in_vf sebpctl set vf0 --shadow
	json "it is in shadow mode" '.devices[0] | .state == "shadow" and .mode == "shadow"'
	check "detach" in_vf sebpctl detach vf0
}

# What attach and apply say: what was asked for, what is, and why; of an error nothing.
results()
{
	json_of "attach vf0 --preset latency" "attach says what has come of it" '.done == "attach" and (.device |
		.ifname == "vf0" and .mode == "poll" and .state == "active" and .preset == "latency" and (has("reason") | not))'
	is "attach twice: no JSON" "$(in_vf sebpctl attach vf0 -j 2> /dev/null)" ""
	json_of "apply vf0 --config /dev/null" "apply says that it was attached before" '.done == "set" and .device.preset == "balanced"'
	json_of "apply vf0 --check --config /dev/null" "and of a file that it was read" '. == {done: "check", device: {ifname: "vf0"}}'
	in_vf sebpctl detach vf0
	in_vf ip link set vf0 down
	json_of "apply vf0 --config /dev/null" "what is down is not said to be active" '.done == "attach" and (.device |
		.mode == "poll" and .state == "down" and (.reason | test("down")))'
	in_vf ip link set vf0 up
	check "detach" in_vf sebpctl detach vf0
	is "completion knows it" "$(completes sebpctl detach vf0 -)" "--json --help"
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	flat_vf_up
	says "without the module" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl show
	says "without the module, attach" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl attach vf0
	says "without the module, events" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl events
	check "without the module, a file is checked" sebpctl apply vf0 --check --config /sebp/tools/systemd/example.conf
	check "the module loads" insmod "/sebp/build/$KERNEL/sebp.ko"
	says "nothing is attached" 0 "^No network device is attached" in_vf sebpctl show
	json "nothing is attached, as JSON" '. == {devices: []}'

	usage_errors
	refusals
	event_sources
	completion
	attaching
	traffic
	setting
	setting_under_traffic

	in_vf ip link set vf0 down
	json "a device that is down says so" '.devices[0] | .state == "down" and (.reason | length > 0)'
	in_vf ip link set vf0 up
	json "and is active again when up" '.devices[0].state == "active"'
	check "detach" in_vf sebpctl detach vf0
	json "detached" '. == {devices: []}'
	events "and nobody uses its events" '.events | all(.users == 0)'

	applying
	shadow

	check "attach with nothing but defaults" in_vf sebpctl attach vf0
	is "the default events are those that events says" \
		"$(in_vf sebpctl show -j | jq -c '.devices[0].events | sort')" \
		"$(in_vf sebpctl events -j | jq -c '.events | map(select(.default and .missing == null).event) | sort')"
	json_of "detach vf0" "detach says what was done" '.done == "detach" and (.device | .ifname == "vf0" and .ifindex > 1 and (has("state") | not))'
	results
	check "the module unloads" rmmod sebp
}
