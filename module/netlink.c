// SPDX-License-Identifier: GPL-2.0-only
/* The generic netlink family: see netlink.h. Policy first, then one function a command. */
#include <linux/rtnetlink.h>
#include <linux/sebp.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "compat/compat.h"
#include "core/governor.h"
#include "driver.h"
#include "napi.h"
#include "netlink.h"
#include "port.h"
#include "queue.h"

static const struct nla_policy dev_policy[SEBP_A_DEV_MAX + 1] = {
	[SEBP_A_DEV_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SEBP_A_DEV_EVENTS] = NLA_POLICY_MASK(NLA_U32, SEBP_NATURAL_EVENTS),
	[SEBP_A_DEV_MIN_GAP_NS] = { .type = NLA_U32 },
	[SEBP_A_DEV_MAX_GAP_NS] = { .type = NLA_U32 },
	[SEBP_A_DEV_ENTER_PACKETS] = { .type = NLA_U32 },
	[SEBP_A_DEV_LEAVE_PACKETS] = { .type = NLA_U32 },
	[SEBP_A_DEV_WINDOW_NS] = { .type = NLA_U32 },
	[SEBP_A_DEV_PRESET] = NLA_POLICY_MAX(NLA_U32, GOV_PRESETS - 1),
	[SEBP_A_DEV_BATCH] = { .type = NLA_U32 },
	[SEBP_A_DEV_MODE] = NLA_POLICY_MAX(NLA_U32, SEBP_MODE_SHADOW),
	[SEBP_A_DEV_SHARE] = { .type = NLA_U32 },
	[SEBP_A_DEV_BULK_GAP_NS] = { .type = NLA_U32 },
	[SEBP_A_DEV_LINGER_NS] = { .type = NLA_U32 },
	[SEBP_A_DEV_WEIGHT] = { .type = NLA_U32 },
};

static const struct nla_policy queue_policy[SEBP_A_QUEUE_MAX + 1] = {
	[SEBP_A_QUEUE_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* It takes no arguments. */
static const struct nla_policy source_policy[SEBP_A_SOURCE_MAX + 1];

static struct genl_family sebp_family;
/* False while the module loads and unloads: nobody can be listening. RTNL. */
static bool registered;

/* The device that a request names, in the network namespace of the caller. Context: RTNL held. */
static struct net_device *requested_dev(struct genl_info *info)
{
	struct net_device *dev;

	if (!info->attrs[SEBP_A_DEV_IFINDEX]) {
		NL_SET_ERR_MSG(info->extack, "the request names no device (ifindex)");
		return ERR_PTR(-EINVAL);
	}
	dev = __dev_get_by_index(genl_info_net(info), nla_get_u32(info->attrs[SEBP_A_DEV_IFINDEX]));
	if (!dev) {
		NL_SET_ERR_MSG(info->extack, "no such device in this network namespace");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

static struct sebp_port *requested_port(struct genl_info *info)
{
	struct net_device *dev = requested_dev(info);
	struct sebp_port *port;

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	port = sebp_port_find(dev);
	if (!port) {
		NL_SET_ERR_MSG(info->extack, "not attached");
		return ERR_PTR(-ENOENT);
	}
	return port;
}

static const char *inactive_reason(const struct sebp_port *port, enum sebp_dev_state state)
{
	switch (state) {
	case SEBP_DEV_STATE_ACTIVE:
		return NULL;
	case SEBP_DEV_STATE_DOWN:
		return "the interface is down";
	case SEBP_DEV_STATE_SHADOW:
		return "shadow mode was asked for";
	case SEBP_DEV_STATE_DEGRADED:
		return port->reason;
	}
	return NULL;
}

static int fill_dev(struct sk_buff *skb, const struct sebp_port *port, u32 portid, u32 seq, int flags, u8 cmd)
{
	void *hdr = genlmsg_put(skb, portid, seq, &sebp_family, flags, cmd);
	enum sebp_dev_state state = sebp_port_state(port);
	const char *reason = inactive_reason(port, state);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, SEBP_A_DEV_IFINDEX, port->dev->ifindex) ||
	    nla_put_string(skb, SEBP_A_DEV_IFNAME, port->dev->name) ||
	    nla_put_string(skb, SEBP_A_DEV_DRIVER, port->drv->name) ||
	    nla_put_u32(skb, SEBP_A_DEV_STATE, state) ||
	    (reason && nla_put_string(skb, SEBP_A_DEV_REASON, reason)) ||
	    nla_put_u32(skb, SEBP_A_DEV_EVENTS, port->set.events) ||
	    nla_put_u32(skb, SEBP_A_DEV_MIN_GAP_NS, port->set.params.min_gap) ||
	    nla_put_u32(skb, SEBP_A_DEV_MAX_GAP_NS, port->set.params.max_gap) ||
	    nla_put_u32(skb, SEBP_A_DEV_ENTER_PACKETS, port->set.params.enter_packets) ||
	    nla_put_u32(skb, SEBP_A_DEV_LEAVE_PACKETS, port->set.params.leave_packets) ||
	    nla_put_u32(skb, SEBP_A_DEV_WINDOW_NS, port->set.params.window) ||
	    nla_put_u32(skb, SEBP_A_DEV_QUEUES, port->nr_queues) ||
	    nla_put_u32(skb, SEBP_A_DEV_PRESET, port->set.preset) ||
	    nla_put_u32(skb, SEBP_A_DEV_BATCH, port->set.params.batch) ||
	    nla_put_u32(skb, SEBP_A_DEV_MODE, port->set.shadow ? SEBP_MODE_SHADOW : SEBP_MODE_POLL) ||
	    nla_put_u32(skb, SEBP_A_DEV_SHARE, port->set.params.share) ||
	    nla_put_u32(skb, SEBP_A_DEV_BULK_GAP_NS, port->set.params.bulk_gap) ||
	    nla_put_u32(skb, SEBP_A_DEV_RING, port->ring) ||
	    nla_put_u32(skb, SEBP_A_DEV_LINGER_NS, port->set.linger) ||
	    nla_put_u32(skb, SEBP_A_DEV_WEIGHT, port->set.weight)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, SEBP_A_QUEUE_PAD);
}

static int fill_event(struct sk_buff *skb, const struct sebp_queue *q, unsigned int event)
{
	const struct sebp_event_stats *st = &q->stats.event[event];
	struct nlattr *nest = nla_nest_start(skb, SEBP_A_QUEUE_EVENT);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, SEBP_A_EVENT_STATS_EVENT, event) ||
	    put_u64(skb, SEBP_A_EVENT_STATS_EVENTS, sebp_queue_events_seen(q, event)) ||
	    put_u64(skb, SEBP_A_EVENT_STATS_POLLS, st->polls) ||
	    put_u64(skb, SEBP_A_EVENT_STATS_EMPTY_POLLS, st->empty_polls) ||
	    put_u64(skb, SEBP_A_EVENT_STATS_PACKETS, st->packets)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_learned(struct sk_buff *skb, const struct sebp_queue *q)
{
	if (q->gov.state != GOV_POLLING)
		return 0;
	if (nla_put_u32(skb, SEBP_A_QUEUE_GAP_NS, q->gov.gap) ||
	    nla_put_u32(skb, SEBP_A_QUEUE_RATE_PPS, gov_rate(&q->gov)))
		return -EMSGSIZE;
	return 0;
}

static int fill_queue_attrs(struct sk_buff *skb, const struct sebp_port *port, const struct sebp_queue *q)
{
	struct sebp_irq_counts irqs = sebp_port_irq_counts(port, q);
	const struct sebp_queue_stats *st = &q->stats;
	int cpu = READ_ONCE(q->cpu), i;
	u32 napi_id = port->running ? sebp_queue_napi_id(q) : 0;

	if (nla_put_u32(skb, SEBP_A_QUEUE_IFINDEX, port->dev->ifindex) ||
	    nla_put_u32(skb, SEBP_A_QUEUE_ID, q->id) ||
	    (napi_id && nla_put_u32(skb, SEBP_A_QUEUE_NAPI_ID, napi_id)) ||
	    (cpu >= 0 && nla_put_u32(skb, SEBP_A_QUEUE_CPU, cpu)) ||
	    nla_put_u32(skb, SEBP_A_QUEUE_STATE, q->gov.state == GOV_POLLING ?
			SEBP_QUEUE_STATE_POLLING : SEBP_QUEUE_STATE_PARKED) ||
	    put_u64(skb, SEBP_A_QUEUE_POLLS, st->polls) ||
	    put_u64(skb, SEBP_A_QUEUE_EMPTY_POLLS, st->empty_polls) ||
	    put_u64(skb, SEBP_A_QUEUE_PACKETS, st->packets) ||
	    put_u64(skb, SEBP_A_QUEUE_RESCUES, st->event[SEBP_EVENT_WATCHDOG].polls) ||
	    put_u64(skb, SEBP_A_QUEUE_IRQS_TAKEN, irqs.taken) ||
	    put_u64(skb, SEBP_A_QUEUE_IRQS_SUPPRESSED, st->suppressed + irqs.shadowed) ||
	    put_u64(skb, SEBP_A_QUEUE_UNPARKS, st->unparks) ||
	    put_u64(skb, SEBP_A_QUEUE_PARKS, st->parks) ||
	    put_u64(skb, SEBP_A_QUEUE_BUSY, st->busy) ||
	    put_u64(skb, SEBP_A_QUEUE_STALLS, st->stalls) ||
	    put_u64(skb, SEBP_A_QUEUE_LONGEST_GAP_NS, st->longest_gap) ||
	    put_u64(skb, SEBP_A_QUEUE_DELAY_NS, st->delay) ||
	    nla_put(skb, SEBP_A_QUEUE_GAPS, sizeof(st->gaps), st->gaps) ||
	    put_learned(skb, q))
		return -EMSGSIZE;
	for (i = 0; i < SEBP_EVENTS; i++)
		if ((i == SEBP_EVENT_WATCHDOG || port->set.events & BIT(i)) && fill_event(skb, q, i))
			return -EMSGSIZE;
	return 0;
}

static int fill_queue(struct sk_buff *skb, struct netlink_callback *cb, const struct sebp_port *port,
		      const struct sebp_queue *q)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &sebp_family,
				NLM_F_MULTI, SEBP_CMD_QUEUE_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (fill_queue_attrs(skb, port, q)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	struct sebp_port *port;
	int err;

	if (!msg) {
		NL_SET_ERR_MSG(info->extack, "out of memory");
		return -ENOMEM;
	}
	rtnl_lock();
	port = requested_port(info);
	if (IS_ERR(port)) {
		err = PTR_ERR(port);
	} else {
		sebp_port_check(port);
		err = fill_dev(msg, port, info->snd_portid, info->snd_seq, 0, SEBP_CMD_DEV_GET);
	}
	rtnl_unlock();
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	return genlmsg_reply(msg, info);
}

/* cb->args[0]: ports already sent. */
static int dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct sebp_port *port;
	long i = 0;

	rtnl_lock();
	list_for_each_entry(port, &sebp_ports, node) {
		if (!net_eq(dev_net(port->dev), sock_net(skb->sk)))
			continue;
		if (i >= cb->args[0]) {
			sebp_port_check(port);
			if (fill_dev(skb, port, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, NLM_F_MULTI,
				     SEBP_CMD_DEV_GET))
				break;
		}
		i++;
	}
	rtnl_unlock();
	cb->args[0] = i;
	return skb->len;
}

static bool dump_wants(struct netlink_callback *cb, const struct sebp_port *port, struct sock *sk)
{
	struct nlattr **attrs = sebp_dump_attrs(cb);

	if (!net_eq(dev_net(port->dev), sock_net(sk)))
		return false;
	return !attrs || !attrs[SEBP_A_QUEUE_IFINDEX] ||
	       nla_get_u32(attrs[SEBP_A_QUEUE_IFINDEX]) == port->dev->ifindex;
}

/* cb->args[0]: queues already sent, over all ports. */
static int queue_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct sebp_port *port;
	unsigned int q;
	long i = 0;

	rtnl_lock();
	list_for_each_entry(port, &sebp_ports, node) {
		if (!dump_wants(cb, port, skb->sk))
			continue;
		for (q = 0; q < port->nr_queues; q++, i++)
			if (i >= cb->args[0] && fill_queue(skb, cb, port, port->queues[q]))
				goto full;
	}
full:
	rtnl_unlock();
	cb->args[0] = i;
	return skb->len;
}

static int fill_source(struct sk_buff *skb, struct netlink_callback *cb, unsigned int event)
{
	const struct sebp_source *s = sebp_event_source(event);
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &sebp_family,
				NLM_F_MULTI, SEBP_CMD_SOURCE_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, SEBP_A_SOURCE_EVENT, event) ||
	    nla_put_string(skb, SEBP_A_SOURCE_CONTEXT, s->context) ||
	    nla_put_string(skb, SEBP_A_SOURCE_COST, s->cost) ||
	    (s->missing && nla_put_string(skb, SEBP_A_SOURCE_MISSING, s->missing)) ||
	    nla_put_u32(skb, SEBP_A_SOURCE_USERS, s->users) ||
	    (READ_ONCE(s->hooked) && nla_put_flag(skb, SEBP_A_SOURCE_HOOKED)) ||
	    (SEBP_DEFAULT_EVENTS & BIT(event) && nla_put_flag(skb, SEBP_A_SOURCE_DEFAULT))) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/* cb->args[0]: sources already sent. */
static int source_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	rtnl_lock();
	while (cb->args[0] < SEBP_EVENT_WATCHDOG && !fill_source(skb, cb, cb->args[0]))
		cb->args[0]++;
	rtnl_unlock();
	return skb->len;
}

static void take_u32(struct genl_info *info, int attr, u32 *value)
{
	if (info->attrs[attr])
		*value = nla_get_u32(info->attrs[attr]);
}

static void take_params(struct genl_info *info, struct sebp_settings *set)
{
	if (info->attrs[SEBP_A_DEV_PRESET]) {
		set->preset = nla_get_u32(info->attrs[SEBP_A_DEV_PRESET]);
		set->params = gov_presets[set->preset];
	}
	take_u32(info, SEBP_A_DEV_MIN_GAP_NS, &set->params.min_gap);
	/* Who names the longest gap means the longest. */
	take_u32(info, SEBP_A_DEV_MAX_GAP_NS, &set->params.max_gap);
	take_u32(info, SEBP_A_DEV_MAX_GAP_NS, &set->params.bulk_gap);
	take_u32(info, SEBP_A_DEV_BULK_GAP_NS, &set->params.bulk_gap);
	take_u32(info, SEBP_A_DEV_WINDOW_NS, &set->params.window);
	take_u32(info, SEBP_A_DEV_BATCH, &set->params.batch);
	take_u32(info, SEBP_A_DEV_ENTER_PACKETS, &set->params.enter_packets);
	take_u32(info, SEBP_A_DEV_LEAVE_PACKETS, &set->params.leave_packets);
	take_u32(info, SEBP_A_DEV_SHARE, &set->params.share);
}

static const char *check_settings(const struct sebp_settings *set)
{
	if (!set->weight || set->weight > SEBP_NAPI_BUDGET)
		return "weight is not between 1 and 64, the budget of a poll";
	if (set->linger > NSEC_PER_MSEC)
		return "linger is above 1 ms: what comes later is worth a sleep";
	if (set->linger && !(set->events & BIT(SEBP_EVENT_IDLE)))
		return "linger needs the event source idle: name it in events";
	return NULL;
}

/* @set: what holds where the request says nothing. */
static int take_settings(struct genl_info *info, struct sebp_settings *set)
{
	u32 mode = set->shadow ? SEBP_MODE_SHADOW : SEBP_MODE_POLL;
	const char *wrong;

	take_params(info, set);
	wrong = gov_check(&set->params);
	if (wrong) {
		info->extack->_msg = wrong;
		return -ERANGE;
	}
	take_u32(info, SEBP_A_DEV_EVENTS, &set->events);
	if (sebp_events_missing(set->events)) {
		NL_SET_ERR_MSG(info->extack, "this kernel lacks an event source that was asked for: see `sebpctl events`");
		return -EOPNOTSUPP;
	}
	take_u32(info, SEBP_A_DEV_LINGER_NS, &set->linger);
	take_u32(info, SEBP_A_DEV_WEIGHT, &set->weight);
	wrong = check_settings(set);
	if (wrong) {
		info->extack->_msg = wrong;
		return -ERANGE;
	}
	take_u32(info, SEBP_A_DEV_MODE, &mode);
	set->shadow = mode == SEBP_MODE_SHADOW;
	return 0;
}

static int dev_attach_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sebp_settings set = {
		.params = gov_presets[SEBP_PRESET_BALANCED],
		.events = SEBP_DEFAULT_EVENTS & ~sebp_events_missing(SEBP_DEFAULT_EVENTS),
		.preset = SEBP_PRESET_BALANCED,
		.weight = SEBP_NAPI_BUDGET,
	};
	struct net_device *dev;
	int err = take_settings(info, &set);

	if (err)
		return err;
	rtnl_lock();
	dev = requested_dev(info);
	err = IS_ERR(dev) ? PTR_ERR(dev) : sebp_port_attach(dev, &set, info->extack);
	rtnl_unlock();
	return err;
}

static int set_port(struct sebp_port *port, struct genl_info *info)
{
	struct sebp_settings set = port->set;
	int err = take_settings(info, &set);

	return err ? err : sebp_port_set(port, &set, info->extack);
}

static int dev_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sebp_port *port;
	int err;

	rtnl_lock();
	port = requested_port(info);
	err = IS_ERR(port) ? PTR_ERR(port) : set_port(port, info);
	rtnl_unlock();
	return err;
}

static int dev_detach_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sebp_port *port;
	int err = 0;

	rtnl_lock();
	port = requested_port(info);
	if (IS_ERR(port))
		err = PTR_ERR(port);
	else
		sebp_port_detach(port);
	rtnl_unlock();
	return err;
}

static const struct genl_ops sebp_ops[] = {
	{
		.cmd = SEBP_CMD_DEV_GET,
		.policy = dev_policy,
		.maxattr = SEBP_A_DEV_MAX,
		.doit = dev_get_doit,
		.dumpit = dev_get_dumpit,
	},
	{
		.cmd = SEBP_CMD_DEV_ATTACH,
		.policy = dev_policy,
		.maxattr = SEBP_A_DEV_MAX,
		.flags = GENL_ADMIN_PERM,
		.doit = dev_attach_doit,
	},
	{
		.cmd = SEBP_CMD_DEV_DETACH,
		.policy = dev_policy,
		.maxattr = SEBP_A_DEV_MAX,
		.flags = GENL_ADMIN_PERM,
		.doit = dev_detach_doit,
	},
	{
		.cmd = SEBP_CMD_DEV_SET,
		.policy = dev_policy,
		.maxattr = SEBP_A_DEV_MAX,
		.flags = GENL_ADMIN_PERM,
		.doit = dev_set_doit,
	},
	{
		.cmd = SEBP_CMD_QUEUE_GET,
		.policy = queue_policy,
		.maxattr = SEBP_A_QUEUE_MAX,
		.dumpit = queue_get_dumpit,
	},
	{
		.cmd = SEBP_CMD_SOURCE_GET,
		.policy = source_policy,
		.maxattr = SEBP_A_SOURCE_MAX,
		.dumpit = source_get_dumpit,
	},
};

static const struct genl_multicast_group sebp_mcgrps[] = {
	{ .name = SEBP_MCGRP_MGMT },
};

static struct genl_family sebp_family __ro_after_init = {
	.name = SEBP_FAMILY_NAME,
	.version = SEBP_FAMILY_VERSION,
	.module = THIS_MODULE,
	.netnsok = true,
	.ops = sebp_ops,
	.n_ops = ARRAY_SIZE(sebp_ops),
	.mcgrps = sebp_mcgrps,
	.n_mcgrps = ARRAY_SIZE(sebp_mcgrps),
};

void sebp_netlink_notify(const struct sebp_port *port, u8 cmd)
{
	struct sk_buff *msg = registered ? genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL) : NULL;

	if (!msg)
		return;
	if (fill_dev(msg, port, 0, 0, 0, cmd)) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_multicast_netns(&sebp_family, dev_net(port->dev), msg, 0, 0, GFP_KERNEL);
}

static void set_registered(bool on)
{
	rtnl_lock();
	registered = on;
	rtnl_unlock();
}

int sebp_netlink_init(void)
{
	int err = genl_register_family(&sebp_family);

	if (!err)
		set_registered(true);
	return err;
}

void sebp_netlink_exit(void)
{
	set_registered(false);
	genl_unregister_family(&sebp_family);
}
