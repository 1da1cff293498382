# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the guest, with its defaults. Other variants take this one and set ATTACH, the options with which it attaches.
ATTACH=

variant_load()
{
	sebp_load
}

variant_on()
{
	l2 $MEASURED_GUEST sebpctl attach $GUEST_DEVICE $ATTACH
}

# In force: attached and active. What the governor leaves to interrupts under load is worth a word: the figures are theirs.
variant_off()	# variant_off BUSY
{
	local state

	state=$(l2 $MEASURED_GUEST sh -c "sebpctl show $GUEST_DEVICE -j && sebpctl detach $GUEST_DEVICE" | jq -c .)
	echo "$state"
	[ "$1" = 0 ] || jq -e '[.devices[0].queues[].polls] | add > 0' <<< "$state" > /dev/null ||
		diag "the governor sees nothing to gain here: all by interrupts" >&2
	jq -e '.devices[0].state == "active"' <<< "$state" > /dev/null
}
