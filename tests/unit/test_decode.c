// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to structs: whole ones, and ones that no honest kernel sends. Every malformed message is
 * copied to a heap block of exactly its size first, so that the address sanitizer sees each byte
 * read beyond it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/sebp.h>

#include "sebpctl/decode.h"
#include "sebpctl/reply.h"

#define FAMILY		0x1f
#define SEQUENCE	4711

struct message {
	_Alignas(struct nlmsghdr) char bytes[8192];
};

static struct nlmsghdr *begin(struct message *m, uint8_t command)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(m->bytes);
	struct genlmsghdr *family = mnl_nlmsg_put_extra_header(header, sizeof(*family));

	header->nlmsg_type = FAMILY;
	header->nlmsg_seq = SEQUENCE;
	family->cmd = command;
	return header;
}

static struct nlmsghdr *device_message_without(struct message *m, uint16_t left_out)
{
	struct nlmsghdr *header = begin(m, SEBP_CMD_DEV_GET);

	for (uint16_t type = SEBP_A_DEV_IFINDEX; type <= SEBP_A_DEV_MAX; type++) {
		if (type == left_out)
			continue;
		if (type == SEBP_A_DEV_IFNAME)
			mnl_attr_put_strz(header, type, "enp1s0v0");
		else if (type == SEBP_A_DEV_DRIVER)
			mnl_attr_put_strz(header, type, "igbvf");
		else if (type == SEBP_A_DEV_REASON)
			mnl_attr_put_strz(header, type, "its reset failed");
		else
			mnl_attr_put_u32(header, type, 100u + type);
	}
	return header;
}

static struct nlmsghdr *device_message(struct message *m)
{
	return device_message_without(m, 0);
}

static void put_event_stats(struct nlmsghdr *header, uint32_t event)
{
	struct nlattr *nest = mnl_attr_nest_start(header, SEBP_A_QUEUE_EVENT);

	mnl_attr_put_u32(header, SEBP_A_EVENT_STATS_EVENT, event);
	mnl_attr_put(header, SEBP_A_EVENT_STATS_PAD, 0, NULL);
	for (uint16_t type = SEBP_A_EVENT_STATS_EVENTS; type <= SEBP_A_EVENT_STATS_MAX; type++)
		mnl_attr_put_u64(header, type, 1000u * (event + 1) + type);
	mnl_attr_nest_end(header, nest);
}

static const uint64_t gaps[QUEUE_GAPS] = { 1, 2, [QUEUE_GAPS - 1] = UINT64_MAX };

static struct nlmsghdr *queue_message_without(struct message *m, uint32_t events, uint16_t left_out)
{
	struct nlmsghdr *header = begin(m, SEBP_CMD_QUEUE_GET);

	for (uint16_t type = SEBP_A_QUEUE_IFINDEX; type <= SEBP_A_QUEUE_STATE; type++)
		if (type != left_out)
			mnl_attr_put_u32(header, type, 200u + type);
	mnl_attr_put(header, SEBP_A_QUEUE_PAD, 0, NULL);
	for (uint16_t type = SEBP_A_QUEUE_POLLS; type <= SEBP_A_QUEUE_LONGEST_GAP_NS; type++)
		if (type != left_out)
			mnl_attr_put_u64(header, type, (1ull << 40) + type);
	for (uint16_t type = SEBP_A_QUEUE_GAP_NS; type <= SEBP_A_QUEUE_RATE_PPS; type++)
		if (type != left_out)
			mnl_attr_put_u32(header, type, 300u + type);
	if (left_out != SEBP_A_QUEUE_DELAY_NS)
		mnl_attr_put_u64(header, SEBP_A_QUEUE_DELAY_NS, 1ull << 41);
	if (left_out != SEBP_A_QUEUE_GAPS)
		mnl_attr_put(header, SEBP_A_QUEUE_GAPS, sizeof(gaps), gaps);
	if (left_out != SEBP_A_QUEUE_STALLS)
		mnl_attr_put_u64(header, SEBP_A_QUEUE_STALLS, 1ull << 42);
	for (uint32_t event = 0; event < events; event++)
		put_event_stats(header, event);
	return header;
}

static struct nlmsghdr *queue_message(struct message *m, uint32_t events)
{
	return queue_message_without(m, events, 0);
}

static struct nlmsghdr *source_message_without(struct message *m, uint16_t left_out)
{
	struct nlmsghdr *header = begin(m, SEBP_CMD_SOURCE_GET);

	for (uint16_t type = SEBP_A_SOURCE_EVENT; type <= SEBP_A_SOURCE_MAX; type++) {
		if (type == left_out)
			continue;
		if (type == SEBP_A_SOURCE_DEFAULT || type == SEBP_A_SOURCE_HOOKED)
			mnl_attr_put(header, type, 0, NULL);
		else if (type == SEBP_A_SOURCE_EVENT || type == SEBP_A_SOURCE_USERS)
			mnl_attr_put_u32(header, type, 400u + type);
		else
			mnl_attr_put_strz(header, type, type == SEBP_A_SOURCE_CONTEXT ? "context" :
					  type == SEBP_A_SOURCE_COST ? "cost" : "missing");
	}
	return header;
}

static struct nlmsghdr *source_message(struct message *m)
{
	return source_message_without(m, 0);
}

/* All decoders on a block of exactly @length bytes; what they return is @results. */
enum { DEVICE, QUEUE, SOURCE, DECODERS };

static void decode_exactly(const void *bytes, size_t length, int results[DECODERS])
{
	struct nlmsghdr *copy = malloc(length);
	struct device device;
	struct queue queue;
	struct source source;

	assert_non_null(copy);
	memcpy(copy, bytes, length);
	results[DEVICE] = decode_device(copy, &device);
	results[QUEUE] = decode_queue(copy, &queue);
	results[SOURCE] = decode_source(copy, &source);
	free(copy);
}

static void refused_by_all(const struct nlmsghdr *header)
{
	int results[DECODERS];

	decode_exactly(header, header->nlmsg_len, results);
	for (int i = 0; i < DECODERS; i++)
		assert_int_equal(results[i], -EBADMSG);
}

static void device_is_decoded(void **state)
{
	struct message m;
	struct device device;

	(void)state;
	assert_int_equal(decode_device(device_message(&m), &device), 0);
	assert_int_equal(device.ifindex, 100 + SEBP_A_DEV_IFINDEX);
	assert_string_equal(device.ifname, "enp1s0v0");
	assert_string_equal(device.driver, "igbvf");
	assert_int_equal(device.state, 100 + SEBP_A_DEV_STATE);
	assert_string_equal(device.reason, "its reset failed");
	assert_int_equal(device.events, 100 + SEBP_A_DEV_EVENTS);
	assert_int_equal(device.min_gap_ns, 100 + SEBP_A_DEV_MIN_GAP_NS);
	assert_int_equal(device.max_gap_ns, 100 + SEBP_A_DEV_MAX_GAP_NS);
	assert_int_equal(device.enter_packets, 100 + SEBP_A_DEV_ENTER_PACKETS);
	assert_int_equal(device.leave_packets, 100 + SEBP_A_DEV_LEAVE_PACKETS);
	assert_int_equal(device.window_ns, 100 + SEBP_A_DEV_WINDOW_NS);
	assert_int_equal(device.queues, 100 + SEBP_A_DEV_QUEUES);
	assert_int_equal(device.preset, 100 + SEBP_A_DEV_PRESET);
	assert_int_equal(device.batch, 100 + SEBP_A_DEV_BATCH);
	assert_int_equal(device.mode, 100 + SEBP_A_DEV_MODE);
	assert_int_equal(device.share, 100 + SEBP_A_DEV_SHARE);
	assert_int_equal(device.bulk_gap_ns, 100 + SEBP_A_DEV_BULK_GAP_NS);
	assert_int_equal(device.ring, 100 + SEBP_A_DEV_RING);
	assert_int_equal(device.linger_ns, 100 + SEBP_A_DEV_LINGER_NS);
	assert_int_equal(device.weight, 100 + SEBP_A_DEV_WEIGHT);
}

static void queue_is_decoded(void **state)
{
	const uint64_t base = 1ull << 40;
	struct message m;
	struct queue queue;

	(void)state;
	assert_int_equal(decode_queue(queue_message(&m, 5), &queue), 0);
	assert_int_equal(queue.ifindex, 200 + SEBP_A_QUEUE_IFINDEX);
	assert_int_equal(queue.id, 200 + SEBP_A_QUEUE_ID);
	assert_int_equal(queue.napi_id, 200 + SEBP_A_QUEUE_NAPI_ID);
	assert_int_equal(queue.cpu, 200 + SEBP_A_QUEUE_CPU);
	assert_int_equal(queue.state, 200 + SEBP_A_QUEUE_STATE);
	assert_int_equal(queue.polls, base + SEBP_A_QUEUE_POLLS);
	assert_int_equal(queue.empty_polls, base + SEBP_A_QUEUE_EMPTY_POLLS);
	assert_int_equal(queue.packets, base + SEBP_A_QUEUE_PACKETS);
	assert_int_equal(queue.rescues, base + SEBP_A_QUEUE_RESCUES);
	assert_int_equal(queue.irqs_taken, base + SEBP_A_QUEUE_IRQS_TAKEN);
	assert_int_equal(queue.irqs_suppressed, base + SEBP_A_QUEUE_IRQS_SUPPRESSED);
	assert_int_equal(queue.unparks, base + SEBP_A_QUEUE_UNPARKS);
	assert_int_equal(queue.parks, base + SEBP_A_QUEUE_PARKS);
	assert_int_equal(queue.busy, base + SEBP_A_QUEUE_BUSY);
	assert_int_equal(queue.stalls, 1ull << 42);
	assert_int_equal(queue.longest_gap_ns, base + SEBP_A_QUEUE_LONGEST_GAP_NS);
	assert_int_equal(queue.gap_ns, 300 + SEBP_A_QUEUE_GAP_NS);
	assert_int_equal(queue.rate_pps, 300 + SEBP_A_QUEUE_RATE_PPS);
	assert_int_equal(queue.delay_ns, 1ull << 41);
	assert_memory_equal(queue.gaps, gaps, sizeof(gaps));
	assert_int_equal(queue.event_count, 5);
	assert_int_equal(queue.events[4].event, 4);
	assert_int_equal(queue.events[4].events, 5000 + SEBP_A_EVENT_STATS_EVENTS);
	assert_int_equal(queue.events[4].polls, 5000 + SEBP_A_EVENT_STATS_POLLS);
	assert_int_equal(queue.events[4].empty_polls, 5000 + SEBP_A_EVENT_STATS_EMPTY_POLLS);
	assert_int_equal(queue.events[4].packets, 5000 + SEBP_A_EVENT_STATS_PACKETS);
}

static void device_without_reason_is_decoded(void **state)
{
	struct message m;
	struct device device;

	(void)state;
	for (uint16_t type = SEBP_A_DEV_IFINDEX; type <= SEBP_A_DEV_MAX; type++)
		assert_int_equal(decode_device(device_message_without(&m, type), &device),
				 type == SEBP_A_DEV_REASON ? 0 : -EBADMSG);
	device_message_without(&m, SEBP_A_DEV_REASON);
	assert_int_equal(decode_device((void *)m.bytes, &device), 0);
	assert_string_equal(device.reason, "");
}

static void queue_without_what_is_optional_is_decoded(void **state)
{
	struct message m;
	struct queue queue;

	(void)state;
	for (uint16_t type = SEBP_A_QUEUE_IFINDEX; type < SEBP_A_QUEUE_EVENT; type++) {
		bool optional = type == SEBP_A_QUEUE_NAPI_ID || type == SEBP_A_QUEUE_CPU ||
				type == SEBP_A_QUEUE_GAP_NS || type == SEBP_A_QUEUE_RATE_PPS;

		assert_int_equal(decode_queue(queue_message_without(&m, 2, type), &queue),
				 optional ? 0 : -EBADMSG);
		if (type == SEBP_A_QUEUE_NAPI_ID)
			assert_int_equal(queue.napi_id, 0);
		if (type == SEBP_A_QUEUE_CPU)
			assert_int_equal(queue.cpu, QUEUE_NO_CPU);
		if (type == SEBP_A_QUEUE_GAP_NS)
			assert_int_equal(queue.gap_ns, QUEUE_NOT_LEARNED);
		if (type == SEBP_A_QUEUE_RATE_PPS)
			assert_int_equal(queue.rate_pps, QUEUE_NOT_LEARNED);
	}
}

static void source_is_decoded(void **state)
{
	struct message m;
	struct source source;

	(void)state;
	assert_int_equal(decode_source(source_message(&m), &source), 0);
	assert_int_equal(source.event, 400 + SEBP_A_SOURCE_EVENT);
	assert_string_equal(source.context, "context");
	assert_string_equal(source.cost, "cost");
	assert_string_equal(source.missing, "missing");
	assert_int_equal(source.users, 400 + SEBP_A_SOURCE_USERS);
	assert_true(source.is_default);
	assert_true(source.is_hooked);
}

static void source_without_what_is_optional_is_decoded(void **state)
{
	struct message m;
	struct source source;

	(void)state;
	for (uint16_t type = SEBP_A_SOURCE_EVENT; type <= SEBP_A_SOURCE_MAX; type++) {
		bool optional = type == SEBP_A_SOURCE_MISSING ||
				type == SEBP_A_SOURCE_DEFAULT || type == SEBP_A_SOURCE_HOOKED;

		assert_int_equal(decode_source(source_message_without(&m, type), &source),
				 optional ? 0 : -EBADMSG);
		if (type == SEBP_A_SOURCE_MISSING)
			assert_string_equal(source.missing, "");
		if (type == SEBP_A_SOURCE_DEFAULT)
			assert_false(source.is_default);
		if (type == SEBP_A_SOURCE_HOOKED)
			assert_false(source.is_hooked);
	}
}

static void unknown_attributes_are_skipped(void **state)
{
	struct message m;
	struct nlmsghdr *header = device_message(&m);
	struct device device;
	struct queue queue;
	struct nlattr *nest;

	(void)state;
	mnl_attr_put_u64(header, SEBP_A_DEV_MAX + 1, 1);
	mnl_attr_put(header, 0, 3, "abc");
	nest = mnl_attr_nest_start(header, 900);
	mnl_attr_put_u32(header, SEBP_A_DEV_IFINDEX, 1);
	mnl_attr_nest_end(header, nest);
	assert_int_equal(decode_device(header, &device), 0);
	assert_int_equal(device.ifindex, 100 + SEBP_A_DEV_IFINDEX);

	header = queue_message(&m, 1);
	mnl_attr_put_u64(header, SEBP_A_QUEUE_MAX + 1, 1);
	assert_int_equal(decode_queue(header, &queue), 0);
	assert_int_equal(queue.event_count, 1);
}

static void the_last_padding_may_be_missing(void **state)
{
	struct message m;
	struct nlmsghdr *header = device_message_without(&m, SEBP_A_DEV_REASON);
	int results[DECODERS];

	(void)state;
	mnl_attr_put_strz(header, SEBP_A_DEV_REASON, "four!");
	header->nlmsg_len -= 2;
	decode_exactly(header, header->nlmsg_len, results);
	assert_int_equal(results[DEVICE], 0);
}

/* Cut anywhere, a message lacks an attribute or ends within one, and no byte behind it is read. */
static void truncated_messages_are_refused(void **state)
{
	struct message device, queue, source;
	const uint32_t device_length = device_message(&device)->nlmsg_len;
	const uint32_t queue_length = queue_message(&queue, 1)->nlmsg_len;
	const uint32_t source_length = source_message(&source)->nlmsg_len;
	int results[DECODERS];

	(void)state;
	for (uint32_t length = sizeof(struct nlmsghdr); length < device_length; length++) {
		((struct nlmsghdr *)device.bytes)->nlmsg_len = length;
		decode_exactly(device.bytes, length, results);
		assert_int_equal(results[DEVICE], -EBADMSG);
	}
	for (uint32_t length = sizeof(struct nlmsghdr); length < queue_length; length++) {
		((struct nlmsghdr *)queue.bytes)->nlmsg_len = length;
		decode_exactly(queue.bytes, length, results);
		/* Without its event sources a queue is whole: the nest is 64 bytes long. */
		assert_int_equal(results[QUEUE], length == queue_length - 64 ? 0 : -EBADMSG);
	}
	for (uint32_t length = sizeof(struct nlmsghdr); length < source_length; length++) {
		((struct nlmsghdr *)source.bytes)->nlmsg_len = length;
		decode_exactly(source.bytes, length, results);
		/* And a source without its last attribute or two, flags of 4 bytes. */
		assert_int_equal(results[SOURCE],
				 length == source_length - 4 || length == source_length - 8 ? 0 : -EBADMSG);
	}
}

static void numbers_of_the_wrong_size_are_refused(void **state)
{
	static const uint64_t value;
	struct message m;

	(void)state;
	for (size_t size = 0; size <= 8; size++) {
		struct nlmsghdr *header = device_message(&m);
		struct device device;

		mnl_attr_put(header, SEBP_A_DEV_IFINDEX, size, &value);
		assert_int_equal(decode_device(header, &device), size == 4 ? 0 : -EBADMSG);
	}
	for (size_t size = 0; size <= 8; size++) {
		struct nlmsghdr *header = queue_message(&m, 0);
		struct queue queue;

		mnl_attr_put(header, SEBP_A_QUEUE_POLLS, size, &value);
		assert_int_equal(decode_queue(header, &queue), size == 8 ? 0 : -EBADMSG);
	}
	for (size_t size = 0; size <= 8; size++) {
		struct nlmsghdr *header = source_message(&m);
		struct source source;

		mnl_attr_put(header, SEBP_A_SOURCE_DEFAULT, size, &value);
		assert_int_equal(decode_source(header, &source), size == 0 ? 0 : -EBADMSG);
	}
}

static void histogram_of_the_wrong_size_is_refused(void **state)
{
	static const uint64_t many[QUEUE_GAPS + 2];
	struct message m;
	struct queue queue;

	(void)state;
	for (size_t size = 0; size <= sizeof(many); size++) {
		struct nlmsghdr *header = queue_message_without(&m, 0, SEBP_A_QUEUE_GAPS);

		mnl_attr_put(header, SEBP_A_QUEUE_GAPS, size, many);
		assert_int_equal(decode_queue(header, &queue),
				 size == sizeof(queue.gaps) ? 0 : -EBADMSG);
	}
}

static void bad_names_are_refused(void **state)
{
	static const char sixteen[] = "0123456789abcdef";
	struct message m;
	struct nlmsghdr *header;
	struct device device;

	(void)state;
	header = device_message(&m);
	mnl_attr_put_strz(header, SEBP_A_DEV_IFNAME, sixteen + 1);
	assert_int_equal(decode_device(header, &device), 0);

	header = device_message(&m);
	mnl_attr_put_strz(header, SEBP_A_DEV_IFNAME, sixteen);	/* no room for its NUL */
	assert_int_equal(decode_device(header, &device), -EBADMSG);

	header = device_message(&m);
	mnl_attr_put(header, SEBP_A_DEV_IFNAME, 4, "eth0");	/* no NUL */
	assert_int_equal(decode_device(header, &device), -EBADMSG);

	header = device_message(&m);
	mnl_attr_put(header, SEBP_A_DEV_IFNAME, 0, NULL);
	assert_int_equal(decode_device(header, &device), -EBADMSG);
}

static void control_characters_are_defused(void **state)
{
	struct message m;
	struct nlmsghdr *header = device_message(&m);
	struct device device;

	(void)state;
	mnl_attr_put_strz(header, SEBP_A_DEV_IFNAME, "\033[2J\x7f\xc3\xa9\xc2\x9b");
	assert_int_equal(decode_device(header, &device), 0);
	assert_string_equal(device.ifname, "?[2J?\xc3\xa9??");
}

static void nested_garbage_is_refused(void **state)
{
	static const char garbage[] = "\xff\xff\x02\0 twelve bytes and more of no sense at all";
	struct message m;
	struct nlmsghdr *header;
	struct nlattr *nest;
	struct queue queue;

	(void)state;
	for (size_t length = 0; length < sizeof(garbage); length++) {
		header = queue_message(&m, 1);
		mnl_attr_put(header, SEBP_A_QUEUE_EVENT, length, garbage);
		refused_by_all(header);
	}

	/* An attribute in the nest that claims to reach beyond it, but not beyond the message. */
	header = queue_message(&m, 0);
	nest = mnl_attr_nest_start(header, SEBP_A_QUEUE_EVENT);
	mnl_attr_put_u32(header, SEBP_A_EVENT_STATS_EVENT, 0);
	mnl_attr_nest_end(header, nest);
	((struct nlattr *)mnl_attr_get_payload(nest))->nla_len += 8;
	put_event_stats(header, 1);
	assert_int_equal(decode_queue(header, &queue), -EBADMSG);
}

static void more_event_sources_than_room_are_refused(void **state)
{
	struct message m;
	struct queue queue;

	(void)state;
	assert_int_equal(decode_queue(queue_message(&m, DECODE_EVENTS_MAX), &queue), 0);
	assert_int_equal(queue.event_count, DECODE_EVENTS_MAX);
	refused_by_all(queue_message(&m, DECODE_EVENTS_MAX + 1));
}

static void impossible_attribute_lengths_are_refused(void **state)
{
	static const uint16_t lengths[] = { 0, 1, 3, 9, 0x7fff, 0xffff };
	struct message m;
	struct nlmsghdr *header;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		header = device_message(&m);
		((struct nlattr *)mnl_nlmsg_get_payload_offset(header, GENL_HDRLEN))->nla_len =
			lengths[i];
		refused_by_all(header);
	}
}

/* A fixed generator: the same bytes in every run. */
static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* No expectation but that the sanitizers stay silent and the bounds of the structs hold. */
static void random_damage_is_survived(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 30000; round++) {
		struct message m;
		struct nlmsghdr *header = round % DECODERS == DEVICE ? device_message(&m) :
					  round % DECODERS == QUEUE ? queue_message(&m, 3) :
					  source_message(&m);
		uint32_t body = header->nlmsg_len - MNL_NLMSG_HDRLEN;
		int results[DECODERS];

		for (uint32_t hits = 1 + next_random(&seed) % 4; hits; hits--)
			m.bytes[MNL_NLMSG_HDRLEN + next_random(&seed) % body] =
				(char)next_random(&seed);
		decode_exactly(header, header->nlmsg_len, results);
		for (int i = 0; i < DECODERS; i++)
			assert_true(results[i] == 0 || results[i] == -EBADMSG);
	}
}

static void family_number_is_decoded(void **state)
{
	struct message m;
	struct nlmsghdr *header = begin(&m, CTRL_CMD_NEWFAMILY);

	(void)state;
	assert_int_equal(decode_family_id(header), -EBADMSG);
	mnl_attr_put_strz(header, CTRL_ATTR_FAMILY_NAME, SEBP_FAMILY_NAME);
	mnl_attr_put_u16(header, CTRL_ATTR_FAMILY_ID, 0xfff1);
	assert_int_equal(decode_family_id(header), 0xfff1);
	assert_int_equal(decode_family_version(header), -EBADMSG);
	mnl_attr_put_u32(header, CTRL_ATTR_VERSION, 2);
	assert_int_equal(decode_family_version(header), 2);
	mnl_attr_put_u32(header, CTRL_ATTR_VERSION, 256);
	assert_int_equal(decode_family_version(header), -EBADMSG);
}

static struct nlmsghdr *groups_message(struct message *m)
{
	static const char *const names[] = { "other", SEBP_MCGRP_MGMT, "config" };
	struct nlmsghdr *header = begin(m, CTRL_CMD_NEWFAMILY);
	struct nlattr *groups, *group;

	mnl_attr_put_u16(header, CTRL_ATTR_FAMILY_ID, 0xfff1);
	groups = mnl_attr_nest_start(header, CTRL_ATTR_MCAST_GROUPS);
	for (uint16_t i = 0; i < 3; i++) {
		group = mnl_attr_nest_start(header, i + 1);
		mnl_attr_put_u32(header, CTRL_ATTR_MCAST_GRP_ID, 30u + i);
		mnl_attr_put_strz(header, CTRL_ATTR_MCAST_GRP_NAME, names[i]);
		mnl_attr_nest_end(header, group);
	}
	mnl_attr_nest_end(header, groups);
	return header;
}

static void group_number_is_found(void **state)
{
	struct message m;
	struct nlmsghdr *header = groups_message(&m);

	(void)state;
	assert_int_equal(decode_group_id(header, SEBP_MCGRP_MGMT), 31);
	assert_int_equal(decode_group_id(header, "config"), 32);
	assert_int_equal(decode_group_id(header, "mgm"), -ENOENT);
	assert_int_equal(decode_group_id(begin(&m, CTRL_CMD_NEWFAMILY), SEBP_MCGRP_MGMT), -ENOENT);
}

/* Every byte off, every byte changed: no read outside, and no number that is none of the groups'. */
static void damaged_groups_are_survived(void **state)
{
	struct message m;
	const struct nlmsghdr *header = groups_message(&m);
	uint32_t length = header->nlmsg_len;

	(void)state;
	for (uint32_t cut = MNL_NLMSG_HDRLEN; cut < length; cut++) {
		struct nlmsghdr *copy = malloc(cut);
		int id;

		memcpy(copy, m.bytes, cut);
		copy->nlmsg_len = cut;
		id = decode_group_id(copy, "config");
		assert_true(id < 0);
		free(copy);
	}
	for (uint32_t at = MNL_NLMSG_HDRLEN; at < length; at++) {
		struct nlmsghdr *copy = malloc(length);

		memcpy(copy, m.bytes, length);
		((unsigned char *)copy)[at] ^= 0xff;
		decode_group_id(copy, "config");
		free(copy);
	}
}

static void command_is_decoded(void **state)
{
	struct message m;
	struct nlmsghdr *header = begin(&m, SEBP_CMD_DEV_CHANGE_NTF);

	(void)state;
	assert_int_equal(decode_command(header), SEBP_CMD_DEV_CHANGE_NTF);
	header->nlmsg_len = MNL_NLMSG_HDRLEN;
	assert_int_equal(decode_command(header), -EBADMSG);
}

static void moderation_is_decoded(void **state)
{
	const struct moderation unknown = MODERATION_UNKNOWN;
	struct message m;
	struct nlmsghdr *header = begin(&m, ETHTOOL_MSG_COALESCE_GET_REPLY);
	struct moderation moderation;

	(void)state;
	assert_int_equal(decode_moderation(header, &moderation), 0);
	assert_memory_equal(&moderation, &unknown, sizeof(unknown));
	mnl_attr_put_u32(header, ETHTOOL_A_COALESCE_RX_USECS, 3);
	mnl_attr_put_u32(header, ETHTOOL_A_COALESCE_TX_MAX_FRAMES, 99);
	mnl_attr_put_u8(header, ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, 1);
	assert_int_equal(decode_moderation(header, &moderation), 0);
	assert_int_equal(moderation.rx_usecs, 3);
	assert_int_equal(moderation.tx_usecs, UINT32_MAX);
	assert_int_equal(moderation.adaptive_rx, 1);
	assert_int_equal(moderation.adaptive_tx, UINT8_MAX);
	mnl_attr_put_u32(header, ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX, 1);
	assert_int_equal(decode_moderation(header, &moderation), -EBADMSG);
}

/* Answers: what reply_read() makes of whole buffers. */

static int count_message(const struct nlmsghdr *message, void *data)
{
	(void)message;
	(*(int *)data)++;
	return 0;
}

static int refuse_message(const struct nlmsghdr *message, void *data)
{
	(void)message;
	(void)data;
	return -EBADMSG;
}

static struct nlmsghdr *put_ack(void *buffer, int error, uint16_t flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct nlmsgerr *ack = mnl_nlmsg_put_extra_header(header, sizeof(*ack));

	header->nlmsg_type = NLMSG_ERROR;
	header->nlmsg_seq = SEQUENCE;
	header->nlmsg_flags = flags;
	ack->error = error;
	ack->msg.nlmsg_len = MNL_NLMSG_HDRLEN;
	return header;
}

static struct nlmsghdr *put_done(void *buffer, int error, uint16_t flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);

	header->nlmsg_type = NLMSG_DONE;
	header->nlmsg_seq = SEQUENCE;
	header->nlmsg_flags = NLM_F_MULTI | flags;
	*(int *)mnl_nlmsg_put_extra_header(header, sizeof(int)) = error;
	return header;
}

static struct reply expect(int *messages)
{
	*messages = 0;
	return (struct reply){
		.type = FAMILY, .sequence = SEQUENCE, .take = count_message, .data = messages,
	};
}

static int read_exactly(struct reply *reply, const void *bytes, size_t length)
{
	void *copy = malloc(length);
	int result;

	assert_non_null(copy);
	memcpy(copy, bytes, length);
	result = reply_read(reply, copy, length);
	free(copy);
	return result;
}

static void answer_is_read(void **state)
{
	struct message m;
	int messages;
	struct reply reply = expect(&messages);
	uint32_t length = device_message(&m)->nlmsg_len;

	(void)state;
	assert_int_equal(read_exactly(&reply, m.bytes, length), 0);
	assert_false(reply.complete);
	length += put_ack(m.bytes + length, 0, NLM_F_CAPPED)->nlmsg_len;
	assert_int_equal(read_exactly(&reply, m.bytes, length), 0);
	assert_true(reply.complete);
	assert_int_equal(reply.error, 0);
	assert_string_equal(reply.sentence, "");
	assert_int_equal(messages, 2);
}

static void refusal_carries_the_sentence(void **state)
{
	struct message m;
	int messages;
	struct reply reply = expect(&messages);
	struct nlmsghdr *header = put_ack(m.bytes, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);

	(void)state;
	mnl_attr_put_u32(header, NLMSGERR_ATTR_OFFS, 20);
	mnl_attr_put_strz(header, NLMSGERR_ATTR_MSG, "the driver ignores napi_complete_done()");
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), 0);
	assert_true(reply.complete);
	assert_int_equal(reply.error, EINVAL);
	assert_string_equal(reply.sentence, "the driver ignores napi_complete_done()");
}

/* A kernel without NETLINK_CAP_ACK repeats the request before its sentence. */
static void uncapped_request_is_stepped_over(void **state)
{
	struct message m;
	int messages;
	struct reply reply = expect(&messages);
	struct nlmsghdr *header = put_ack(m.bytes, -EBUSY, NLM_F_ACK_TLVS);
	struct nlmsgerr *ack = mnl_nlmsg_get_payload(header);

	(void)state;
	memset(mnl_nlmsg_put_extra_header(header, 12), 0xff, 12);
	ack->msg.nlmsg_len += 12;
	mnl_attr_put_strz(header, NLMSGERR_ATTR_MSG, "already attached");
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), 0);
	assert_int_equal(reply.error, EBUSY);
	assert_string_equal(reply.sentence, "already attached");

	/* A request longer than the message that repeats it. */
	reply = expect(&messages);
	ack->msg.nlmsg_len = 1000;
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), -EBADMSG);
}

static void bad_sentence_does_not_hide_the_error(void **state)
{
	struct message m;
	int messages;
	struct reply reply = expect(&messages);
	struct nlmsghdr *header = put_ack(m.bytes, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	char *endless = malloc(2000);

	(void)state;
	assert_non_null(endless);
	memset(endless, 'a', 2000);
	endless[1999] = '\0';
	mnl_attr_put_strz(header, NLMSGERR_ATTR_MSG, endless);
	free(endless);
	for (uint32_t length = header->nlmsg_len; length >= 36; length--) {
		reply = expect(&messages);
		header->nlmsg_len = length;
		assert_int_equal(read_exactly(&reply, header, length), 0);
		assert_int_equal(reply.error, EINVAL);
		assert_string_equal(reply.sentence, "");
	}
}

static void dump_is_read_to_its_end(void **state)
{
	struct message m;
	int messages;
	struct reply reply = expect(&messages);
	struct nlmsghdr *header = queue_message(&m, 1);
	uint32_t length;

	(void)state;
	header->nlmsg_flags = NLM_F_MULTI;
	length = header->nlmsg_len;
	length += put_done(m.bytes + length, 0, 0)->nlmsg_len;
	assert_int_equal(read_exactly(&reply, m.bytes, length), 0);
	assert_true(reply.complete);
	assert_false(reply.interrupted);
	assert_int_equal(messages, 1);

	reply = expect(&messages);
	header->nlmsg_flags |= NLM_F_DUMP_INTR;
	assert_int_equal(read_exactly(&reply, m.bytes, length), 0);
	assert_true(reply.complete);
	assert_true(reply.interrupted);

	/* Nothing to list, and what changed is only told at the end. */
	reply = expect(&messages);
	header = put_done(m.bytes, 0, NLM_F_DUMP_INTR);
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), 0);
	assert_true(reply.interrupted);
}

static void failed_dump_carries_the_sentence(void **state)
{
	struct message m;
	int messages;
	struct reply reply = expect(&messages);
	struct nlmsghdr *header = put_done(m.bytes, -ENODEV, NLM_F_ACK_TLVS);

	(void)state;
	mnl_attr_put_strz(header, NLMSGERR_ATTR_MSG, "no such device");
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), 0);
	assert_true(reply.complete);
	assert_int_equal(reply.error, ENODEV);
	assert_string_equal(reply.sentence, "no such device");
}

static void answers_to_others_are_skipped(void **state)
{
	struct message m;
	int messages;
	struct reply reply = expect(&messages);
	struct nlmsghdr *header = put_ack(m.bytes, -EINVAL, 0);

	(void)state;
	header->nlmsg_seq = SEQUENCE - 1;
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), 0);
	assert_false(reply.complete);
}

static void malformed_answers_are_refused(void **state)
{
	struct message m;
	int messages;
	struct reply reply;
	struct nlmsghdr *header;

	(void)state;
	/* Cut anywhere. */
	header = put_ack(m.bytes, 0, 0);
	for (uint32_t length = 1; length < header->nlmsg_len; length++) {
		reply = expect(&messages);
		assert_int_equal(read_exactly(&reply, header, length), -EBADMSG);
	}
	/* Whole, but too short for what they say they are. */
	for (uint32_t length = MNL_NLMSG_HDRLEN; length < 36; length += 4) {
		reply = expect(&messages);
		header = put_ack(m.bytes, 0, 0);
		header->nlmsg_len = length;
		assert_int_equal(read_exactly(&reply, header, length), -EBADMSG);
	}
	reply = expect(&messages);
	header = put_done(m.bytes, 0, 0);
	header->nlmsg_len = MNL_NLMSG_HDRLEN;
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), -EBADMSG);
	/* Longer than anything, which libmnl's own check takes for negative. */
	reply = expect(&messages);
	header = device_message(&m);
	header->nlmsg_len = 0xdb000044;
	assert_int_equal(read_exactly(&reply, header, MNL_NLMSG_HDRLEN + 7), -EBADMSG);
	/* Errors are negative, and have a positive counterpart. */
	reply = expect(&messages);
	header = put_ack(m.bytes, 5, 0);
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), -EBADMSG);
	reply = expect(&messages);
	header = put_ack(m.bytes, INT32_MIN, 0);
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), -EBADMSG);
	/* Another family's message; a message whose taker refuses it; one where none is expected. */
	reply = expect(&messages);
	header = device_message(&m);
	header->nlmsg_type = FAMILY + 1;
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), -EBADMSG);
	header->nlmsg_type = FAMILY;
	reply.take = refuse_message;
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), -EBADMSG);
	reply.take = NULL;
	assert_int_equal(read_exactly(&reply, header, header->nlmsg_len), -EBADMSG);
	assert_int_equal(messages, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_is_decoded),
		cmocka_unit_test(queue_is_decoded),
		cmocka_unit_test(device_without_reason_is_decoded),
		cmocka_unit_test(queue_without_what_is_optional_is_decoded),
		cmocka_unit_test(source_is_decoded),
		cmocka_unit_test(source_without_what_is_optional_is_decoded),
		cmocka_unit_test(unknown_attributes_are_skipped),
		cmocka_unit_test(the_last_padding_may_be_missing),
		cmocka_unit_test(truncated_messages_are_refused),
		cmocka_unit_test(numbers_of_the_wrong_size_are_refused),
		cmocka_unit_test(histogram_of_the_wrong_size_is_refused),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(control_characters_are_defused),
		cmocka_unit_test(nested_garbage_is_refused),
		cmocka_unit_test(more_event_sources_than_room_are_refused),
		cmocka_unit_test(impossible_attribute_lengths_are_refused),
		cmocka_unit_test(random_damage_is_survived),
		cmocka_unit_test(family_number_is_decoded),
		cmocka_unit_test(group_number_is_found),
		cmocka_unit_test(damaged_groups_are_survived),
		cmocka_unit_test(command_is_decoded),
		cmocka_unit_test(moderation_is_decoded),
		cmocka_unit_test(answer_is_read),
		cmocka_unit_test(refusal_carries_the_sentence),
		cmocka_unit_test(uncapped_request_is_stepped_over),
		cmocka_unit_test(bad_sentence_does_not_hide_the_error),
		cmocka_unit_test(dump_is_read_to_its_end),
		cmocka_unit_test(failed_dump_carries_the_sentence),
		cmocka_unit_test(answers_to_others_are_skipped),
		cmocka_unit_test(malformed_answers_are_refused),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
