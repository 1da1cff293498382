# SPDX-License-Identifier: GPL-2.0-only
# The baseline: the driver as it comes, one interrupt per whatever the device thinks fit.

variant_load() { :; }
variant_on() { :; }

variant_off()
{
	echo null
}
