# SPDX-License-Identifier: GPL-2.0-only
# On a PREEMPT_RT host the module has a VF as vfio-pci would, and says why it is no more: sebp-lab run vmm-rt --kernel 6.12-rt
# KVM is not there: on such a kernel it wants a TSC that never changes its pace, which QEMU does not emulate. QEMU emulates the guest, too.
TOPOLOGY=nested
CHECK_KERNELS=" "
TIMEOUT=600

RT="on a PREEMPT_RT kernel an eventfd cannot be signalled on an exit"

opened()
{
	[ "$(vmm_device .comm)" = qemu-system-x86 ]
}

scenario()
{
	local vf

	. /sebp/lab/guest/tool.sh
	. /sebp/lab/guest/vmm.sh
	modprobe vfio-pci && insmod "/sebp/build/$KERNEL/sebp-vfio-pci.ko" || bail "there is no sebp-vfio-pci"
	pf_up
	vf=${VF_PCI_N[1]}
	is "the kernel is a PREEMPT_RT one" "$(< /sys/kernel/realtime)" 1
	check "the VF is assigned" sebpctl vf assign pf0/0 --vmm
	plain_vmm
	check "a guest has it" wait_until 60 opened
	is "by interrupts" "$(vmm_device .state)" interrupt
	is "it is said why" "$(vmm_device .reason)" "$RT"
	check "to ask for more is no error" sebpctl vm set "$vf" --mode auto
	is "nor is it reported as if it were there" "$(vmm_device '[.mode, .state] | @json')" '["auto","interrupt"]'
	kill "${L2_PID[1]}"
	wait "${L2_PID[1]}"
	check "the VF is released" sebpctl vf release pf0/0
	check "unload" rmmod sebp_vfio_pci
}
