# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the host: the VF is assigned by sebp-vfio-pci, the guest is as it comes. The other variants run with the same
# driver in interrupt mode, in which it is vfio-pci.

# Also before the first run of any other variant.
variant_load()
{
	vmm_mode interrupt
}

variant_on()
{
	vmm_mode auto
}

# In force: active; under load words must have been announced, or interrupts were measured.
variant_off()	# variant_off BUSY
{
	local state

	state=$(sebpctl vm show -j | jq -c --arg device "${VF_PCI_N[MEASURED_GUEST]}" '.vfs |= map(select(.device == $device))')
	vmm_mode interrupt || return
	echo "$state"
	jq -e --argjson busy "$1" '.vfs[0].state == "active" and
		($busy == 0 or ([.vfs[0].vectors[].announced] | add) > 0)' <<< "$state" > /dev/null
}
