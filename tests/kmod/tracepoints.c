// SPDX-License-Identifier: GPL-2.0-only
/* /proc/tracepoints: names of the kernel's tracepoints that have a probe, a line each. For tests. */
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/tracepoint.h>

static void show_hooked(struct tracepoint *tp, void *priv)
{
	if (rcu_access_pointer(tp->funcs))
		seq_printf(priv, "%s\n", tp->name);
}

static int show(struct seq_file *file, void *unused)
{
	for_each_kernel_tracepoint(show_hooked, file);
	return 0;
}

static int __init tracepoints_init(void)
{
	return proc_create_single("tracepoints", 0444, NULL, show) ? 0 : -ENOMEM;
}

static void __exit tracepoints_exit(void)
{
	remove_proc_entry("tracepoints", NULL);
}

module_init(tracepoints_init);
module_exit(tracepoints_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Which tracepoints have a probe");
