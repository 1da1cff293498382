# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the guest, with its defaults. Other variants take this one and set ATTACH, the options with which it attaches.
ATTACH=

# The tool is copied into the guest: a guest's guest takes seconds to start a program from a share of a share.
variant_load()
{
	l2 $MEASURED_GUEST sh -c "mkdir -p /usr/local/bin && cp /sebp/build/tools/sebpctl /usr/local/bin/ &&
		{ test -d /sys/module/sebp || insmod /sebp/build/$KERNEL/sebp.ko; }"
}

variant_on()
{
	l2 $MEASURED_GUEST sebpctl attach vf0 $ATTACH
}

# In force: attached and active. What the governor leaves to interrupts under load is worth a word: the figures are theirs.
variant_off()	# variant_off BUSY
{
	local state

	state=$(l2 $MEASURED_GUEST sh -c 'sebpctl show vf0 -j && sebpctl detach vf0' | jq -c .)
	echo "$state"
	[ "$1" = 0 ] || jq -e '[.devices[0].queues[].polls] | add > 0' <<< "$state" > /dev/null ||
		diag "the governor sees nothing to gain here: all by interrupts" >&2
	jq -e '.devices[0].state == "active"' <<< "$state" > /dev/null
}
