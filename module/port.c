// SPDX-License-Identifier: GPL-2.0-only
/* Ports: see port.h. */
#include <linux/ethtool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/pci.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include "driver.h"
#include "napi.h"
#include "netlink.h"
#include "poller.h"
#include "port.h"
#include "queue.h"
#include "tx.h"

/* Transmit completions by interrupt that make a parked queue worth a look: UDP senders receive nothing. */
#define NUDGE_PACKETS	8

/* How often a degraded port looks whether it can poll again. */
#define RECHECK		HZ

/* After a stall not before that; each time twice as long, STALL_DOUBLINGS times. */
#define STALL_PAUSE	(10 * HZ)
#define STALL_DOUBLINGS	8

LIST_HEAD(sebp_ports);

struct hlist_head sebp_irq_table[SEBP_IRQ_BUCKETS];

static void refresh_work(struct work_struct *work);
static DECLARE_WORK(refresh, refresh_work);
static DECLARE_DELAYED_WORK(recheck, refresh_work);

/* ---- interrupts --------------------------------------------------------------------------------------------- */

static struct sebp_queue *find_queue(const struct sebp_port *port, const struct napi_struct *n)
{
	unsigned int i;

	for (i = 0; i < port->nr_queues; i++)
		if (port->queues[i]->napi == n)
			return port->queues[i];
	return NULL;
}

/* True on the queue's home CPU. A queue follows its interrupt: sharing a CPU with it needs no locks and no IPI. */
static bool at_home(struct sebp_queue *q)
{
	int cpu = smp_processor_id();

	if (likely(READ_ONCE(q->cpu) == cpu))
		return true;
	if (READ_ONCE(q->want_cpu) != cpu) {
		WRITE_ONCE(q->want_cpu, cpu);
		sebp_port_refresh();
	}
	return false;
}

/*
 * The handler has put its NAPIs on this CPU's list, if somebody else did not own them. Take ours over: the poller,
 * right behind them in the same softirq, polls them and decides how. Softirq has not seen them yet.
 */
static bool steal_napis(struct sebp_irq *e)
{
	struct softnet_data *sd = this_cpu_ptr(&softnet_data);
	struct sebp_port *port = e->port;
	struct napi_struct *n, *tmp;
	struct sebp_queue *q, *last = NULL;
	bool stolen = false;

	list_for_each_entry_safe(n, tmp, &sd->poll_list, poll_list) {
		if (n->dev != port->dev)
			continue;
		q = find_queue(port, n);
		if (!q) {
			sebp_port_stale(port);
			continue;
		}
		last = q;
		if (!at_home(q) || READ_ONCE(q->stopped) || sebp_queue_leaves(q) || !sebp_napi_steal(n))
			continue;
		q->idle = is_idle_task(current);
		q->stolen = true;
		stolen = true;
	}
	/* Only for the count, and a guess: others may have waited here since another vector's interrupt. */
	if (last && !e->queue)
		e->queue = last;
	return stolen;
}

/*
 * The handler has done the work. While parked, enough of it makes the queue worth a look. Home is where the NAPI's
 * interrupt goes; a raw vector that goes elsewhere does not move the queue, or it would be torn between the two.
 */
static bool raw_interrupt(struct sebp_irq *e)
{
	struct sebp_queue *q = e->queue;

	if (READ_ONCE(q->cpu) != smp_processor_id() || READ_ONCE(q->stopped))
		return false;
	if (q->gov.state == GOV_POLLING) {
		e->count.shadowed += q->shadow;
		return false;
	}
	if (sebp_queue_tx_completed(q) < NUDGE_PACKETS)
		return false;
	q->idle = is_idle_task(current);
	q->nudged = true;
	return true;
}

static bool is_polling_here(const struct sebp_queue *q)
{
	return READ_ONCE(q->cpu) == smp_processor_id() && !q->shadow && !READ_ONCE(q->stopped) &&
	       READ_ONCE(q->gov.state) == GOV_POLLING;
}

void sebp_port_interrupt(struct sebp_irq *e)
{
	struct sebp_port *port = e->port;

	e->count.taken++;
	if (e->raw ? raw_interrupt(e) : steal_napis(e))
		sebp_poller_interrupt(this_cpu_ptr(&sebp_hot)->poller);
	/* While polling the device should have been silent; its driver or a reset has armed it. */
	if (e->queue && port->drv->mask && is_polling_here(e->queue))
		port->drv->mask(port, e->queue->vectors);
}

struct sebp_irq_counts sebp_port_irq_counts(const struct sebp_port *port, const struct sebp_queue *q)
{
	struct sebp_irq_counts sum = q->irqs_before;
	unsigned int i;

	for (i = 0; i < port->nr_irqs; i++) {
		if (port->irqs[i].queue != q)
			continue;
		sum.taken += port->irqs[i].count.taken;
		sum.shadowed += port->irqs[i].count.shadowed;
	}
	return sum;
}

/* virtio devices sit on a bus of their own below their PCI function. */
static struct pci_dev *pci_parent(const struct net_device *dev)
{
	struct device *d;

	for (d = dev->dev.parent; d; d = d->parent)
		if (dev_is_pci(d))
			return to_pci_dev(d);
	return NULL;
}

static unsigned int count_vectors(struct pci_dev *pdev)
{
	unsigned int n = 0;

	while (pci_irq_vector(pdev, n) > 0)
		n++;
	return n;
}

static const void *handler_data(unsigned int irq)
{
	struct irq_data *data = irq_get_irq_data(irq);
	const struct irq_desc *desc = data ? irq_data_to_desc(data) : NULL;

	return desc && desc->action ? desc->action->dev_id : NULL;
}

/*
 * The vector whose handler is given the structure that @n is embedded in: of all that handlers are given, the nearest
 * before it, since nothing else fits between. NULL if there is none so near.
 */
static struct sebp_irq *vector_of(struct sebp_port *port, const struct napi_struct *n)
{
	unsigned long nearest = PAGE_SIZE;
	struct sebp_irq *found = NULL;
	unsigned int i;

	for (i = 0; i < port->nr_irqs; i++) {
		const void *data = handler_data(port->irqs[i].irq);

		if (data && (unsigned long)n - (unsigned long)data < nearest) {
			nearest = (unsigned long)n - (unsigned long)data;
			found = &port->irqs[i];
		}
	}
	return found;
}

/* Which vectors polling a queue has the device mask. */
static void assign_vectors(struct sebp_port *port)
{
	unsigned int i;

	for (i = 0; i < port->nr_queues; i++) {
		struct sebp_queue *q = port->queues[i];
		struct sebp_irq *e;

		q->vectors = port->drv->vectors;
		if (q->vectors || !port->drv->mask)
			continue;
		e = vector_of(port, q->napi);
		if (e) {
			e->queue = q;
			q->vectors = e->bit;
		}
	}
}

static int map_irqs(struct sebp_port *port)
{
	unsigned int i, n = count_vectors(port->pdev);

	port->irqs = kcalloc(n, sizeof(*port->irqs), GFP_KERNEL);
	if (!port->irqs)
		return -ENOMEM;
	port->nr_irqs = n;
	port->raw = port->pdev->msix_enabled ? port->drv->raw_vectors : 0;
	for (i = 0; i < n; i++) {
		struct sebp_irq *e = &port->irqs[i];

		e->port = port;
		e->irq = pci_irq_vector(port->pdev, i);
		e->bit = i < 32 ? BIT(i) : 0;
		e->raw = port->raw & e->bit;
		if (e->raw)
			e->queue = port->queues[0];
	}
	assign_vectors(port);
	for (i = 0; i < n; i++)
		hlist_add_head_rcu(&port->irqs[i].hash, sebp_irq_bucket(port->irqs[i].irq));
	return 0;
}

/* The caller waits a grace period before it calls free_irqs(). */
static void unmap_irqs(struct sebp_port *port)
{
	unsigned int i;

	for (i = 0; i < port->nr_irqs; i++)
		hlist_del_rcu(&port->irqs[i].hash);
}

static void free_irqs(struct sebp_port *port)
{
	unsigned int i;

	for (i = 0; i < port->nr_queues; i++)
		port->queues[i]->irqs_before = sebp_port_irq_counts(port, port->queues[i]);
	kfree(port->irqs);
	port->irqs = NULL;
	port->nr_irqs = 0;
}

/* ---- queues ------------------------------------------------------------------------------------------------- */

static unsigned int count_napis(const struct net_device *dev)
{
	struct napi_struct *n;
	unsigned int count = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(n, &dev->napi_list, dev_list)
		count++;
	rcu_read_unlock();
	return count;
}

static void free_queues(struct sebp_port *port)
{
	unsigned int i;

	for (i = 0; port->queues && i < port->nr_queues; i++)
		kfree(port->queues[i]);
	kfree(port->queues);
	port->queues = NULL;
	port->nr_queues = 0;
}

static int alloc_queues(struct sebp_port *port, unsigned int count)
{
	unsigned int i;

	port->queues = kcalloc(count, sizeof(*port->queues), GFP_KERNEL);
	if (!port->queues)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		struct sebp_queue *q = kzalloc(sizeof(*q), GFP_KERNEL);

		if (!q)
			goto fail;
		q->port = port;
		q->id = i;
		q->cpu = -1;
		q->want_cpu = -1;
		q->stopped = true;
		gov_init(&q->gov, &port->set.params, sebp_clock());
		port->queues[i] = q;
		port->nr_queues = i + 1;
	}
	return 0;
fail:
	free_queues(port);
	return -ENOMEM;
}

/* The list has the newest NAPI first; queue 0 is the one its driver made first. */
static void bind_napis(struct sebp_port *port)
{
	unsigned int i = port->nr_queues;
	struct napi_struct *n;

	rcu_read_lock();
	list_for_each_entry_rcu(n, &port->dev->napi_list, dev_list)
		if (i)
			port->queues[--i]->napi = n;
	rcu_read_unlock();
}

static bool any_threaded(const struct net_device *dev)
{
	struct napi_struct *n;
	bool threaded = false;

	rcu_read_lock();
	list_for_each_entry_rcu(n, &dev->napi_list, dev_list)
		threaded |= sebp_napi_threaded(n);
	rcu_read_unlock();
	return threaded;
}

/* Context: RTNL held; may sleep. */
static u32 ring_entries(struct net_device *dev)
{
	struct kernel_ethtool_ringparam kernel_ring = { };
	struct ethtool_ringparam ring = { };

	if (!dev->ethtool_ops || !dev->ethtool_ops->get_ringparam || !netif_device_present(dev))
		return 0;
	dev->ethtool_ops->get_ringparam(dev, &ring, &kernel_ring, NULL);
	return ring.rx_pending;
}

static bool vectors_changed(const struct sebp_port *port)
{
	unsigned int i;

	if (count_vectors(port->pdev) != port->nr_irqs)
		return true;
	for (i = 0; i < port->nr_irqs; i++)
		if (pci_irq_vector(port->pdev, i) != port->irqs[i].irq)
			return true;
	return false;
}

static bool napis_changed(const struct sebp_port *port)
{
	bool changed = count_napis(port->dev) != port->nr_queues;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < port->nr_queues; i++)
		changed |= !sebp_napi_alive(port->dev, port->queues[i]->napi);
	rcu_read_unlock();
	return changed;
}

/* ---- up, down ----------------------------------------------------------------------------------------------- */

static void port_down(struct sebp_port *port)
{
	unsigned int i;

	if (!port->running)
		return;
	for (i = 0; i < port->nr_queues; i++)
		sebp_queue_stop(port->queues[i]);
	for (i = 0; i < port->nr_queues; i++)
		sebp_queue_unsettle(port->queues[i]);
	sebp_tx_forget(port);
	unmap_irqs(port);
	/* Pollers, probes and stolen interrupts of before are over after this. */
	synchronize_net();
	for (i = 0; i < port->nr_queues; i++)
		sebp_queue_reclaim(port->queues[i]);
	free_irqs(port);
	port->running = false;
}

static int port_up(struct sebp_port *port)
{
	unsigned int count = count_napis(port->dev);
	int err;

	if (port->stalls && time_before(jiffies, port->retry)) {
		port->reason = "a queue was not polled in time; it will be tried again: see the kernel log";
		return -EAGAIN;
	}
	port->reason = NULL;
	port->stale = false;
	port->stalled = false;
	port->ring = ring_entries(port->dev);
	if (!count) {
		port->reason = "the device has no NAPI queue";
		return -EOPNOTSUPP;
	}
	if (any_threaded(port->dev)) {
		port->reason = "threaded NAPI is on; switch it off: echo 0 > /sys/class/net/DEV/threaded";
		return -EBUSY;
	}
	if (count != port->nr_queues) {
		free_queues(port);
		err = alloc_queues(port, count);
		if (err) {
			port->reason = "out of memory";
			return err;
		}
	}
	bind_napis(port);
	err = map_irqs(port);
	if (err) {
		port->reason = "out of memory";
		return err;
	}
	sebp_tx_watch(port);
	port->running = true;
	return 0;
}

static void settle_queues(struct sebp_port *port)
{
	unsigned int i;

	for (i = 0; i < port->nr_queues; i++) {
		struct sebp_queue *q = port->queues[i];
		int want = READ_ONCE(q->want_cpu);

		if (want < 0 || want == q->cpu)
			continue;
		if (q->cpu >= 0) {
			sebp_queue_stop(q);
			sebp_queue_unsettle(q);
			synchronize_net();
			sebp_queue_reclaim(q);
		}
		sebp_queue_settle(q, want);
	}
}

/* Back to interrupts, and learn anew which queues there are and which vectors they have. */
static void port_again(struct sebp_port *port)
{
	port_down(port);
	if (port_up(port))
		sebp_port_refresh();
	sebp_netlink_notify(port, SEBP_CMD_DEV_CHANGE_NTF);
}

void sebp_port_check(struct sebp_port *port)
{
	ASSERT_RTNL();
	if (!port->running) {
		if (port->reason && netif_running(port->dev) && !port_up(port))
			sebp_netlink_notify(port, SEBP_CMD_DEV_CHANGE_NTF);
		return;
	}
	if (READ_ONCE(port->stalled))
		port->retry = jiffies + (STALL_PAUSE << min(port->stalls++, STALL_DOUBLINGS));
	if (READ_ONCE(port->stale) || READ_ONCE(port->stalled) || any_threaded(port->dev) || napis_changed(port) ||
	    vectors_changed(port) || ring_entries(port->dev) != port->ring) {
		port_again(port);
		return;
	}
	settle_queues(port);
}

/* Nobody tells when the cause of a degraded port goes away, so while there is one it is looked for. */
static void refresh_work(struct work_struct *work)
{
	struct sebp_port *port;
	bool degraded = false;

	rtnl_lock();
	list_for_each_entry(port, &sebp_ports, node) {
		sebp_port_check(port);
		degraded |= sebp_port_state(port) == SEBP_DEV_STATE_DEGRADED;
	}
	rtnl_unlock();
	if (degraded)
		schedule_delayed_work(&recheck, RECHECK);
}

void sebp_port_refresh(void)
{
	schedule_work(&refresh);
}

void sebp_port_stale(struct sebp_port *port)
{
	if (READ_ONCE(port->stale))
		return;
	WRITE_ONCE(port->stale, true);
	sebp_port_refresh();
}

void sebp_port_stalled(struct sebp_port *port)
{
	WRITE_ONCE(port->stalled, true);
	sebp_port_refresh();
}

/* ---- attach, detach ----------------------------------------------------------------------------------------- */

struct sebp_port *sebp_port_find(const struct net_device *dev)
{
	struct sebp_port *port;

	ASSERT_RTNL();
	list_for_each_entry(port, &sebp_ports, node)
		if (port->dev == dev)
			return port;
	return NULL;
}

enum sebp_dev_state sebp_port_state(const struct sebp_port *port)
{
	if (port->running)
		return port->set.shadow ? SEBP_DEV_STATE_SHADOW : SEBP_DEV_STATE_ACTIVE;
	return port->reason ? SEBP_DEV_STATE_DEGRADED : SEBP_DEV_STATE_DOWN;
}

/* Reasons are static texts, as extack needs them. */
static void set_reason(struct netlink_ext_ack *extack, const char *reason)
{
	if (extack && reason)
		extack->_msg = reason;
}

/* The driver of the device, refused or not; NULL with the reason in @extack. */
static const struct sebp_driver *check_driver(const struct net_device *dev, struct netlink_ext_ack *extack)
{
	const struct device *parent = dev->dev.parent;
	const struct sebp_driver *drv;

	if (!parent || !parent->driver || !pci_parent(dev)) {
		NL_SET_ERR_MSG(extack, "not the network device of a PCI function: nothing here raises interrupts");
		return NULL;
	}
	drv = sebp_driver_find(parent->driver->name);
	if (!drv) {
		NL_SET_ERR_MSG(extack, "nobody has checked yet that this driver honours NAPI's word; see the list in docs/drivers.md");
		return NULL;
	}
	if (drv->refuse) {
		set_reason(extack, drv->refuse);
		return NULL;
	}
	return drv;
}

static int check_device(const struct net_device *dev, struct netlink_ext_ack *extack)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
		NL_SET_ERR_MSG(extack, "PREEMPT_RT kernels are not supported: softirqs run in tasks there");
		return -EOPNOTSUPP;
	}
	if (sebp_port_find(dev)) {
		NL_SET_ERR_MSG(extack, "already attached");
		return -EEXIST;
	}
	if (any_threaded(dev)) {
		NL_SET_ERR_MSG(extack, "threaded NAPI is on; switch it off first: echo 0 > /sys/class/net/DEV/threaded");
		return -EBUSY;
	}
	return 0;
}

static void close_driver(struct sebp_port *port)
{
	if (port->drv->close)
		port->drv->close(port);
}

static void free_port(struct sebp_port *port)
{
	free_queues(port);
	if (port->regs)
		iounmap(port->regs);
	netdev_put(port->dev, &port->tracker);
	kfree(port);
}

/* The interrupt source is always hooked: a port sees its own interrupts there. */
static u32 hooked_events(u32 events)
{
	return events | BIT(SEBP_EVENT_IRQ);
}

static void unhook_events(u32 events)
{
	sebp_events_put(hooked_events(events));
	tracepoint_synchronize_unregister();
}

static int hook_events(const struct sebp_settings *set, struct netlink_ext_ack *extack)
{
	int err = sebp_events_get(hooked_events(set->events));

	if (err) {
		NL_SET_ERR_MSG(extack, "cannot hook the event sources");
		return err;
	}
	if (set->linger && !sebp_idle_polls()) {
		unhook_events(set->events);
		NL_SET_ERR_MSG(extack, "nothing can linger here: the kernel has a cpuidle driver of its own");
		return -EOPNOTSUPP;
	}
	return 0;
}

int sebp_port_attach(struct net_device *dev, const struct sebp_settings *set, struct netlink_ext_ack *extack)
{
	const struct sebp_driver *drv;
	struct sebp_port *port;
	int err;

	ASSERT_RTNL();
	err = check_device(dev, extack);
	if (err)
		return err;
	drv = check_driver(dev, extack);
	if (!drv)
		return -EOPNOTSUPP;
	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port) {
		NL_SET_ERR_MSG(extack, "out of memory");
		return -ENOMEM;
	}
	port->dev = dev;
	netdev_hold(dev, &port->tracker, GFP_KERNEL);
	port->pdev = pci_parent(dev);
	port->drv = drv;
	port->set = *set;
	if (drv->open) {
		const char *reason = drv->open(port);

		if (reason) {
			set_reason(extack, reason);
			err = -EOPNOTSUPP;
			goto free;
		}
	}
	err = hook_events(&port->set, extack);
	if (err)
		goto close;
	if (netif_running(dev)) {
		err = port_up(port);
		if (err) {
			set_reason(extack, port->reason);
			goto events;
		}
	}
	list_add_tail(&port->node, &sebp_ports);
	sebp_netlink_notify(port, SEBP_CMD_DEV_ATTACH_NTF);
	return 0;
events:
	unhook_events(port->set.events);
close:
	close_driver(port);
free:
	free_port(port);
	return err;
}

int sebp_port_set(struct sebp_port *port, const struct sebp_settings *set, struct netlink_ext_ack *extack)
{
	u32 before = port->set.events;
	int err;

	ASSERT_RTNL();
	/* The new sources first: those that stay are hooked all the time. */
	err = hook_events(set, extack);
	if (err)
		return err;
	port_down(port);
	port->set = *set;
	if (netif_running(port->dev) && port_up(port))
		sebp_port_refresh();
	unhook_events(before);
	sebp_netlink_notify(port, SEBP_CMD_DEV_CHANGE_NTF);
	return 0;
}

void sebp_port_detach(struct sebp_port *port)
{
	ASSERT_RTNL();
	sebp_netlink_notify(port, SEBP_CMD_DEV_DETACH_NTF);
	port_down(port);
	list_del(&port->node);
	unhook_events(port->set.events);
	close_driver(port);
	free_port(port);
}

/* Process context, RTNL held. Every way in which a device stops passes here before its driver touches the rings. */
static int netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct sebp_port *port = sebp_port_find(dev);

	if (!port)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_GOING_DOWN:
		port_down(port);
		port->reason = NULL;
		sebp_netlink_notify(port, SEBP_CMD_DEV_CHANGE_NTF);
		break;
	case NETDEV_UP:
		if (!port->running && port_up(port))
			sebp_port_refresh();
		sebp_netlink_notify(port, SEBP_CMD_DEV_CHANGE_NTF);
		break;
	case NETDEV_CHANGE:
		/* Without a carrier nothing is polled, and nothing would ever park. A reset may have gone before. */
		if (!netif_carrier_ok(dev))
			port->stale = true;
		sebp_port_check(port);
		break;
	case NETDEV_UNREGISTER:
		sebp_port_detach(port);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = { .notifier_call = netdev_event };

int sebp_ports_init(void)
{
	return register_netdevice_notifier(&netdev_notifier);
}

void sebp_ports_exit(void)
{
	struct sebp_port *port, *tmp;

	/* It replays UNREGISTER for every device, which detaches; what follows is for the order of others. */
	unregister_netdevice_notifier(&netdev_notifier);
	rtnl_lock();
	list_for_each_entry_safe(port, tmp, &sebp_ports, node)
		sebp_port_detach(port);
	rtnl_unlock();
	cancel_work_sync(&refresh);
	cancel_delayed_work_sync(&recheck);
}
