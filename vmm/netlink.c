// SPDX-License-Identifier: GPL-2.0-only
/* The generic netlink family: see netlink.h. Policy first, then one function a command. */
#include <linux/pci.h>
#include <linux/pid.h>
#include <linux/sebp_vmm.h>
#include <net/genetlink.h>

#include "compat/compat.h"
#include "netlink.h"
#include "vf.h"

#define ADDRESS_LENGTH	(sizeof("0000:00:00.0") + 8)

static const struct nla_policy vf_policy[SEBP_VMM_A_VF_MAX + 1] = {
	[SEBP_VMM_A_VF_DEVICE] = { .type = NLA_NUL_STRING, .len = ADDRESS_LENGTH },
	[SEBP_VMM_A_VF_MODE] = NLA_POLICY_MAX(NLA_U32, SEBP_VMM_MODE_INTERRUPT),
	[SEBP_VMM_A_VF_MIN_GAP_NS] = { .type = NLA_U32 },
	[SEBP_VMM_A_VF_MAX_DELAY_NS] = { .type = NLA_U32 },
};

/* It takes no arguments. */
static const struct nla_policy vector_policy[SEBP_VMM_A_VECTOR_MAX + 1];

static struct genl_family family;

static_assert((int)SEBP_VF_AUTO == SEBP_VMM_MODE_AUTO && (int)SEBP_VF_INTERRUPT == SEBP_VMM_MODE_INTERRUPT);

static enum sebp_vmm_vf_state state_of(const struct sebp_vf *vf, const char **reason)
{
	*reason = READ_ONCE(vf->reason);
	if (!vf->vmm) {
		*reason = NULL;
		return SEBP_VMM_VF_STATE_CLOSED;
	}
	if (*reason)
		return SEBP_VMM_VF_STATE_INTERRUPT;
	if (vf->mode == SEBP_VF_AUTO)
		return SEBP_VMM_VF_STATE_ACTIVE;
	*reason = "interrupt mode was asked for";
	return SEBP_VMM_VF_STATE_INTERRUPT;
}

/* @pid: of the VMM, as the reader may see it; 0: not at all. */
static int put_vf(struct sk_buff *skb, const struct sebp_vf *vf, pid_t pid)
{
	const char *reason;
	enum sebp_vmm_vf_state state = state_of(vf, &reason);

	if (nla_put_string(skb, SEBP_VMM_A_VF_DEVICE, pci_name(vf->core.pdev)) ||
	    nla_put_u32(skb, SEBP_VMM_A_VF_STATE, state) ||
	    (reason && nla_put_string(skb, SEBP_VMM_A_VF_REASON, reason)) ||
	    nla_put_u32(skb, SEBP_VMM_A_VF_MODE, vf->mode) ||
	    (pid && (nla_put_u32(skb, SEBP_VMM_A_VF_PID, pid) ||
		     nla_put_string(skb, SEBP_VMM_A_VF_COMM, vf->comm))) ||
	    nla_put_u32(skb, SEBP_VMM_A_VF_MIN_GAP_NS, vf->params.min_gap) ||
	    nla_put_u32(skb, SEBP_VMM_A_VF_MAX_DELAY_NS, vf->params.max_delay))
		return -EMSGSIZE;
	return 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, SEBP_VMM_A_VECTOR_PAD);
}

static int put_vector(struct sk_buff *skb, const struct sebp_vector *v)
{
	const struct sebp_vector_stats *st = &v->stats;

	if (nla_put_string(skb, SEBP_VMM_A_VECTOR_DEVICE, pci_name(v->vf->core.pdev)) ||
	    nla_put_u32(skb, SEBP_VMM_A_VECTOR_INDEX, v->index) ||
	    (READ_ONCE(v->memory) && nla_put_flag(skb, SEBP_VMM_A_VECTOR_MEMORY)) ||
	    (v->home != SEBP_NO_HOME && nla_put_u32(skb, SEBP_VMM_A_VECTOR_VCPU, v->home)) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_INTERRUPTS, sebp_vector_interrupts(v)) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_LOOKS, st->looks) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_ANNOUNCED, st->announced) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_RESCUES, st->rescues) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_RECHECKED, st->rechecked) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_ENGAGES, st->engages) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_LONGEST_DELAY_NS, st->longest_delay) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_STRAYS, st->strays) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_BACKOFFS, st->backoffs) ||
	    put_u64(skb, SEBP_VMM_A_VECTOR_STALLS, st->stalls))
		return -EMSGSIZE;
	return 0;
}

static void *start(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &family, NLM_F_MULTI, cmd);
}

static int finish(struct sk_buff *skb, void *hdr, int err)
{
	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);
	return err;
}

static int fill_vf(struct sk_buff *skb, struct netlink_callback *cb, struct sebp_vf *vf)
{
	void *hdr = start(skb, cb, SEBP_VMM_CMD_VF_GET);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	mutex_lock(&vf->lock);
	/* 0 for a process outside of the reader's PID namespace. */
	err = put_vf(skb, vf, pid_vnr(vf->vmm));
	mutex_unlock(&vf->lock);
	return finish(skb, hdr, err);
}

/* cb->args[0]: devices already sent. */
static int vf_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct sebp_vf *vf;
	long i = 0;

	mutex_lock(&sebp_vfs_lock);
	list_for_each_entry(vf, &sebp_vfs, link) {
		if (i >= cb->args[0] && fill_vf(skb, cb, vf))
			break;
		i++;
	}
	mutex_unlock(&sebp_vfs_lock);
	cb->args[0] = i;
	return skb->len;
}

static int fill_vector(struct sk_buff *skb, struct netlink_callback *cb, const struct sebp_vector *v)
{
	void *hdr = start(skb, cb, SEBP_VMM_CMD_VECTOR_GET);

	return hdr ? finish(skb, hdr, put_vector(skb, v)) : -EMSGSIZE;
}

/* cb->args[0]: vectors already sent, over all devices. Only those that were ever set up are shown. */
static int fill_vectors(struct sk_buff *skb, struct netlink_callback *cb, struct sebp_vf *vf, long *i)
{
	unsigned int n;
	int err = 0;

	mutex_lock(&vf->lock);
	for (n = 0; vf->vectors && n < vf->nr && !err; n++) {
		if (!vf->vectors[n].irq)
			continue;
		if (*i >= cb->args[0])
			err = fill_vector(skb, cb, &vf->vectors[n]);
		if (!err)
			++*i;
	}
	mutex_unlock(&vf->lock);
	return err;
}

static int vector_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct sebp_vf *vf;
	long i = 0;

	mutex_lock(&sebp_vfs_lock);
	list_for_each_entry(vf, &sebp_vfs, link)
		if (fill_vectors(skb, cb, vf, &i))
			break;
	mutex_unlock(&sebp_vfs_lock);
	cb->args[0] = i;
	return skb->len;
}

static void take_u32(struct genl_info *info, int attr, u32 *value)
{
	if (info->attrs[attr])
		*value = nla_get_u32(info->attrs[attr]);
}

static int set(struct sebp_vf *vf, struct genl_info *info)
{
	struct pace_params params = vf->params;
	const char *wrong;
	u32 mode = vf->mode;

	take_u32(info, SEBP_VMM_A_VF_MIN_GAP_NS, &params.min_gap);
	take_u32(info, SEBP_VMM_A_VF_MAX_DELAY_NS, &params.max_delay);
	take_u32(info, SEBP_VMM_A_VF_MODE, &mode);
	wrong = pace_check(&params);
	if (wrong) {
		info->extack->_msg = wrong;
		return -ERANGE;
	}
	sebp_vf_set(vf, mode, &params);
	return 0;
}

static struct sebp_vf *find(const char *name)
{
	struct sebp_vf *vf;

	list_for_each_entry(vf, &sebp_vfs, link)
		if (!strcmp(pci_name(vf->core.pdev), name))
			return vf;
	return NULL;
}

static int vf_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sebp_vf *vf;
	int err;

	if (!info->attrs[SEBP_VMM_A_VF_DEVICE]) {
		NL_SET_ERR_MSG(info->extack, "the request names no device");
		return -EINVAL;
	}
	mutex_lock(&sebp_vfs_lock);
	vf = find(nla_data(info->attrs[SEBP_VMM_A_VF_DEVICE]));
	if (vf) {
		mutex_lock(&vf->lock);
		err = set(vf, info);
		mutex_unlock(&vf->lock);
	} else {
		NL_SET_ERR_MSG(info->extack, "sebp-vfio-pci has no such device: bind it by driver_override");
		err = -ENODEV;
	}
	mutex_unlock(&sebp_vfs_lock);
	return err;
}

static const struct genl_ops ops[] = {
	{
		.cmd = SEBP_VMM_CMD_VF_GET,
		.policy = vf_policy,
		.maxattr = SEBP_VMM_A_VF_MAX,
		.dumpit = vf_get_dumpit,
	},
	{
		.cmd = SEBP_VMM_CMD_VF_SET,
		.policy = vf_policy,
		.maxattr = SEBP_VMM_A_VF_MAX,
		.flags = GENL_ADMIN_PERM,
		.doit = vf_set_doit,
	},
	{
		.cmd = SEBP_VMM_CMD_VECTOR_GET,
		.policy = vector_policy,
		.maxattr = SEBP_VMM_A_VECTOR_MAX,
		.dumpit = vector_get_dumpit,
	},
};

static const struct genl_multicast_group mcgrps[] = {
	{ .name = SEBP_VMM_MCGRP_MGMT },
};

/* The host's devices belong to no network namespace but the first. */
static struct genl_family family __ro_after_init = {
	.name = SEBP_VMM_FAMILY_NAME,
	.version = SEBP_VMM_FAMILY_VERSION,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = mcgrps,
	.n_mcgrps = ARRAY_SIZE(mcgrps),
};

/* Readers may be in any PID namespace: whose device it is they ask for. */
static int fill_notice(struct sk_buff *skb, struct sebp_vf *vf)
{
	void *hdr = genlmsg_put(skb, 0, 0, &family, 0, SEBP_VMM_CMD_VF_CHANGE_NTF);
	int err;

	if (!hdr)
		return -EMSGSIZE;
	mutex_lock(&vf->lock);
	err = put_vf(skb, vf, 0);
	mutex_unlock(&vf->lock);
	return finish(skb, hdr, err);
}

void sebp_vmm_netlink_notify(struct sebp_vf *vf)
{
	struct sk_buff *msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!msg)
		return;
	if (fill_notice(msg, vf))
		nlmsg_free(msg);
	else
		genlmsg_multicast(&family, msg, 0, 0, GFP_KERNEL);
}

int sebp_vmm_netlink_init(void)
{
	return genl_register_family(&family);
}

void sebp_vmm_netlink_exit(void)
{
	genl_unregister_family(&family);
}
