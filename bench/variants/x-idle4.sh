# SPDX-License-Identifier: GPL-2.0-only
. /sebp/bench/variants/sebp.sh

variant_on()
{
	l2 $MEASURED_GUEST sebpctl attach vf0 --max-gap 4ms --events tick,irq,softirq,xmit,idle
}
