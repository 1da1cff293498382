# SPDX-License-Identifier: GPL-2.0-only
# Words that nobody looks at, on purpose, under a guest that does not exit: the stall detector notices, interrupts carry on, it is said, and
# later it is tried again. No interrupt is lost.
TOPOLOGY=nested
GUESTS=1	# that is, VFs
VFIO_DRIVER=sebp-vfio-pci
VFIO_DEBUG=-debug
CHECK_KERNELS="6.12"

BROKEN=/sys/module/sebp_vfio_pci_debug/parameters/stall

stalls()
{
	vmm_sum $vf stalls
}

stalled()	# stalled TIMES
{
	[ "$(stalls)" -ge "$1" ]
}

announced_since()	# announced_since COUNT
{
	[ "$(vmm_sum $vf announced)" -gt $(($1 + 10)) ]
}

interrupts_since()	# interrupts_since COUNT
{
	[ "$(vmm_sum $vf interrupts)" -gt $(($1 + 10)) ]
}

told()
{
	grep -q "not looked at in time" /tmp/notices
}

warnings()
{
	dmesg | grep -c 'interrupts only: a word was not looked at in time'
}

breaks()
{
	local before

	echo 1 > $BROKEN
	check "words that nobody looks at: the device goes back to interrupts" wait_until 5 device_is interrupt
	is "the stall is counted" "$(stalls)" 1
	check "the reason is shown" grep -q "not looked at in time; it will be tried again" <<< "$(sebpctl vm show)"
	check "who listens is told" wait_until 2 told
	is "the kernel log has a line" "$(warnings)" 1
	before=$(vmm_sum $vf interrupts)
	check "interrupts carry on" wait_until 5 interrupts_since "$before"

	check "it is tried again, and fails again" wait_until 15 stalled 2
	is "again by interrupts" "$(vmm_device .state)" interrupt
	echo 0 > $BROKEN
	sleep 12
	is "the next time takes longer" "$(vmm_device .state)" interrupt
	check "then it is tried again" wait_until 15 device_is active
	before=$(vmm_sum $vf announced)
	check "and words are announced as ever" wait_until 5 announced_since "$before"
	is "without another stall" "$(stalls)" 2
}

scenario()
{
	local listener

	l2_modules || bail "L1 has no KVM, or no $VFIO_DRIVER$VFIO_DEBUG"
	pf_up
	# Whoever preempts the vCPU, on the other CPU, ends memory mode.
	taskset -p 1 $$ > /dev/null
	vf=${VF_PCI_N[1]}
	bind_driver "$vf" $VFIO_DRIVER
	sebpctl vm monitor > /tmp/notices & listener=$!
	in_memory_mode
	is "no stall is seen in what works" "$(stalls)" 0
	breaks
	vmm_kill
	kill $listener

	echo 1 > $BROKEN
	vmm_asks "the next guest loses no interrupt in a stall" spin 500 100 "$vf"
	is "and there was one" "$(stalls)" 1
	vmm_kill
	check "unload, while another try is due" rmmod sebp_vfio_pci_debug
}
