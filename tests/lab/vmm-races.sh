# SPDX-License-Identifier: GPL-2.0-only
# sebp-vfio-pci under a VMM of some instructions: halts and wakes race with interrupts, and devices go away in memory mode.
# sebp-lab run vmm-races -- QUESTIONS KILLS: 4000 and 5 if not said.
TOPOLOGY=nested
GUESTS=2	# that is, VFs
TIMEOUT=3600
VFIO_DRIVER=sebp-vfio-pci

vm_set()
{
	sebpctl vm set "$@" || bail "cannot set $*"
}

sum()		# sum DEVICE COUNTER: over its vectors
{
	sebpctl vm show -j | jq -r "[.vfs[] | select(.device == \"$1\").vectors[].$2] | add // 0"
}

vmm_start()	# vmm_start ARGUMENTS...: it stays until vmm_kill
{
	rm -f /tmp/answers
	vmm "$@" > /tmp/answers 2> /tmp/vmm.log &
	vmm=$!
}

vmm_kill()
{
	kill -9 $vmm
	wait $vmm 2> /tmp/killed
}

answers_come()
{
	[ -s /tmp/answers ] || ! kill -0 $vmm 2> /dev/null
}

# All questions are answered; leaves the VMM there, for its devices to be looked at.
vmm_asks()	# vmm_asks NAME ARGUMENTS...
{
	local name=$1 lost longest
	shift

	vmm_start "$@"
	wait_until 3000 answers_come
	read -r lost longest < /tmp/answers
	is "$name" "$lost" 0 || diag "$(< /tmp/vmm.log)"
	diag "$name: the longest wait took $longest us; $(sebpctl vm show -j | jq -c '.vfs[].vectors[0] // empty')"
}

# The vCPU falls asleep and wakes up while memory mode is entered and left, in naps (a gap) and without any.
races()		# races QUESTIONS
{
	local gap

	for gap in 0us 300us; do
		vm_set $vf --min-gap $gap
		vmm_asks "a guest that halts gets all of $1 interrupts, $gap between announcements" halt "$1" 300 $vf
		check "which raced with switches" [ "$(sum $vf engages)" -gt 5 ]
		check "and with words" [ "$(sum $vf announced)" -gt 5 ]
		vmm_kill
	done
	vm_set $vf --min-gap 1ms
}

looks_of_spinner()	# looks_of_spinner MAX-DELAY: how often it was looked for words of a guest that does not exit
{
	vm_set $vf --max-delay "$1"
	vmm_asks "a guest that spins gets every interrupt, after $1 at most" spin 500 100 $vf
	looks=$(sum $vf exits)
	check "$1: words were announced" [ "$(sum $vf announced)" -gt 20 ]
	vmm_kill
}

spinner()
{
	local looks seldom

	vm_set $vf --min-gap 0us
	looks_of_spinner 50ms
	seldom=$looks
	looks_of_spinner 500us
	diag "looks: $seldom by the tick, $looks by the timer"
	vm_set $vf --min-gap 1ms --max-delay 4ms
}

two_devices()
{
	local device

	vmm_asks "a guest with two devices gets the interrupts of both" halt 2000 300 $vf "${VF_PCI_N[2]}"
	for device in $vf "${VF_PCI_N[2]}"; do
		check "words of $device are announced" [ "$(sum "$device" announced)" -gt 0 ]
	done
	vmm_kill
}

in_memory_mode()
{
	vmm_start spin 0 50 $vf
	wait_until 60 engaged_since 0 || bail "no vector goes to memory mode: $(< /tmp/vmm.log) $(sebpctl vm show)"
	# Mostly there, that is, when the test goes on.
	wait_until 5 in_memory
}

kills()		# kills N
{
	local i

	for ((i = 0; i < $1; i++)); do
		in_memory_mode
		vmm_kill
	done
	vmm_asks "after $1 times kill -9 in memory mode the VF works" halt 500 300 $vf
	vmm_kill
}

reset()
{
	in_memory_mode
	check "the device is reset in memory mode" eval "echo 1 > /sys/bus/pci/devices/$vf/reset"
	vmm_kill
	vmm_asks "and works with the next VMM" halt 500 300 $vf
	vmm_kill
}

# Its VMM has no way to be told: the kernel waits.
removal()
{
	local count=/sys/bus/pci/devices/$PF_PCI/sriov_numvfs removing

	in_memory_mode
	echo 0 > "$count" & removing=$!
	sleep 1
	check "the PF's VFs stay while a VMM has one in memory mode" kill -0 $removing
	vmm_kill
	wait $removing
	is "and go when it dies" $? 0
	is "there are none" "$(< "$count")$(sebpctl vm show -j | jq -c .vfs)" "0[]"
}

states()
{
	jq -r -s "map(select(.vf.device == \"$vf\").vf.state) | unique | join(\" \")" /tmp/notices
}

told()
{
	[ "$(states)" = "$1" ]
}

# Whoever listens hears what devices do.
notices()
{
	vm_set $vf --mode interrupt
	vmm_asks "by interrupts alone a guest gets all of them" halt 200 300 $vf
	is "and there was no word" "$(sum $vf engages)" 0
	vmm_kill
	vm_set $vf --mode auto
	wait_until 5 told "active closed interrupt"
	is "what happened was told" "$(states)" "active closed interrupt"
	is "but not by whom: everybody hears it" "$(jq -r 'select(.vf.state == "active").vf.comm' /tmp/notices | sort -u)" null
	kill $listener
}

scenario()
{
	l2_modules || bail "L1 has no KVM, or no $VFIO_DRIVER"
	sebpctl vm monitor -j > /tmp/notices & listener=$!
	pf_up
	bind_driver "${VF_PCI_N[1]}" $VFIO_DRIVER
	bind_driver "${VF_PCI_N[2]}" $VFIO_DRIVER
	vf=${VF_PCI_N[1]}
	races "$((${1:-4000} / 2))"
	spinner
	two_devices
	kills "${2:-5}"
	reset
	notices
	removal
}
