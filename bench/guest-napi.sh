# SPDX-License-Identifier: GPL-2.0-only
# For variants that are nothing but numbers which the guest's kernel keeps for each NAPI (tests/guest/napi.c), from 6.13 on:
#	NAPI="NAME=NUMBER ..."		what each is to say while the variant is in force; otherwise it is 0

variant_load() { :; }

variant_on()
{
	l2 $MEASURED_GUEST napi $GUEST_DEVICE $NAPI > /dev/null
}

# In force: all NAPIs still say what was written.
variant_off()
{
	local said name wanted=

	said=$(l2 $MEASURED_GUEST napi $GUEST_DEVICE) && l2 $MEASURED_GUEST napi $GUEST_DEVICE $(sed 's/=[0-9]*/=0/g' <<< "$NAPI") > /dev/null || return
	for name in $NAPI; do
		wanted+=",\"${name%=*}\":${name#*=}"
	done
	jq -c '{settings: .[0]}' <<< "$said"
	jq -e --argjson wanted "{${wanted#,}}" 'all(.[]; . + $wanted == .)' <<< "$said" > /dev/null
}
