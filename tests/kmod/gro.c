// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/gro-left: of the polls of the network device vf0, how many there were, after how many GRO held packets when the driver had
 * returned, and after how many it still did when the CPU polled the next NAPI. For tests: the device must stay as it is.
 *
 * sebp polls from a NAPI of its own, and the kernel traces that one right behind it: so what is left then waits for another poll.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

struct counts {
	struct napi_struct *last;
	unsigned long polls, held, left;
};

static DEFINE_PER_CPU(struct counts, counts);
static struct tracepoint *napi_poll;

static bool holds(const struct napi_struct *n)
{
#ifdef HAVE_GRO_NODE
	return n->gro.bitmask || n->gro.rx_count;
#else
	return n->gro_bitmask || n->rx_count;
#endif
}

/* Softirq. */
static void probe_napi_poll(void *data, struct napi_struct *n, int work, int budget)
{
	struct counts *c = this_cpu_ptr(&counts);

	/* Polled twice in a row, as when polling begins: what it holds now is of the second time. */
	if (c->last && c->last != n)
		c->left += holds(c->last);
	c->last = NULL;
	if (n->dev && !strcmp(n->dev->name, "vf0")) {
		c->last = n;
		c->polls++;
		c->held += holds(n);
	}
}

static int show(struct seq_file *file, void *unused)
{
	struct counts sum = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		sum.polls += per_cpu(counts.polls, cpu);
		sum.held += per_cpu(counts.held, cpu);
		sum.left += per_cpu(counts.left, cpu);
	}
	seq_printf(file, "%lu %lu %lu\n", sum.polls, sum.held, sum.left);
	return 0;
}

static void find(struct tracepoint *tp, void *priv)
{
	if (!strcmp(tp->name, "napi_poll"))
		napi_poll = tp;
}

static int __init gro_init(void)
{
	int err;

	for_each_kernel_tracepoint(find, NULL);
	if (!napi_poll)
		return -ENOENT;
	err = tracepoint_probe_register(napi_poll, probe_napi_poll, NULL);
	if (err)
		return err;
	if (proc_create_single("gro-left", 0444, NULL, show))
		return 0;
	tracepoint_probe_unregister(napi_poll, probe_napi_poll, NULL);
	tracepoint_synchronize_unregister();
	return -ENOMEM;
}

static void __exit gro_exit(void)
{
	remove_proc_entry("gro-left", NULL);
	tracepoint_probe_unregister(napi_poll, probe_napi_poll, NULL);
	tracepoint_synchronize_unregister();
}

module_init(gro_init);
module_exit(gro_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Whether packets wait in GRO after a poll");
