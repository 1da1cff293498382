// SPDX-License-Identifier: GPL-2.0-only
#include "moderation.h"

#include <linux/ethtool_netlink.h>

#include "family.h"

static int take_moderation(const struct nlmsghdr *message, void *data)
{
	return decode_moderation(message, data);
}

void moderation_get(uint32_t ifindex, struct moderation *moderation)
{
	struct family *ethtool;

	*moderation = (struct moderation)MODERATION_UNKNOWN;
	if (family_find(&ethtool, ETHTOOL_GENL_NAME))
		return;
	family_request(ethtool, ETHTOOL_MSG_COALESCE_GET);
	family_put_nested_u32(ethtool, ETHTOOL_A_COALESCE_HEADER, ETHTOOL_A_HEADER_DEV_INDEX, ifindex);
	if (family_ask(ethtool, take_moderation, moderation))
		*moderation = (struct moderation)MODERATION_UNKNOWN;
	family_close(ethtool);
}
