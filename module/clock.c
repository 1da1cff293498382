// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <linux/ktime.h>

#include "clock.h"

#ifdef CONFIG_X86
#include <asm/cpufeature.h>
#include <asm/tsc.h>
#endif

u64 sebp_clock_mult __read_mostly;

/* A TSC that stops in idle states or changes its rate would stretch the gaps. */
void sebp_clock_init(void)
{
#ifdef CONFIG_X86
	if (boot_cpu_has(X86_FEATURE_CONSTANT_TSC) && boot_cpu_has(X86_FEATURE_NONSTOP_TSC) &&
	    tsc_khz && !check_tsc_unstable())
		sebp_clock_mult = div_u64((u64)USEC_PER_SEC << 32, tsc_khz);
#endif
}
