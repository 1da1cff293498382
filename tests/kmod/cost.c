// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/event-cost: a line for each tracepoint that an event source can hook and that has a probe, with the instructions of one
 * call of the probe, the call and its return included; likewise socket_called, the callback of ftrace, and idle_enter, the cpuidle
 * driver's, as far as the halt, which is left out because there is work. The first line is the yardstick's: 100 instructions, its
 * call and its return. For tests, on a machine with one CPU whose clock counts instructions: two cycles of the TSC each.
 */
#include <linux/bottom_half.h>
#include <linux/cpuidle.h>
#include <linux/interrupt.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/proc_fs.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <net/net_namespace.h>
#include <asm/msr.h>

#define CALLS		10
#define CYCLES		2	/* of an instruction */

typedef void (*probe_t)(void *data, unsigned long a, unsigned long b, unsigned long c, unsigned long d);

struct event {
	const char *name;
	unsigned long args[4];
	struct tracepoint_func hook;
};

/* Arguments that make each of our probes go the way of an event that counts. An interrupt 0 belongs to no network device. */
static struct event events[] = {
	{ "local_timer_exit" },
	{ "irq_handler_exit" },
	{ "softirq_exit", { TIMER_SOFTIRQ } },
	{ "net_dev_xmit" },
	{ "sched_switch" },
	{ "sched_exit_tp" },
	{ "sys_enter" },
	{ "page_fault_user" },
	{ "cpu_idle", { 1 } },
};

static void find_hook(struct tracepoint *tp, void *priv)
{
	struct event *e = priv;
	struct tracepoint_func *funcs;

	if (strcmp(tp->name, e->name))
		return;
	rcu_read_lock_sched();
	funcs = rcu_dereference_sched(tp->funcs);
	if (funcs)
		e->hook = funcs[0];
	rcu_read_unlock_sched();
}

/* The address of a function that nobody exports; NULL where it is not loaded. */
static void *function(char *name)
{
	struct kprobe probe = { .symbol_name = name, .flags = KPROBE_FLAG_DISABLED };
	void *address;

	if (register_kprobe(&probe))
		return NULL;
	address = probe.addr;
	unregister_kprobe(&probe);
	return address;
}

/* sebp's own, if it has the place of idle drivers; it takes the driver for its second argument and looks at none. */
static void *idle_enter(void)
{
	struct cpuidle_driver *driver = cpuidle_get_driver();

	return driver && !strcmp(driver->name, "sebp") ? driver->states[0].enter : NULL;
}

static noinline void no_probe(void *data, unsigned long a, unsigned long b, unsigned long c, unsigned long d)
{
	asm volatile("");
}

static noinline void yardstick(void *data, unsigned long a, unsigned long b, unsigned long c, unsigned long d)
{
	asm volatile(".rept 100\n\tnop\n\t.endr");
}

static u64 cycles_of(probe_t probe, const struct event *e)
{
	u64 start = rdtsc();
	int i;

	for (i = 0; i < CALLS; i++)
		probe(e->hook.data, e->args[0], e->args[1], e->args[2], e->args[3]);
	return rdtsc() - start;
}

/*
 * Neither an interrupt nor a softirq comes between. What has no probe of its own is the loop; its call and return are
 * put back. Ten times, the least counts: the very first event may be one that polls.
 */
static unsigned long cost(const struct event *e)
{
	u64 least = U64_MAX, empty = U64_MAX;
	unsigned long flags;
	int i;

	local_bh_disable();
	local_irq_save(flags);
	for (i = 0; i < 10; i++) {
		empty = min(empty, cycles_of(no_probe, e));
		least = min(least, cycles_of((probe_t)e->hook.func, e));
	}
	local_irq_restore(flags);
	local_bh_enable();
	return (least - empty) / (CALLS * CYCLES) + 2;
}

static void show_callback(struct seq_file *file, const char *name, void *func)
{
	struct event e = { .hook.func = func };

	if (func)
		seq_printf(file, "%s %lu\n", name, cost(&e));
}

/* As if there were work: it looks, and does not sleep. The scheduler, which then runs for nothing, takes the flag back. */
static void show_idle(struct seq_file *file)
{
	preempt_disable();
	set_tsk_thread_flag(current, TIF_NEED_RESCHED);
	show_callback(file, "idle_enter", idle_enter());
	preempt_enable();
}

static int show(struct seq_file *file, void *unused)
{
	int i;

	show_callback(file, "yardstick", yardstick);
	show_callback(file, "socket_called", function("socket_called"));
	show_idle(file);
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		events[i].hook.func = NULL;
		for_each_kernel_tracepoint(find_hook, &events[i]);
		if (events[i].hook.func)
			seq_printf(file, "%s %lu\n", events[i].name, cost(&events[i]));
	}
	return 0;
}

static int __init cost_init(void)
{
	events[3].args[2] = (unsigned long)init_net.loopback_dev;
	return proc_create_single("event-cost", 0400, NULL, show) ? 0 : -ENOMEM;
}

static void __exit cost_exit(void)
{
	remove_proc_entry("event-cost", NULL);
}

module_init(cost_init);
module_exit(cost_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("What the probe of an event costs");
