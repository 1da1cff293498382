# SPDX-License-Identifier: GPL-2.0-only
# sebpctl while what it works on goes: the device, midway, and the module that it knows, in favour of one of another version.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=400

# of_other_version MODULE: the end of the sentence about it
of_other_version()
{
	echo "the module $1 is of another version than sebpctl [0-9.]+: install both of the same one, then load it anew by .modprobe -r $1. and .modprobe $1."
}

vf_take()
{
	echo "$VF_PCI" > /sys/bus/pci/drivers/igbvf/unbind
}

vf_bring()
{
	echo "$VF_PCI" > /sys/bus/pci/drivers_probe
	flat_vf_again
}

attached()
{
	in_vf sebpctl show vf0 > /dev/null 2>&1
}

# Shadow attaches for the time that it watches, and takes its second look when the device is gone.
shadow()
{
	local status

	in_vf sebpctl shadow vf0 6 > /tmp/shadow.text 2> /tmp/shadow.error &
	wait_until 4 attached || not_ok "shadow attaches"
	vf_take
	wait $!
	status=$?
	is "shadow: there is no such device any more" $status 5
	is "it says so, in one sentence, and predicts nothing" "$(cat /tmp/shadow.error /tmp/shadow.text)" \
		"sebpctl: vf0: no such device in this network namespace"
	vf_bring
	is "the device that comes again is not attached" "$(in_vf sebpctl show -j | jq -c .devices)" "[]"
}

# Those that watch all devices go on; they hear of the one that goes and the one that comes.
watchers()
{
	local monitor top

	in_vf sebpctl attach vf0
	in_vf sebpctl monitor -j > /tmp/monitor.json 2> /tmp/monitor.error &
	monitor=$!
	in_vf sebpctl top -j > /tmp/top.json 2> /tmp/top.error &
	top=$!
	wait_until 5 grep -q vf0 /tmp/top.json
	vf_take
	check "monitor says that it goes" wait_until 5 grep -q '"notice":"detach"' /tmp/monitor.json
	: > /tmp/top.json
	check "top shows none" wait_until 5 grep -q '"devices":\[\]' /tmp/top.json
	vf_bring
	check "attach anew" in_vf sebpctl attach vf0
	check "top shows it again" wait_until 5 grep -q '"ifname":"vf0"' /tmp/top.json
	is "monitor has heard all" "$(jq -r .notice /tmp/monitor.json | grep -v change | xargs)" "now detach attach"
	kill $monitor $top
	wait $monitor $top
	is "neither has complained" "$(cat /tmp/monitor.error /tmp/top.error)" ""
	in_vf sebpctl detach vf0
}

# However the moment falls, each command does it or says why, and nothing else: no other exit code, no second sentence.
at_any_moment()
{
	local command status wrong="" seen="" flapping commands=("set vf0 --batch 9" "show vf0" "attach vf0" "set vf0 --poll -j" "show"
		"apply vf0 --config /dev/null" "report vf0" "report" "metrics" "doctor" "top -j -n 1" "detach vf0")

	touch /tmp/flapping
	while [ -e /tmp/flapping ]; do
		vf_take
		vf_bring
		in_vf sebpctl attach vf0 2> /dev/null
	done > /dev/null 2>&1 &
	flapping=$!
	SECONDS=0
	while [ $SECONDS -lt 60 ]; do
		for command in "${commands[@]}"; do
			in_vf sebpctl $command > /tmp/said 2> /tmp/error
			status=$?
			seen="$seen $status"
			case $status,$(wc -l < /tmp/error) in
			0,0 | 1,1 | 5,1) ;;
			*)	wrong="$wrong
$command: $status, $(< /tmp/error)" ;;
			esac
		done
	done
	rm /tmp/flapping
	wait $flapping
	is "at any moment it is done or said why not" "$wrong" ""
	seen=$(tr ' ' '\n' <<< "$seen" | grep . | sort | uniq -c | xargs)
	diag "how often which exit code: $seen"
	check "both was seen" [ "$(grep -c -E ' 0( |$)' <<< "$seen")" = 1 -a "$(wc -w <<< "$seen")" -gt 2 ]
}

stranger()	# stranger VERSION FAMILY
{
	rmmod stranger 2> /dev/null
	insmod "/sebp/build/$KERNEL/stranger.ko" version="$1" name="$2" || bail "there is no other module"
}

other_version()
{
	local command same

	same=$(of_other_version sebp)
	stranger 2 sebp
	for command in "show" "attach vf0" "set vf0 --poll" "detach vf0" "events" "apply vf0 --config /dev/null" "shadow vf0 1" \
			"monitor" "top -j" "report" "metrics" "doctor"; do
		says "newer module: $command" 6 "^sebpctl: sebp: $same" in_vf sebpctl $command
	done
	stranger 1 sebp
	check "older module: what it knows works" in_vf sebpctl attach vf0
	says "older module: an unknown attribute" 6 "^sebpctl: vf0: $same" in_vf sebpctl attach vf0 --batch 9
	says "older module: an unknown command" 6 "^sebpctl: vf0: $same" in_vf sebpctl set vf0 --batch 9
	says "an answer that lacks something" 6 "^sebpctl: vf0: what the module says is malformed, so $same" in_vf sebpctl show vf0
	rmmod stranger
}

# The family is all that there is of the module of the VMM level; top asks for none without that directory.
beside_vmm()
{
	unshare -m sh -c 'mount -t tmpfs tmpfs /sys/module && mkdir /sys/module/sebp_vfio_pci && exec sebpctl "$@"' sh "$@"
}

other_version_vmm()
{
	local command same

	same=$(of_other_version sebp-vfio-pci)
	stranger 2 sebp-vmm
	for command in "vm show" "vm monitor" "vm set 0000:01:10.0 --mode auto" "top -j"; do
		says "newer sebp-vfio-pci: $command" 6 "^sebpctl: sebp-vmm: $same" beside_vmm $command
	done
	stranger 1 sebp-vmm
	says "older sebp-vfio-pci: an unknown attribute" 6 "^sebpctl: 0000:01:10.0: $same" sebpctl vm set 0000:01:10.0 --mode auto
	for command in "vm show" "top -j"; do
		says "$command: an answer that lacks something" 6 "what the module says is malformed, so $same" beside_vmm $command
	done
	rmmod stranger
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	flat_vf_up
	other_version
	other_version_vmm
	check "the module loads" insmod "/sebp/build/$KERNEL/sebp.ko"
	shadow
	watchers
	at_any_moment
	wait_until 10 eval 'in_vf sebpctl detach vf0 2> /dev/null'
	check "the device works by plain interrupts" wait_until 10 vf_reaches_peer
	check "the module unloads" rmmod sebp
}
