# SPDX-License-Identifier: GPL-2.0-only
# For scenarios whose VFs are assigned by sebp-vfio-pci: guest 1 and its VF, or a VMM of some instructions.

vmm_device()	# vmm_device JQ-FILTER: of what the tool says of the first device
{
	sebpctl vm show -j | jq -r ".vfs[0] | $1"
}

vmm_engages()
{
	vmm_device '[.vectors[].engages] | add // 0'
}

in_memory()
{
	[ "$(vmm_device '[.vectors[] | select(.now == "memory")] | length')" -gt 0 ]
}

engaged_since()	# engaged_since COUNT
{
	[ "$(vmm_engages)" -gt "$1" ]
}

device_is()
{
	[ "$(vmm_device .state)" = "$1" ]
}

# A QEMU without KVM that opens the device of guest 1, in its place, and does nothing else.
plain_vmm()
{
	qemu-system-x86_64 -nodefaults -display none -M q35 -accel tcg -m 64 -S \
		-device "vfio-pci,host=${VF_PCI_N[1]}" > /tmp/plain.log 2>&1 &
	L2_PID[1]=$!
	wait_until 20 device_is interrupt || bail "a VMM without KVM does not open the device: $(< /tmp/plain.log)"
}

# Once the guest has found its VF, or its driver has come: as when it booted.
guest_vf_up()
{
	l2 1 bash -c ". /sebp/lab/guest/net.sh; bail() { echo \"\$*\"; exit 1; }; VF=$VF; vf_up_in_guest 1"
}

guest_answers()
{
	in_peer ping -q -c 2 -i 0.05 -W 1 10.77.0.11
}

# A stream that goes on until traffic_stop, so that vectors are in memory mode.
traffic_start()
{
	local before

	before=$(vmm_engages)
	iperf3_serve
	l2 1 iperf3 -c $PEER_ADDRESS -t 100 -R > /tmp/traffic 2>&1 &
	wait_until 40 engaged_since "$before" ||
		bail "no vector goes to memory mode: $(tail -n 3 /tmp/traffic) $(sebpctl vm show)"
	# Mostly there, that is, when the test goes on.
	wait_until 5 in_memory
}

traffic_stop()
{
	pkill -INT -x iperf3
	wait_until 10 gone_from_guest
}

gone_from_guest()
{
	! l2 1 pgrep -x iperf3 > /dev/null
}

# How often a timer of sebp-vfio-pci fires while a command runs.
timers_during()	# timers_during COMMAND...
{
	local tracing=/sys/kernel/tracing event=events/timer/hrtimer_expire_entry/enable

	[ -e $tracing/trace ] || mount -t tracefs tracefs $tracing
	: > $tracing/trace
	echo 1 > $tracing/$event
	"$@" > /dev/null
	echo 0 > $tracing/$event
	grep -c '\[sebp_vfio_pci\]' $tracing/trace
}

# --- tests/guest/vmm.c: a VMM that starts in a moment, and $vf, its device

vm_set()
{
	sebpctl vm set "$@" || bail "cannot set $*"
}

vmm_sum()	# vmm_sum DEVICE COUNTER: over its vectors
{
	sebpctl vm show -j | jq -r "[.vfs[] | select(.device == \"$1\").vectors[].$2] | add // 0"
}

vmm_start()	# vmm_start ARGUMENTS...: it stays until vmm_kill
{
	: > /tmp/answers
	vmm "$@" > /tmp/answers 2> /tmp/vmm.log &
	vmm=$!
}

# A guest of $vf that asks for ever and does not exit, in memory mode.
in_memory_mode()
{
	vmm_start spin 0 50 $vf
	wait_until 60 engaged_since 0 || bail "no vector goes to memory mode: $(< /tmp/vmm.log) $(sebpctl vm show)"
	# Mostly there, that is, when the test goes on.
	wait_until 5 in_memory
}

vmm_kill()
{
	kill -9 $vmm
	wait $vmm 2> /tmp/killed
}

vmm_said()	# vmm_said LINES: it has said so much, or is gone
{
	[ "$(wc -l < /tmp/answers)" -ge "$1" ] || ! kill -0 $vmm 2> /dev/null
}

vmm_line()	# vmm_line N: of what it said
{
	sed -n "$1p" /tmp/answers
}

# All questions are answered; leaves the VMM there, for its devices to be looked at. A question takes some milliseconds.
vmm_asks()	# vmm_asks NAME spin|halt COUNT ARGUMENTS...
{
	local name=$1 lost longest
	shift

	vmm_start "$@"
	wait_until $((600 + $2 / 10)) vmm_said 1
	read -r lost longest < /tmp/answers
	is "$name" "$lost" 0 || diag "$(< /tmp/vmm.log)"
	diag "$name: the longest wait took $longest us; $(sebpctl vm show -j | jq -c '.vfs[].vectors[0] // empty')"
}
