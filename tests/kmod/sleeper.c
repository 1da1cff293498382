// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cpuidle driver that does nothing but halt: it takes the place that sebp's own would take, as haltpoll's does in many
 * guests. For tests, on a machine without any.
 */
#include <linux/cpuidle.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched/idle.h>
#include <linux/smp.h>

/* This CPU executes code of this file. */
static DEFINE_PER_CPU(bool, inside);

/* Idle task, IRQs off before and after. RCU does not watch. */
static int sleep_enter(struct cpuidle_device *dev, struct cpuidle_driver *drv, int index)
{
	__this_cpu_write(inside, true);
	if (!current_clr_polling_and_test()) {
		raw_safe_halt();
		raw_local_irq_disable();
	}
	__this_cpu_write(inside, false);
	return index;
}

/* No owner: it would pin the module, and sleeper_exit() waits. */
static struct cpuidle_driver driver = {
	.name = "sleeper",
	.states = {
		{
			.name = "halt",
			.desc = "halt",
			.enter = sleep_enter,
			.exit_latency = 1,
			.target_residency = 1,
		},
	},
	.state_count = 1,
};

static int __init sleeper_init(void)
{
	return cpuidle_register(&driver, NULL);
}

static void __exit sleeper_exit(void)
{
	int cpu;

	cpuidle_unregister(&driver);
	for_each_online_cpu(cpu)
		while (READ_ONCE(per_cpu(inside, cpu))) {
			wake_up_all_idle_cpus();
			usleep_range(50, 100);
		}
	synchronize_rcu();
}

module_init(sleeper_init);
module_exit(sleeper_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A cpuidle driver in sebp's way");
