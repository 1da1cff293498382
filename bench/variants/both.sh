# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the guest and in the host.

variant_load()
{
	(. "$BENCH/variants/sebp-vmm.sh"; variant_load) && (. "$BENCH/variants/sebp.sh"; variant_load)
}

variant_on()
{
	(. "$BENCH/variants/sebp-vmm.sh"; variant_on) && (. "$BENCH/variants/sebp.sh"; variant_on)
}

# In force: both active. Which of them does the work is theirs to decide, so the host need not have announced anything.
variant_off()	# variant_off BUSY
{
	local guest host status=0

	guest=$(. "$BENCH/variants/sebp.sh"; variant_off "$1") || status=1
	host=$(. "$BENCH/variants/sebp-vmm.sh"; variant_off 0) || status=1
	jq -s -c add <<< "$guest $host" && return $status
}
