# SPDX-License-Identifier: GPL-2.0-only
# Adaptive interrupt coalescing, as published for SR-IOV: a program in the guest sets the interrupt rate by the packet rate
# (tests/guest/aic.c). Other variants take this one and set AIC, its rule.
. "$BENCH/variants/itr-fixed.sh"
ITR_US=125
AIC=adaptive

variant_on()
{
	itr_remember && itr_set "$ITR_US" && l2 $MEASURED_GUEST sh -c "aic $AIC $GUEST_DEVICE > /tmp/aic.log 2>&1 &"
}

# In force: the program has run to this end, and has set the rate as often as it says.
variant_off()
{
	local state

	state=$(l2 $MEASURED_GUEST sh -c 'pkill -TERM -x aic && while pgrep -x aic > /dev/null; do sleep 0.05; done; cat /tmp/aic.log')
	itr_restore || return
	echo "$state"
	jq -e --arg mode $AIC '.settings.mode == $mode' <<< "$state" > /dev/null
}
