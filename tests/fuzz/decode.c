// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one recv() brings, of any content, is taken or called malformed; what is taken is printed as JSON that can be
 * read and as text that no terminal obeys. The last byte of the input says what was asked for, and whether the rest is
 * all of the message or only its attributes, behind headers that are right.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#include "printed.h"
#include "sebpctl/decode.h"
#include "sebpctl/notice.h"
#include "sebpctl/reply.h"
#include "sebpctl/snapshot.h"
#include "sebpctl/sources.h"
#include "sebpctl/vms.h"

#define FAMILY		0x1f
#define SEQUENCE	4711
#define ATTRIBUTES_ONLY	0x80
#define TAKEN_MAX	32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct device devices[TAKEN_MAX];
static struct queue queues[TAKEN_MAX];
static struct vm_vf vfs[TAKEN_MAX];
static struct vector vectors[TAKEN_MAX];
static struct sources sources;
static size_t taken;

static int take_device(const struct nlmsghdr *message, void *data)
{
	(void)data;
	return taken == TAKEN_MAX ? -EBADMSG : decode_device(message, &devices[taken++]);
}

static int take_queue(const struct nlmsghdr *message, void *data)
{
	(void)data;
	return taken == TAKEN_MAX ? -EBADMSG : decode_queue(message, &queues[taken++]);
}

static int take_vf(const struct nlmsghdr *message, void *data)
{
	(void)data;
	return taken == TAKEN_MAX ? -EBADMSG : decode_vm_vf(message, &vfs[taken++]);
}

static int take_vector(const struct nlmsghdr *message, void *data)
{
	(void)data;
	return taken == TAKEN_MAX ? -EBADMSG : decode_vector(message, &vectors[taken++]);
}

static int take_source(const struct nlmsghdr *message, void *data)
{
	(void)data;
	return taken == DECODE_EVENTS_MAX ? -EBADMSG : decode_source(message, &sources.source[taken++]);
}

static int take_other(const struct nlmsghdr *message, void *data)
{
	struct moderation moderation;

	(void)data;
	decode_moderation(message, &moderation);
	decode_family_id(message);
	decode_family_version(message);
	decode_group_id(message, "mgmt");
	return decode_command(message) < 0 ? -EBADMSG : 0;
}

static void print_snapshot(const struct snapshot *snapshot)
{
	struct printed p;

	show_text(printed_start(&p), snapshot, true);
	printed_text(&p);
	show_json(printed_start(&p), snapshot);
	json_decref(printed_json(&p));
}

static void print_devices(void)
{
	const struct timespec when = { 0 };
	struct printed p;

	print_snapshot(&(struct snapshot){ .devices = devices, .device_count = taken });
	for (size_t i = 0; i < taken; i++) {
		notice_text(printed_start(&p), &when, NOTICE_CHANGE, &devices[i]);
		printed_text(&p);
		notice_json(printed_start(&p), &when, NOTICE_CHANGE, &devices[i]);
		json_decref(printed_json(&p));
	}
}

/* Each belongs to a device. */
static void print_queues(void)
{
	static struct device device = { .ifname = "vf0", .driver = "igbvf", .max_gap_ns = 1000000 };

	device.ifindex = queues[0].ifindex;
	print_snapshot(&(struct snapshot){
		.devices = &device, .device_count = 1, .queues = queues, .queue_count = taken,
	});
}

static void print_vms(const struct vms *vms)
{
	struct printed p;

	vm_text(printed_start(&p), vms);
	printed_text(&p);
	vm_json(printed_start(&p), vms);
	json_decref(printed_json(&p));
}

static void print_vfs(void)
{
	print_vms(&(struct vms){ .vfs = vfs, .vf_count = taken });
}

static void print_vectors(void)
{
	static struct vm_vf vf = { .min_gap_ns = 1000000 };

	memcpy(vf.device, vectors[0].device, sizeof(vf.device));
	print_vms(&(struct vms){ .vfs = &vf, .vf_count = 1, .vectors = vectors, .vector_count = taken });
}

static void print_sources(void)
{
	struct printed p;

	sources.count = taken;
	events_text(printed_start(&p), &sources);
	printed_text(&p);
	events_json(printed_start(&p), &sources);
	json_decref(printed_json(&p));
}

static const struct {
	int (*take)(const struct nlmsghdr *message, void *data);
	void (*print)(void);
} kinds[] = {
	{ take_device, print_devices },
	{ take_queue, print_queues },
	{ take_source, print_sources },
	{ take_vf, print_vfs },
	{ take_vector, print_vectors },
	{ take_other, NULL },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void put_headers(void *message, size_t size)
{
	const struct nlmsghdr header = { .nlmsg_len = (uint32_t)size, .nlmsg_type = FAMILY, .nlmsg_seq = SEQUENCE };

	memcpy(message, &header, sizeof(header));
	memset((char *)message + MNL_NLMSG_HDRLEN, 0, GENL_HDRLEN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reply reply = { .type = FAMILY, .sequence = SEQUENCE };
	uint8_t last = size ? data[size - 1] : 0;
	size_t headers = last & ATTRIBUTES_ONLY ? MNL_NLMSG_HDRLEN + GENL_HDRLEN : 0;
	size_t length = headers + (size ? size - 1 : 0), kind = (last & ~ATTRIBUTES_ONLY) % KINDS;
	char *message = malloc(length ? length : 1);

	if (!message)
		abort();
	if (headers)
		put_headers(message, length);
	if (size)
		memcpy(message + headers, data, size - 1);
	taken = 0;
	reply.take = kinds[kind].take;
	if (!reply_read(&reply, message, length) && taken)
		kinds[kind].print();
	harmless(reply.sentence, strlen(reply.sentence));
	free(message);
	return 0;
}
