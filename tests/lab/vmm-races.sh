# SPDX-License-Identifier: GPL-2.0-only
# sebp-vfio-pci under a VMM of some instructions: halts and wakes race with interrupts, and devices go away in memory mode.
# sebp-lab run vmm-races -- QUESTIONS KILLS MODULES: 4000, 5 and 5 if not said.
TOPOLOGY=nested
GUESTS=2	# that is, VFs
QUESTIONS=${SCENARIO_ARGS[0]:-4000}
KILLS=${SCENARIO_ARGS[1]:-5}
MODULES=${SCENARIO_ARGS[2]:-5}
TIMEOUT=$((1800 + QUESTIONS / 10 + KILLS * 20 + MODULES * 30))
VFIO_DRIVER=sebp-vfio-pci

# The vCPU falls asleep and wakes up while memory mode is entered and left, in naps (a gap) and without any.
races()		# races QUESTIONS
{
	local gap

	for gap in 0us 300us; do
		vm_set $vf --min-gap $gap
		vmm_asks "a guest that halts gets all of $1 interrupts, $gap between announcements" halt "$1" 300 $vf
		check "which raced with switches" [ "$(vmm_sum $vf engages)" -gt 5 ]
		check "and with words" [ "$(vmm_sum $vf announced)" -gt 5 ]
		vmm_kill
	done
	vm_set $vf --min-gap 1ms
}

looks_of_spinner()	# looks_of_spinner MAX-DELAY: how often it was looked for words of a guest that does not exit
{
	vm_set $vf --max-delay "$1"
	vmm_asks "a guest that spins gets every interrupt, after $1 at most" spin 500 100 $vf
	looks=$(vmm_sum $vf exits)
	check "$1: words were announced" [ "$(vmm_sum $vf announced)" -gt 20 ]
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
		check "words of $device are announced" [ "$(vmm_sum "$device" announced)" -gt 0 ]
	done
	vmm_kill
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

kvm_goes()
{
	modprobe -r kvm-amd || modprobe -r kvm-intel
}

kvm_comes()
{
	modprobe kvm-amd || modprobe kvm-intel
}

vfio_goes()
{
	rmmod sebp_vfio_pci && modprobe -r vfio-pci && modprobe -r vfio_iommu_type1
}

vfio_comes()
{
	modprobe vfio-pci && insmod "/sebp/build/$KERNEL/$VFIO_DRIVER.ko"
}

any_order()	# any_order ONE OTHER
{
	[ $((RANDOM % 2)) = 0 ] || set -- "$2" "$1"
	order+=" $*"
	$1 && $2
}

# None of them leaves a VMM in memory mode; then they go and come in any order.
modules()	# modules N
{
	local i module order=

	for ((i = 0; i < $1; i++)); do
		in_memory_mode
		for module in sebp_vfio_pci vfio_pci_core vfio_iommu_type1 vfio kvm; do
			! rmmod $module 2> /dev/null || bail "$module goes while a VMM needs it"
		done
		vmm_kill
		any_order kvm_goes vfio_goes && any_order kvm_comes vfio_comes || bail "modules do not go or come:$order"
		[ -e "/sys/bus/pci/drivers/$VFIO_DRIVER/$vf" ] || bail "the device is not taken again:$order"
	done
	diag "orders:$order"
	vmm_asks "after all modules have gone and come $1 times, in any order, the VF works" halt 500 300 $vf
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
	is "and there was no word" "$(vmm_sum $vf engages)" 0
	vmm_kill
	vm_set $vf --mode auto
	wait_until 5 told "active closed interrupt"
	is "what happened was told" "$(states)" "active closed interrupt"
	check "in the documented words" /sebp/tests/documented/json "vm monitor" /tmp/notices
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
	races $((QUESTIONS / 2))
	spinner
	two_devices
	kills "$KILLS"
	reset
	notices
	modules "$MODULES"
	removal
}
