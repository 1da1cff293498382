# SPDX-License-Identifier: GPL-2.0-only
# What sebpctl has for looking: doctor, shadow, monitor, metrics; with and without the module and rights.
TOPOLOGY=flat
PORTS=vmxnet3
CHECK_KERNELS=6.12

doctor_says()	# doctor_says NAME FILTER: of the VF
{
	json_of doctor "$1" ".devices[] | select(.ifname == \"vf0\") | $2"
}

doctor_without_module()
{
	fits doctor
	check "it says what to do" grep -q '^  run:         modprobe sebp && sebpctl attach vf0 --preset balanced$' \
		<(in_vf sebpctl doctor)
	diag "$(in_vf sebpctl doctor)"
	json_of doctor "doctor sees machine and kernel" '.kernel == "'"$(uname -r)"'" and (.preempt_rt | not) and
		(.module_loaded | not) and .hypervisor == "QEMU without KVM" and .cpus > 1 and
		(.clocksource | length) > 0 and .interrupts_per_second > 0 and .timer_interrupts_per_second > 0'
	doctor_says "and that the VF can be attached" '.driver == "igbvf" and .up and .verdict == "attachable" and
		.preset == "balanced" and (.threaded | not) and (has("state") | not)'
	check "without rights too" without_rights doctor
	check "a refused driver is refused" jq -e '.devices[0] | .verdict == "refused" and (has("command") | not) and
		(.why | startswith("vmxnet3 re-arms"))' <(in_port vmxnet3 sebpctl doctor -j)
}

# What doctor knows of moderation is what ethtool knows.
doctor_moderation()
{
	local usecs

	usecs=$(ethtool -c pf0 | sed -n 's/^rx-usecs:[[:space:]]*//p')
	check "moderation is that of ethtool -c: rx-usecs $usecs" jq -e \
		".devices[] | select(.ifname == \"pf0\").moderation.rx_usecs == $usecs" <(sebpctl doctor -j)
}

doctor_with_module()
{
	doctor_says "the module is there" '.command == "sebpctl attach vf0 --preset balanced"'
	says "what doctor refuses, the module refuses, with the same words" 1 \
		"^sebpctl: vmxnet0: $(in_port vmxnet3 sebpctl doctor -j | jq -r '.devices[0].why')$" \
		in_port vmxnet3 sebpctl attach vmxnet0
	in_vf sh -c 'echo 1 > /sys/class/net/vf0/threaded'
	doctor_says "threaded NAPI is in the way" \
		'.verdict == "blocked" and .command == "echo 0 > /sys/class/net/vf0/threaded"'
	in_vf sh -c "$(in_vf sebpctl doctor -j | jq -r '.devices[0].command')"
	doctor_says "until that command is run" '.verdict == "attachable"'
}

doctor_under_load()
{
	in_vf iperf3 -c "$PEER_ADDRESS" -t 5 -R > /dev/null 2>&1 &
	sleep 1
	doctor_says "doctor counts interrupts and packets" '.interrupts_per_second > 100 and .packets_per_second > 1000 and
		(.gain | test("^most of its [0-9]+ interrupts/s"))'
	diag "$(in_vf sebpctl doctor)"
	wait $!
	check "its command attaches" in_vf sh -c "$(in_vf sebpctl doctor -j | jq -r '.devices[0].command')"
	doctor_says "which it then says" '.verdict == "attached" and .state == "active" and (has("command") | not) and
		.napi_honoured and .raw_vectors and (.tx_in_napi | not)'
	check "detach" in_vf sebpctl detach vf0
}

attached()	# how many are
{
	in_vf sebpctl show -j | jq '.devices | length'
}

shadowing()
{
	local status

	says "shadow without rights" 4 "^sebpctl: vf0: .*CAP_NET_ADMIN" without_rights shadow vf0 1
	says "shadow for no time" 2 "^sebpctl: shadow: '0': " in_vf sebpctl shadow vf0 0
	says "shadow of what the module refuses" 1 "^sebpctl: vmxnet0: vmxnet3" in_port vmxnet3 sebpctl shadow vmxnet0 1

	in_vf iperf3 -c "$PEER_ADDRESS" -t 8 -R > /dev/null 2>&1 &
	sleep 1
	json_of "shadow vf0 2" "shadow predicts" '.ifname == "vf0" and .state == "shadow" and .elapsed_ns > 1900000000 and
		.irqs_taken > 100 and .irqs_suppressed > 0 and .irqs_suppressed <= .irqs_taken and .polls > 0 and
		(.events | map(.polls) | add) <= .polls and (.events | map(.event) | contains(["tick", "watchdog"]))'
	is "and leaves nothing attached" "$(attached)" 0
	diag "$(in_vf sebpctl shadow vf0 1)"

	in_vf sebpctl shadow vf0 600 > /tmp/shadow.text &
	wait_until 10 eval '[ "$(attached)" = 1 ]' || not_ok "shadow attaches"
	# On a busy host the stream may be over, and nothing come in so short a time.
	in_vf ping -q -c 3 -i 0.2 "$PEER_ADDRESS" > /dev/null
	pkill -INT -f '^sebpctl shadow vf0 600'
	wait $!
	is "interrupted, it ends well" $? 0
	check "and says what it has seen" grep -q 'interrupts:  .* were taken' /tmp/shadow.text
	is "and has detached" "$(attached)" 0
	wait

	check "attach in shadow mode" in_vf sebpctl attach vf0 --shadow --preset latency
	check "what is in shadow mode already needs no rights" without_rights shadow vf0 1
	json_of show "and stays attached as it was" '.devices[0] | .mode == "shadow" and .preset == "latency"'
	check "poll it" in_vf sebpctl set vf0 --poll
	says "shadow of what is polled" 1 "^sebpctl: vf0: it is attached and polled" in_vf sebpctl shadow vf0 1
	json_of show "which is left alone" '.devices[0].state == "active"'
	check "detach" in_vf sebpctl detach vf0
}

notices()	# notices FILTER: the words of the monitor's JSON lines, in one line
{
	jq -r -s "map(select(.device.ifname == \"vf0\") | $1) | join(\" \")" /tmp/monitor.json
}

heard()		# heard NAME FILTER WANT: at last
{
	local filter=$2 want=$3

	wait_until 5 eval '[ "$(notices "$filter")" = "$want" ]'
	is "$1" "$(notices "$filter")" "$want"
}

monitoring()
{
	local json text

	check "attach before the monitor" in_vf sebpctl attach vf0
	without_rights monitor -j > /tmp/monitor.json &
	json=$!
	in_vf sebpctl monitor > /tmp/monitor.text 2> /tmp/monitor.error &
	text=$!
	heard "the monitor starts with what is attached" '.notice + ":" + .device.state' "now:active"
	check "set" in_vf sebpctl set vf0 --batch 9
	in_vf ip link set vf0 down
	in_vf ip link set vf0 up
	check "detach" in_vf sebpctl detach vf0
	check "attach in shadow mode" in_vf sebpctl attach vf0 --shadow
	heard "it hears of settings, states, attach and detach" '.notice + ":" + .device.state' \
		"now:active change:active change:down change:active detach:active attach:shadow"
	heard "and what they are" '.device | "\(.batch):\(.mode):\(.reason // "")"' \
		"32:poll: 9:poll: 9:poll:the interface is down 9:poll: 9:poll: 32:shadow:shadow mode was asked for"
	in_vf sh -c 'echo 1 > /sys/class/net/vf0/threaded'
	in_vf sebpctl show > /dev/null
	wait_until 10 eval 'notices .device.state | grep -q degraded'
	check "it hears why a device is degraded" jq -e -s 'last | .notice == "change" and
		.device.state == "degraded" and (.device.reason | test("threaded"))' /tmp/monitor.json
	in_vf sh -c 'echo 0 > /sys/class/net/vf0/threaded'
	check "detach again" in_vf sebpctl detach vf0
	check "the module unloads under the monitors" rmmod sebp
	wait $text
	is "which end" $? 3
	wait $json
	is "both" $? 3
	is "and say why" "$(cat /tmp/monitor.error)" "sebpctl: the module sebp has been unloaded"
	check "the text has a line for each" grep -c -E \
		'^[0-9:]{8} vf0 (is|attached:|changed:|detached)' /tmp/monitor.text
	is "as many as the JSON" "$(wc -l < /tmp/monitor.text)" "$(wc -l < /tmp/monitor.json)"
	check "the JSON is the documented one" /sebp/tests/documented/json monitor /tmp/monitor.json
	diag "$(cat /tmp/monitor.text)"
	check "the module loads again" insmod "/sebp/build/$KERNEL/sebp.ko"
}

keys()		# keys WORD: typed, unless the program has ended
{
	check "top goes on" kill -0 $TOP && printf %s "$1" >&7
}

# The program in a terminal of 80 columns and 24 rows; what it draws goes to /tmp/top.screen, keys come from /tmp/top.keys.
top_start()
{
	rm -f /tmp/top.keys
	mkfifo /tmp/top.keys
	TERM=xterm LANG=C.UTF-8 in_vf socat - SYSTEM:"stty rows 24 cols 80; tty > /tmp/top.tty; exec sebpctl top",pty,ctty,setsid,stderr \
		< /tmp/top.keys > /tmp/top.screen 2> /dev/null &
	TOP=$!
	exec 7> /tmp/top.keys
}

drawn()		# drawn NAME PATTERN: sooner or later
{
	wait_until 10 grep -a -q -e "$2" /tmp/top.screen
	check "$1" grep -a -q -e "$2" /tmp/top.screen
}

top_screen()
{
	top_start
	drawn "top draws the device" 'vf0: igbvf, active'
	in_vf iperf3 -c "$PEER_ADDRESS" -t 4 -R > /dev/null 2>&1
	drawn "and its queue, with a history" █
	keys h
	drawn "a key explains" 'polls that found nothing'
	keys h
	: > /tmp/top.screen
	stty -F "$(cat /tmp/top.tty)" rows 6 cols 40
	drawn "it draws anew in a smaller terminal" 'vf0: igbvf, active'
	cp /tmp/top.screen /results/
	keys q
	wait $TOP
	is "a key quits" $? 0
	exec 7>&-
}

top()
{
	says "top without a terminal" 1 "^sebpctl: top needs a terminal" in_vf sebpctl top
	says "top of a delay that is none" 2 "^sebpctl: --delay '0': from 1 to 60 is taken" in_vf sebpctl top -d 0
	check "attach" in_vf sebpctl attach vf0
	in_vf iperf3 -c "$PEER_ADDRESS" -t 5 -R > /dev/null 2>&1 &
	without_rights top -j -n 4 > /tmp/top.json
	check "top as JSON: a line for each second" jq -e -s 'length == 4 and
		all(.devices[0] | .ifname == "vf0" and .state == "active" and (.queues | length) == 1)' /tmp/top.json
	check "the documented one" /sebp/tests/documented/json top /tmp/top.json
	# A gap beyond the histogram, when the host is busy, has no bound.
	check "with rates" jq -e -s 'any(.devices[0].queues[0] | .packets_per_second > 100 and .polls_per_second > 10 and
		.packets_per_poll > 0 and .empty_share < 1)' /tmp/top.json
	diag "$(cat /tmp/top.json)"
	wait $!
	top_screen
	in_vf ip link set vf0 down
	in_vf sebpctl top -j -n 1 > /tmp/top.json
	check "of a device that is down: what was asked for, what is, and why" jq -e '.devices[0] |
		.mode == "poll" and .state == "down" and (.reason | test("down"))' /tmp/top.json
	check "in the documented words" /sebp/tests/documented/json top /tmp/top.json
	in_vf ip link set vf0 up
	check "detach" in_vf sebpctl detach vf0
}

reporting()
{
	check "attach" in_vf sebpctl attach vf0
	check "TCP flows" iperf3_mbit in_vf "$PEER_ADDRESS" -t 2 -R
	check "a report is written" in_vf sebpctl report vf0 --output /results/report.html
	check "with all three drawings" [ "$(grep -c '<svg' /results/report.html)" = 3 ]
	check "it is the one on standard output" grep -q '<h2>vf0: igbvf, ' <(without_rights report)
	says "report of what is not attached" 1 "^sebpctl: lo: not attached" in_vf sebpctl report lo -o /tmp/lo.html
	check "leaves no file" [ ! -e /tmp/lo.html ]
	check "detach" in_vf sebpctl detach vf0
}

metric()	# metric NAME LABELS: its value in what was written
{
	sed -n "s/^$1{$2} //p" /tmp/sebp.prom
}

metrics()
{
	local inode

	check "attach" in_vf sebpctl attach vf0
	check "TCP flows" iperf3_mbit in_vf "$PEER_ADDRESS" -t 2 -R
	wait_until 10 eval '[ "$(in_vf sebpctl show -j | jq -r ".devices[0].queues[0].state")" = parked ]'
	check "metrics go to a file, without rights" \
		in_vf sh -c 'umask 022; touch /tmp/sebp.prom; sebpctl metrics --output /tmp/sebp.prom'
	is "it is for everybody to read" "$(stat -c %a /tmp/sebp.prom)" 644
	is "and alone" "$(echo /tmp/sebp.prom*)" /tmp/sebp.prom
	is "polls are those of show" "$(metric sebp_polls_total 'device="vf0",queue="0"')" \
		"$(in_vf sebpctl show -j | jq '.devices[0].queues[0].polls')"
	is "so are the gaps" "$(metric sebp_gap_seconds_count 'device="vf0",queue="0"')" \
		"$(in_vf sebpctl show -j | jq '.devices[0].queues[0].gaps | add')"
	is "it is active" "$(metric sebp_device_state 'device="vf0",state="active"')" 1
	inode=$(stat -c %i /tmp/sebp.prom)
	check "metrics again" in_vf sebpctl metrics -o /tmp/sebp.prom
	check "are another file" [ "$(stat -c %i /tmp/sebp.prom)" != "$inode" ]
	says "metrics to nowhere" 1 "^sebpctl: /nowhere/sebp.prom: cannot be written: No such file" \
		in_vf sebpctl metrics --output /nowhere/sebp.prom
	check "detach" in_vf sebpctl detach vf0
	diag "$(head -n 30 /tmp/sebp.prom)"
}

without_module()
{
	says "shadow without the module" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl shadow vf0
	says "monitor without the module" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl monitor
	is "metrics say that there is no module" "$(in_vf sebpctl metrics | grep -v '^#' | paste -s -d ' ')" "sebp_module_loaded 0 sebp_vmm_module_loaded 0"
	says "report without the module" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl report
	says "top without the module" 3 "^sebpctl: .*modprobe sebp" in_vf sebpctl top -j
	says "a word too many for doctor" 2 "^sebpctl: doctor: 'vf0'" in_vf sebpctl doctor vf0
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	flat_vf_up
	flat_ports_up
	without_module
	doctor_without_module
	doctor_moderation
	check "the module loads" insmod "/sebp/build/$KERNEL/sebp.ko"
	doctor_with_module
	iperf3_mbit in_vf "$PEER_ADDRESS" -t 1 > /dev/null	# starts the server
	doctor_under_load
	shadowing
	monitoring
	top
	reporting
	metrics
	is "completion of a file" "$(completes sebpctl metrics --output /tmp/sebp.pr)" "/tmp/sebp.prom"
	is "completion of a device" "$(completes sebpctl shadow l)" "lo"
	is "and of none where there is none" "$(completes sebpctl doctor l)" ""
	check "the module unloads" rmmod sebp
}
