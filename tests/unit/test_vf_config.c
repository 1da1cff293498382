// SPDX-License-Identifier: GPL-2.0-only
/* The settings of VFs as rtnetlink carries them: there, back, and whatever else may come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "sebpctl/vf-config.h"

static const struct vf_config full = {
	.has = { true, true, true, true, true, true },
	.mac = { 0x02, 0x5e, 0xb0, 0x00, 0x0a, 0xff },
	.vlan = 4094, .qos = 7, .vlan_proto = ETH_P_8021AD,
	.min_tx_rate = 10, .max_tx_rate = 4000000000,
	.spoofchk = 1, .trust = 1, .state = IFLA_VF_LINK_STATE_DISABLE,
};

/* On the heap and as long as the message, so that the sanitizer sees who reads beyond it. */
static struct nlmsghdr *exact(const struct nlmsghdr *message, size_t length)
{
	struct nlmsghdr *copy = malloc(length);

	assert_non_null(copy);
	memcpy(copy, message, length);
	if (length >= sizeof(*copy))
		copy->nlmsg_len = (uint32_t)length;
	return copy;
}

static struct nlmsghdr *begin(char *buffer)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	message->nlmsg_type = RTM_NEWLINK;
	mnl_nlmsg_put_extra_header(message, sizeof(struct ifinfomsg));
	return message;
}

static void put_setting(struct nlmsghdr *message, uint16_t type, uint32_t index, uint32_t setting)
{
	const struct ifla_vf_trust wire = { .vf = index, .setting = setting };

	mnl_attr_put(message, type, sizeof(wire), &wire);
}

/* A VF as the kernel describes it, with what this tool does not know between. */
static void put_vf(struct nlmsghdr *message, uint32_t index, const struct vf_config *c)
{
	const struct ifla_vf_vlan_info vlan = {
		.vf = index, .vlan = c->vlan, .qos = c->qos, .vlan_proto = htons(c->vlan_proto),
	};
	const struct ifla_vf_rate rate = { index, c->min_tx_rate, c->max_tx_rate };
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_VF_INFO), *list;
	struct ifla_vf_mac mac = { .vf = index };

	memcpy(mac.mac, c->mac, sizeof(c->mac));
	mnl_attr_put(message, IFLA_VF_MAC, sizeof(mac), &mac);
	mnl_attr_put(message, IFLA_VF_BROADCAST, 32, mac.mac);
	mnl_attr_put(message, IFLA_VF_RATE, sizeof(rate), &rate);
	put_setting(message, IFLA_VF_SPOOFCHK, index, c->has[VF_SPOOFCHK] ? c->spoofchk : UINT32_MAX);
	put_setting(message, IFLA_VF_LINK_STATE, index, c->state);
	put_setting(message, IFLA_VF_TRUST, index, c->has[VF_TRUST] ? c->trust : UINT32_MAX);
	list = mnl_attr_nest_start(message, IFLA_VF_VLAN_LIST);
	mnl_attr_put(message, IFLA_VF_VLAN_INFO, sizeof(vlan), &vlan);
	mnl_attr_nest_end(message, list);
	mnl_attr_put_u32(message, 999, 1);
	mnl_attr_nest_end(message, info);
}

static void put_list(struct nlmsghdr *message, const struct vf_config configs[], uint32_t count)
{
	struct nlattr *list = mnl_attr_nest_start(message, IFLA_VFINFO_LIST);

	for (uint32_t i = 0; i < count; i++)
		put_vf(message, i, &configs[i]);
	mnl_attr_nest_end(message, list);
}

static void assert_same(const struct vf_config *a, const struct vf_config *b)
{
	for (int setting = 0; setting < VF_SETTINGS; setting++) {
		assert_int_equal(a->has[setting], b->has[setting]);
		if (a->has[setting])
			assert_true(vf_config_same(setting, a, b));
	}
}

static void the_kernels_list_is_read(void **state)
{
	struct vf_config sent[3] = { full, full, full }, found[3];
	char buffer[4096];
	struct nlmsghdr *message = begin(buffer), *copy;

	(void)state;
	sent[1].has[VF_TRUST] = sent[1].has[VF_SPOOFCHK] = false;
	sent[2].vlan = sent[2].qos = sent[2].max_tx_rate = 0;
	mnl_attr_put_u32(message, IFLA_MTU, 1500);
	put_list(message, sent, 3);
	copy = exact(message, message->nlmsg_len);
	assert_int_equal(vf_config_decode(copy, found, 3), 0);
	for (int i = 0; i < 3; i++)
		assert_same(&sent[i], &found[i]);
	/* VFs that have come meanwhile have no room, and none is needed. */
	assert_int_equal(vf_config_decode(copy, found, 1), 0);
	assert_same(&sent[0], &found[0]);
	free(copy);
}

static void a_driver_that_tells_nothing_has_none(void **state)
{
	char buffer[512];
	struct nlmsghdr *message = begin(buffer);
	struct vf_config found[2];

	(void)state;
	memset(found, 0xff, sizeof(found));
	assert_int_equal(vf_config_decode(message, found, 2), 0);
	for (int setting = 0; setting < VF_SETTINGS; setting++)
		assert_false(found[0].has[setting] || found[1].has[setting]);
}

/* Cut anywhere: malformed or, where an attribute ends, shorter; never a byte too far. */
static void cut_messages_are_safe(void **state)
{
	struct vf_config sent[2] = { full, full }, found[2];
	char buffer[4096];
	struct nlmsghdr *message = begin(buffer);

	(void)state;
	put_list(message, sent, 2);
	for (size_t length = sizeof(*message); length < message->nlmsg_len; length++) {
		struct nlmsghdr *copy = exact(message, length);

		if (!vf_config_decode(copy, found, 2))
			assert_int_equal(length, NLMSG_LENGTH(sizeof(struct ifinfomsg)));
		free(copy);
	}
}

/* Every word of it, wrong in turn. */
static void broken_messages_are_safe(void **state)
{
	struct vf_config sent[2] = { full, full }, found[2];
	char buffer[4096];
	struct nlmsghdr *message = begin(buffer);
	uint32_t wrong[] = { 0, UINT32_MAX, 0x00010001, 0x00050004, 0x80000004 };

	(void)state;
	put_list(message, sent, 2);
	for (size_t at = NLMSG_LENGTH(sizeof(struct ifinfomsg)); at < message->nlmsg_len; at += 4) {
		for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
			struct nlmsghdr *copy = exact(message, message->nlmsg_len);
			int error;

			memcpy((char *)copy + at, &wrong[i], 4);
			error = vf_config_decode(copy, found, 2);
			assert_true(error == 0 || error == -EBADMSG);
			free(copy);
		}
	}
}

static void short_structures_are_malformed(void **state)
{
	static const uint16_t types[] = {
		IFLA_VF_MAC, IFLA_VF_RATE, IFLA_VF_SPOOFCHK, IFLA_VF_TRUST, IFLA_VF_LINK_STATE,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct nlattr *list, *info;
		char buffer[512];
		struct nlmsghdr *message = begin(buffer);
		struct vf_config found[1];

		list = mnl_attr_nest_start(message, IFLA_VFINFO_LIST);
		info = mnl_attr_nest_start(message, IFLA_VF_INFO);
		mnl_attr_put_u16(message, types[i], 0);
		mnl_attr_nest_end(message, info);
		mnl_attr_nest_end(message, list);
		assert_int_equal(vf_config_decode(message, found, 1), -EBADMSG);
	}
}

/* What is sent is one setting of one VF, in the kernel's structures. */
static void settings_are_sent_one_by_one(void **state)
{
	static const struct {
		uint16_t type;
		size_t size;
	} wanted[VF_SETTINGS] = {
		[VF_MAC]	= { IFLA_VF_MAC, sizeof(struct ifla_vf_mac) },
		[VF_VLAN]	= { IFLA_VF_VLAN_LIST, MNL_ATTR_HDRLEN + sizeof(struct ifla_vf_vlan_info) },
		[VF_SPOOFCHK]	= { IFLA_VF_SPOOFCHK, sizeof(struct ifla_vf_spoofchk) },
		[VF_TRUST]	= { IFLA_VF_TRUST, sizeof(struct ifla_vf_trust) },
		[VF_STATE]	= { IFLA_VF_LINK_STATE, sizeof(struct ifla_vf_link_state) },
		[VF_RATE]	= { IFLA_VF_RATE, sizeof(struct ifla_vf_rate) },
	};

	(void)state;
	for (int setting = 0; setting < VF_SETTINGS; setting++) {
		char buffer[512];
		struct nlmsghdr *message = begin(buffer);
		const struct nlattr *list, *info, *one;
		const char *payload;
		uint32_t index;

		vf_config_encode(message, 5, setting, &full);
		list = mnl_nlmsg_get_payload_offset(message, sizeof(struct ifinfomsg));
		assert_int_equal(mnl_attr_get_type(list), IFLA_VFINFO_LIST);
		info = mnl_attr_get_payload(list);
		assert_int_equal(mnl_attr_get_type(info), IFLA_VF_INFO);
		one = mnl_attr_get_payload(info);
		assert_int_equal(mnl_attr_get_type(one), wanted[setting].type);
		assert_int_equal(mnl_attr_get_payload_len(one), wanted[setting].size);
		assert_ptr_equal((const char *)one + one->nla_len, mnl_nlmsg_get_payload_tail(message));
		payload = mnl_attr_get_payload(one);
		memcpy(&index, payload + (setting == VF_VLAN ? MNL_ATTR_HDRLEN : 0), sizeof(index));
		assert_int_equal(index, 5);
	}
}

/* And means what it should: decoded again it is the same. A MAC says whose it is. */
static void what_is_sent_is_what_is_read(void **state)
{
	char buffer[512];
	struct nlmsghdr *message = begin(buffer);
	struct vf_config found[6];

	(void)state;
	vf_config_encode(message, 5, VF_MAC, &full);
	assert_int_equal(vf_config_decode(message, found, 6), 0);
	assert_true(vf_config_same(VF_MAC, &full, &found[5]));
	assert_false(found[5].has[VF_VLAN]);
}

static void words_are_those_of_ip_link(void **state)
{
	static const char *const words[VF_SETTINGS] = {
		[VF_MAC]	= "mac 02:5e:b0:00:0a:ff",
		[VF_VLAN]	= "vlan 4094 qos 7 proto 802.1ad",
		[VF_SPOOFCHK]	= "spoofchk on",
		[VF_TRUST]	= "trust on",
		[VF_STATE]	= "state disable",
		[VF_RATE]	= "min_tx_rate 10 max_tx_rate 4000000000",
	};
	char text[VF_WORDS_SIZE];

	(void)state;
	for (int setting = 0; setting < VF_SETTINGS; setting++)
		assert_string_equal(vf_config_words(text, setting, &full), words[setting]);
	assert_string_equal(vf_state_name(77), "unknown");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernels_list_is_read),
		cmocka_unit_test(a_driver_that_tells_nothing_has_none),
		cmocka_unit_test(cut_messages_are_safe),
		cmocka_unit_test(broken_messages_are_safe),
		cmocka_unit_test(short_structures_are_malformed),
		cmocka_unit_test(settings_are_sent_one_by_one),
		cmocka_unit_test(what_is_sent_is_what_is_read),
		cmocka_unit_test(words_are_those_of_ip_link),
	};

	return cmocka_run_group_tests_name("vf_config", tests, NULL, NULL);
}
