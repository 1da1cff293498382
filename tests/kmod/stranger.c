// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands for one of our modules of another version: the family has whatever name and version are said. It knows two commands, those
 * that get and attach a device of sebp, get and set one of sebp-vmm, and of their attributes the device alone; it does nothing,
 * and what it answers to the first is not enough. For tests.
 */
#include <linux/module.h>
#include <linux/sebp.h>
#include <linux/sebp_vmm.h>
#include <net/genetlink.h>

static unsigned int version = SEBP_FAMILY_VERSION;
module_param(version, uint, 0444);
MODULE_PARM_DESC(version, "Version of the netlink family");

static char *name = SEBP_FAMILY_NAME;
module_param(name, charp, 0444);
MODULE_PARM_DESC(name, "Name of the netlink family");

static struct genl_family family;

static_assert((int)SEBP_CMD_DEV_GET == SEBP_VMM_CMD_VF_GET && (int)SEBP_CMD_DEV_ATTACH == SEBP_VMM_CMD_VF_SET &&
	      (int)SEBP_A_DEV_IFINDEX == SEBP_VMM_A_VF_DEVICE);

/* A number in one family, text in the other. */
static const struct nla_policy policy[SEBP_A_DEV_IFINDEX + 1] = {
	[SEBP_A_DEV_IFINDEX] = { .type = NLA_BINARY },
};

static int attach(struct sk_buff *skb, struct genl_info *info)
{
	return 0;
}

static int get(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *header;

	if (!msg)
		return -ENOMEM;
	header = genlmsg_put_reply(msg, info, &family, 0, SEBP_CMD_DEV_GET);
	genlmsg_end(msg, header);
	return genlmsg_reply(msg, info);
}

static int get_all(struct sk_buff *skb, struct netlink_callback *cb)
{
	void *header;

	if (cb->args[0]++)
		return 0;
	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &family, NLM_F_MULTI, SEBP_CMD_DEV_GET);
	genlmsg_end(skb, header);
	return skb->len;
}

static const struct genl_ops ops[] = {
	{ .cmd = SEBP_CMD_DEV_GET, .policy = policy, .maxattr = SEBP_A_DEV_IFINDEX, .doit = get, .dumpit = get_all },
	{ .cmd = SEBP_CMD_DEV_ATTACH, .policy = policy, .maxattr = SEBP_A_DEV_IFINDEX, .doit = attach },
};

static struct genl_family family = {
	.module = THIS_MODULE,
	.netnsok = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
};

static int __init stranger_init(void)
{
	family.version = version;
	strscpy(family.name, name, sizeof(family.name));
	return genl_register_family(&family);
}

static void __exit stranger_exit(void)
{
	genl_unregister_family(&family);
}

module_init(stranger_init);
module_exit(stranger_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("One of our modules, of another version");
