# SPDX-License-Identifier: GPL-2.0-only
# A VMM that means no good has a VF by sebp-vfio-pci: the host and whoever asks it go on. There is no guest but its own.
TOPOLOGY=nested
TIMEOUT=300
VFIO_DRIVER=sebp-vfio-pci

bad_vmm()	# bad_vmm WHAT
{
	badvmm "$group" "$VF_PCI" "$1" > "/tmp/bad.$1" 2>&1
}

stalled()
{
	grep -q stalled /tmp/bad.stall
}

flipped_often()
{
	[ "$(grep -c flipped /tmp/bad.flip)" -ge 40 ]
}

# The tool, from another PID namespace.
from_container()
{
	unshare --pid --fork --mount-proc sebpctl vm show -j
}

scenario()
{
	local group

	l2_modules || bail "L1 has no KVM, or no $VFIO_DRIVER"
	pf_up
	VF_PCI=${VF_PCI_N[1]}
	bind_driver "$VF_PCI" $VFIO_DRIVER
	group=$(basename "$(readlink "/sys/bus/pci/devices/$VF_PCI/iommu_group")")

	bad_vmm stall &
	wait_until 20 stalled || bail "it does not stall: $(< /tmp/bad.stall)"
	is "its vector is seen while its request waits for memory that does not come" \
		"$(timeout 10 sebpctl vm show -j | jq -r '.vfs[0].comm')" badvmm
	check "the device can be set meanwhile" timeout 10 sebpctl vm set "$VF_PCI" --min-gap 2ms
	is "who may not see the process is not told which it is" \
		"$(from_container | jq -c '.vfs[0] | [.state, .pid, .comm]')" '["active",null,null]'
	wait $!
	is "and it goes on" "$(tail -n 1 /tmp/bad.stall)" "done"

	bad_vmm flip &
	check "it changes its requests while they are read, in memory mode" wait_until 20 engaged_since 0
	diag "$(sebpctl vm show)"
	check "again and again" wait_until 60 flipped_often
	pkill badvmm
	wait $!
	is "until it ends" $? 0
	diag "$(sort /tmp/bad.flip | uniq -c)"
	check "unload" rmmod sebp_vfio_pci
	modprobe igbvf
	check "the VF is the host's again" bind_driver "$VF_PCI" igbvf
}
