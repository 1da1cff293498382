// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands for a sebp.ko of another version: the family has its name and whatever version is said. It knows two commands,
 * and of their attributes the device alone; it attaches nothing, and what it answers to dev-get is not enough. For tests.
 */
#include <linux/module.h>
#include <linux/sebp.h>
#include <net/genetlink.h>

static unsigned int version = SEBP_FAMILY_VERSION;
module_param(version, uint, 0444);
MODULE_PARM_DESC(version, "Version of the netlink family");

static struct genl_family family;

static const struct nla_policy policy[SEBP_A_DEV_IFINDEX + 1] = {
	[SEBP_A_DEV_IFINDEX] = { .type = NLA_U32 },
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

static const struct genl_ops ops[] = {
	{ .cmd = SEBP_CMD_DEV_GET, .policy = policy, .maxattr = SEBP_A_DEV_IFINDEX, .doit = get },
	{ .cmd = SEBP_CMD_DEV_ATTACH, .policy = policy, .maxattr = SEBP_A_DEV_IFINDEX, .doit = attach },
};

static struct genl_family family = {
	.name = SEBP_FAMILY_NAME,
	.module = THIS_MODULE,
	.netnsok = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
};

static int __init stranger_init(void)
{
	family.version = version;
	return genl_register_family(&family);
}

static void __exit stranger_exit(void)
{
	genl_unregister_family(&family);
}

module_init(stranger_init);
module_exit(stranger_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A sebp module of another version");
