// SPDX-License-Identifier: GPL-2.0-only
#include "vf-config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "decode.h"

/* The kernel's word for "the driver does not tell". */
#define UNKNOWN UINT32_MAX

const char *vf_state_name(uint32_t state)
{
	static const char *const names[] = {
		[IFLA_VF_LINK_STATE_AUTO]	= "auto",
		[IFLA_VF_LINK_STATE_ENABLE]	= "enable",
		[IFLA_VF_LINK_STATE_DISABLE]	= "disable",
	};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] : "unknown";
}

const char *vf_proto_name(uint16_t proto)
{
	return proto == ETH_P_8021AD ? "802.1ad" : "802.1Q";
}

static const char *on_off(uint32_t setting)
{
	return setting ? "on" : "off";
}

const char *vf_config_words(char text[VF_WORDS_SIZE], enum vf_setting setting, const struct vf_config *c)
{
	switch (setting) {
	case VF_MAC:
		snprintf(text, VF_WORDS_SIZE, "mac %02x:%02x:%02x:%02x:%02x:%02x",
			 c->mac[0], c->mac[1], c->mac[2], c->mac[3], c->mac[4], c->mac[5]);
		break;
	case VF_VLAN:
		snprintf(text, VF_WORDS_SIZE, "vlan %u qos %u proto %s", c->vlan, c->qos,
			 vf_proto_name(c->vlan_proto));
		break;
	case VF_SPOOFCHK:
		snprintf(text, VF_WORDS_SIZE, "spoofchk %s", on_off(c->spoofchk));
		break;
	case VF_TRUST:
		snprintf(text, VF_WORDS_SIZE, "trust %s", on_off(c->trust));
		break;
	case VF_STATE:
		snprintf(text, VF_WORDS_SIZE, "state %s", vf_state_name(c->state));
		break;
	default:
		snprintf(text, VF_WORDS_SIZE, "min_tx_rate %u max_tx_rate %u", c->min_tx_rate, c->max_tx_rate);
	}
	return text;
}

bool vf_config_same(enum vf_setting setting, const struct vf_config *a, const struct vf_config *b)
{
	char words_a[VF_WORDS_SIZE], words_b[VF_WORDS_SIZE];

	return a->has[setting] && b->has[setting] &&
	       !strcmp(vf_config_words(words_a, setting, a), vf_config_words(words_b, setting, b));
}

/* --- From the kernel */

/* Every one of these structures begins with the number of the VF. */
static int payload(const struct nlattr *attribute, void *structure, size_t size)
{
	if (mnl_attr_get_payload_len(attribute) < size)
		return -EBADMSG;
	memcpy(structure, mnl_attr_get_payload(attribute), size);
	return 0;
}

static int decode_mac(const struct nlattr *attribute, struct vf_config *config)
{
	struct ifla_vf_mac mac;

	if (payload(attribute, &mac, sizeof(mac)))
		return -EBADMSG;
	memcpy(config->mac, mac.mac, sizeof(config->mac));
	config->has[VF_MAC] = true;
	return 0;
}

/* The first of a list that has one element so far. */
static int decode_vlan(const struct nlattr *list, struct vf_config *config)
{
	const char *position = mnl_attr_get_payload(list);
	const char *end = position + mnl_attr_get_payload_len(list);
	const struct nlattr *attribute;
	struct ifla_vf_vlan_info vlan;
	int error = 0;

	attribute = next_attribute(&position, end, &error);
	if (!attribute)
		return error;
	if (payload(attribute, &vlan, sizeof(vlan)))
		return -EBADMSG;
	config->vlan = vlan.vlan;
	config->qos = vlan.qos;
	config->vlan_proto = ntohs(vlan.vlan_proto);
	config->has[VF_VLAN] = true;
	return 0;
}

static int decode_rate(const struct nlattr *attribute, struct vf_config *config)
{
	struct ifla_vf_rate rate;

	if (payload(attribute, &rate, sizeof(rate)))
		return -EBADMSG;
	config->min_tx_rate = rate.min_tx_rate;
	config->max_tx_rate = rate.max_tx_rate;
	config->has[VF_RATE] = true;
	return 0;
}

/* spoofchk, trust and link state are alike. */
static int decode_setting(const struct nlattr *attribute, struct vf_config *config,
			  enum vf_setting setting, uint32_t *value)
{
	struct ifla_vf_spoofchk wire;

	if (payload(attribute, &wire, sizeof(wire)))
		return -EBADMSG;
	*value = wire.setting;
	config->has[setting] = wire.setting != UNKNOWN;
	return 0;
}

static int decode_one(const struct nlattr *attribute, struct vf_config *config)
{
	switch (mnl_attr_get_type(attribute)) {
	case IFLA_VF_MAC:
		return decode_mac(attribute, config);
	case IFLA_VF_VLAN_LIST:
		return decode_vlan(attribute, config);
	case IFLA_VF_RATE:
		return decode_rate(attribute, config);
	case IFLA_VF_SPOOFCHK:
		return decode_setting(attribute, config, VF_SPOOFCHK, &config->spoofchk);
	case IFLA_VF_TRUST:
		return decode_setting(attribute, config, VF_TRUST, &config->trust);
	case IFLA_VF_LINK_STATE:
		return decode_setting(attribute, config, VF_STATE, &config->state);
	}
	return 0;
}

static int decode_vf(const struct nlattr *info, struct vf_config configs[], size_t count)
{
	const char *position = mnl_attr_get_payload(info);
	const char *end = position + mnl_attr_get_payload_len(info);
	const struct nlattr *attribute;
	struct vf_config config = { 0 };
	uint32_t index = UNKNOWN;
	int error = 0;

	while (!error && (attribute = next_attribute(&position, end, &error))) {
		/* The MAC is always there, and comes first. */
		if (mnl_attr_get_type(attribute) == IFLA_VF_MAC)
			error = payload(attribute, &index, sizeof(index));
		if (!error)
			error = decode_one(attribute, &config);
	}
	if (!error && index < count)
		configs[index] = config;
	return error;
}

static int decode_list(const struct nlattr *list, struct vf_config configs[], size_t count)
{
	const char *position = mnl_attr_get_payload(list);
	const char *end = position + mnl_attr_get_payload_len(list);
	const struct nlattr *info;
	int error = 0;

	while (!error && (info = next_attribute(&position, end, &error))) {
		if (mnl_attr_get_type(info) == IFLA_VF_INFO)
			error = decode_vf(info, configs, count);
	}
	return error;
}

int vf_config_decode(const struct nlmsghdr *message, struct vf_config configs[], size_t count)
{
	const size_t headers = MNL_NLMSG_HDRLEN + MNL_ALIGN(sizeof(struct ifinfomsg));
	const char *position = (const char *)message + headers;
	const char *end = (const char *)message + message->nlmsg_len;
	const struct nlattr *attribute;
	int error = 0;

	memset(configs, 0, count * sizeof(*configs));
	if (message->nlmsg_len < headers)
		return -EBADMSG;
	while (!error && (attribute = next_attribute(&position, end, &error))) {
		if (mnl_attr_get_type(attribute) == IFLA_VFINFO_LIST)
			error = decode_list(attribute, configs, count);
	}
	return error;
}

/* --- To the kernel */

static void encode_vlan(struct nlmsghdr *message, uint32_t index, const struct vf_config *config)
{
	const struct ifla_vf_vlan_info vlan = {
		.vf = index, .vlan = config->vlan, .qos = config->qos, .vlan_proto = htons(config->vlan_proto),
	};
	struct nlattr *list = mnl_attr_nest_start(message, IFLA_VF_VLAN_LIST);

	mnl_attr_put(message, IFLA_VF_VLAN_INFO, sizeof(vlan), &vlan);
	mnl_attr_nest_end(message, list);
}

static void encode_setting(struct nlmsghdr *message, uint16_t type, uint32_t index, uint32_t value)
{
	const struct ifla_vf_spoofchk setting = { .vf = index, .setting = value };

	mnl_attr_put(message, type, sizeof(setting), &setting);
}

static void encode_one(struct nlmsghdr *message, uint32_t index, enum vf_setting setting,
		       const struct vf_config *c)
{
	const struct ifla_vf_rate rate = {
		.vf = index, .min_tx_rate = c->min_tx_rate, .max_tx_rate = c->max_tx_rate,
	};
	struct ifla_vf_mac mac = { .vf = index };

	switch (setting) {
	case VF_MAC:
		memcpy(mac.mac, c->mac, sizeof(c->mac));
		mnl_attr_put(message, IFLA_VF_MAC, sizeof(mac), &mac);
		break;
	case VF_VLAN:
		encode_vlan(message, index, c);
		break;
	case VF_SPOOFCHK:
		encode_setting(message, IFLA_VF_SPOOFCHK, index, c->spoofchk);
		break;
	case VF_TRUST:
		encode_setting(message, IFLA_VF_TRUST, index, c->trust);
		break;
	case VF_STATE:
		encode_setting(message, IFLA_VF_LINK_STATE, index, c->state);
		break;
	default:
		mnl_attr_put(message, IFLA_VF_RATE, sizeof(rate), &rate);
	}
}

void vf_config_encode(struct nlmsghdr *message, uint32_t index, enum vf_setting setting,
		      const struct vf_config *config)
{
	struct nlattr *list = mnl_attr_nest_start(message, IFLA_VFINFO_LIST);
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_VF_INFO);

	encode_one(message, index, setting, config);
	mnl_attr_nest_end(message, info);
	mnl_attr_nest_end(message, list);
}
