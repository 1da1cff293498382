// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>

#include "clock.h"

#ifdef CONFIG_X86
#include <asm/tsc.h>
#endif

u64 sebp_clock_mult __read_mostly;

#ifdef SEBP_DEBUG
ulong sebp_debug_back;
module_param_named(back, sebp_debug_back, ulong, 0600);
MODULE_PARM_DESC(back, "the clock is set back by so many ns");
#endif

/*
 * The kernel marks a TSC unstable that stops in idle states or differs between CPUs. Virtual machines seldom
 * have the CPUID bits that promise more, and less is not needed: an error only stretches or shrinks a gap.
 */
void sebp_clock_init(void)
{
#ifdef CONFIG_X86
	if (tsc_khz && !check_tsc_unstable())
		sebp_clock_mult = div_u64((u64)USEC_PER_SEC << 32, tsc_khz);
#endif
}
