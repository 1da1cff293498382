# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the guest, preset efficiency.
. /sebp/bench/variants/sebp.sh

variant_on()
{
	l2 $MEASURED_GUEST sebpctl attach vf0 --preset efficiency
}
