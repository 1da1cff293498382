// SPDX-License-Identifier: GPL-2.0-only
#include "decode.h"

#include <errno.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Where the attribute of a type goes. What is optional keeps what the struct was preset to. */
struct field {
	uint16_t type;
	enum { U8, U16, U32, U64, U64S, FLAG, TEXT, EVENT_STATS } kind;
	bool optional;
	size_t offset;
	size_t size;
};

#define FIELD(attribute, kind_, structure, member, ...) {			\
	.type = (attribute),						\
	.kind = (kind_),						\
	.offset = offsetof(struct structure, member),			\
	.size = sizeof(((struct structure *)NULL)->member),		\
	__VA_ARGS__							\
}

static const struct field device_fields[] = {
	FIELD(SEBP_A_DEV_IFINDEX,	U32,	device, ifindex),
	FIELD(SEBP_A_DEV_IFNAME,	TEXT,	device, ifname),
	FIELD(SEBP_A_DEV_DRIVER,	TEXT,	device, driver),
	FIELD(SEBP_A_DEV_STATE,		U32,	device, state),
	FIELD(SEBP_A_DEV_REASON,	TEXT,	device, reason, .optional = true),
	FIELD(SEBP_A_DEV_EVENTS,	U32,	device, events),
	FIELD(SEBP_A_DEV_MIN_GAP_NS,	U32,	device, min_gap_ns),
	FIELD(SEBP_A_DEV_MAX_GAP_NS,	U32,	device, max_gap_ns),
	FIELD(SEBP_A_DEV_ENTER_PACKETS,	U32,	device, enter_packets),
	FIELD(SEBP_A_DEV_LEAVE_PACKETS,	U32,	device, leave_packets),
	FIELD(SEBP_A_DEV_WINDOW_NS,	U32,	device, window_ns),
	FIELD(SEBP_A_DEV_QUEUES,	U32,	device, queues),
	FIELD(SEBP_A_DEV_PRESET,	U32,	device, preset),
	FIELD(SEBP_A_DEV_BATCH,		U32,	device, batch),
	FIELD(SEBP_A_DEV_MODE,		U32,	device, mode),
	FIELD(SEBP_A_DEV_SHARE,		U32,	device, share),
	FIELD(SEBP_A_DEV_BULK_GAP_NS,	U32,	device, bulk_gap_ns),
	FIELD(SEBP_A_DEV_RING,		U32,	device, ring),
	FIELD(SEBP_A_DEV_LINGER_NS,	U32,	device, linger_ns),
	FIELD(SEBP_A_DEV_WEIGHT,	U32,	device, weight),
};

static const struct field source_fields[] = {
	FIELD(SEBP_A_SOURCE_EVENT,	U32,	source, event),
	FIELD(SEBP_A_SOURCE_CONTEXT,	TEXT,	source, context),
	FIELD(SEBP_A_SOURCE_COST,	TEXT,	source, cost),
	FIELD(SEBP_A_SOURCE_MISSING,	TEXT,	source, missing, .optional = true),
	FIELD(SEBP_A_SOURCE_USERS,	U32,	source, users),
	FIELD(SEBP_A_SOURCE_DEFAULT,	FLAG,	source, is_default, .optional = true),
	FIELD(SEBP_A_SOURCE_HOOKED,	FLAG,	source, is_hooked, .optional = true),
};

static const struct field moderation_fields[] = {
	FIELD(ETHTOOL_A_COALESCE_RX_USECS,		U32,	moderation, rx_usecs, .optional = true),
	FIELD(ETHTOOL_A_COALESCE_TX_USECS,		U32,	moderation, tx_usecs, .optional = true),
	FIELD(ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX,	U8,	moderation, adaptive_rx, .optional = true),
	FIELD(ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX,	U8,	moderation, adaptive_tx, .optional = true),
};

static const struct field event_stats_fields[] = {
	FIELD(SEBP_A_EVENT_STATS_EVENT,		U32,	event_stats, event),
	FIELD(SEBP_A_EVENT_STATS_EVENTS,	U64,	event_stats, events),
	FIELD(SEBP_A_EVENT_STATS_POLLS,		U64,	event_stats, polls),
	FIELD(SEBP_A_EVENT_STATS_EMPTY_POLLS,	U64,	event_stats, empty_polls),
	FIELD(SEBP_A_EVENT_STATS_PACKETS,	U64,	event_stats, packets),
};

static const struct field queue_fields[] = {
	FIELD(SEBP_A_QUEUE_IFINDEX,		U32,	queue, ifindex),
	FIELD(SEBP_A_QUEUE_ID,			U32,	queue, id),
	FIELD(SEBP_A_QUEUE_NAPI_ID,		U32,	queue, napi_id, .optional = true),
	FIELD(SEBP_A_QUEUE_CPU,			U32,	queue, cpu, .optional = true),
	FIELD(SEBP_A_QUEUE_STATE,		U32,	queue, state),
	FIELD(SEBP_A_QUEUE_POLLS,		U64,	queue, polls),
	FIELD(SEBP_A_QUEUE_EMPTY_POLLS,		U64,	queue, empty_polls),
	FIELD(SEBP_A_QUEUE_PACKETS,		U64,	queue, packets),
	FIELD(SEBP_A_QUEUE_RESCUES,		U64,	queue, rescues),
	FIELD(SEBP_A_QUEUE_IRQS_TAKEN,		U64,	queue, irqs_taken),
	FIELD(SEBP_A_QUEUE_IRQS_SUPPRESSED,	U64,	queue, irqs_suppressed),
	FIELD(SEBP_A_QUEUE_UNPARKS,		U64,	queue, unparks),
	FIELD(SEBP_A_QUEUE_PARKS,		U64,	queue, parks),
	FIELD(SEBP_A_QUEUE_BUSY,		U64,	queue, busy),
	FIELD(SEBP_A_QUEUE_LONGEST_GAP_NS,	U64,	queue, longest_gap_ns),
	FIELD(SEBP_A_QUEUE_GAP_NS,		U32,	queue, gap_ns, .optional = true),
	FIELD(SEBP_A_QUEUE_RATE_PPS,		U32,	queue, rate_pps, .optional = true),
	FIELD(SEBP_A_QUEUE_DELAY_NS,		U64,	queue, delay_ns),
	FIELD(SEBP_A_QUEUE_GAPS,		U64S,	queue, gaps),
	FIELD(SEBP_A_QUEUE_STALLS,		U64,	queue, stalls),
	{
		/* Given once for each event source: appended to queue->events. */
		.type = SEBP_A_QUEUE_EVENT, .kind = EVENT_STATS, .optional = true,
	},
};

static const struct field vm_vf_fields[] = {
	FIELD(SEBP_VMM_A_VF_DEVICE,		TEXT,	vm_vf, device),
	FIELD(SEBP_VMM_A_VF_STATE,		U32,	vm_vf, state),
	FIELD(SEBP_VMM_A_VF_REASON,		TEXT,	vm_vf, reason, .optional = true),
	FIELD(SEBP_VMM_A_VF_MODE,		U32,	vm_vf, mode),
	FIELD(SEBP_VMM_A_VF_PID,		U32,	vm_vf, pid, .optional = true),
	FIELD(SEBP_VMM_A_VF_COMM,		TEXT,	vm_vf, comm, .optional = true),
	FIELD(SEBP_VMM_A_VF_MIN_GAP_NS,		U32,	vm_vf, min_gap_ns),
	FIELD(SEBP_VMM_A_VF_MAX_DELAY_NS,	U32,	vm_vf, max_delay_ns),
};

static const struct field vector_fields[] = {
	FIELD(SEBP_VMM_A_VECTOR_DEVICE,			TEXT,	vector, device),
	FIELD(SEBP_VMM_A_VECTOR_INDEX,			U32,	vector, index),
	FIELD(SEBP_VMM_A_VECTOR_MEMORY,			FLAG,	vector, memory, .optional = true),
	FIELD(SEBP_VMM_A_VECTOR_VCPU,			U32,	vector, vcpu, .optional = true),
	FIELD(SEBP_VMM_A_VECTOR_INTERRUPTS,		U64,	vector, interrupts),
	FIELD(SEBP_VMM_A_VECTOR_LOOKS,			U64,	vector, looks),
	FIELD(SEBP_VMM_A_VECTOR_ANNOUNCED,		U64,	vector, announced),
	FIELD(SEBP_VMM_A_VECTOR_RESCUES,		U64,	vector, rescues),
	FIELD(SEBP_VMM_A_VECTOR_RECHECKED,		U64,	vector, rechecked),
	FIELD(SEBP_VMM_A_VECTOR_ENGAGES,		U64,	vector, engages),
	FIELD(SEBP_VMM_A_VECTOR_LONGEST_DELAY_NS,	U64,	vector, longest_delay_ns),
	FIELD(SEBP_VMM_A_VECTOR_STRAYS,			U64,	vector, strays),
	FIELD(SEBP_VMM_A_VECTOR_BACKOFFS,		U64,	vector, backoffs),
	FIELD(SEBP_VMM_A_VECTOR_STALLS,			U64,	vector, stalls),
};

static int decode_fields(const void *start, size_t length, const struct field *fields,
			 size_t count, void *structure);

static int decode_text(const struct nlattr *attribute, char *text, size_t size)
{
	size_t length = mnl_attr_get_payload_len(attribute);

	if (mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) < 0 || length > size)
		return -EBADMSG;
	memcpy(text, mnl_attr_get_payload(attribute), length);

	/* It may go to a terminal: no control sequences, which may begin with U+0080 to U+009F, too. */
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
		else if ((unsigned char)text[0] == 0xc2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xa0)
			text[0] = text[1] = '?';
	}
	return 0;
}

/* One number, or an array of them in host byte order. */
static int decode_number(const struct nlattr *attribute, void *number, size_t size)
{
	if (mnl_attr_get_payload_len(attribute) != size)
		return -EBADMSG;
	memcpy(number, mnl_attr_get_payload(attribute), size);
	return 0;
}

static int decode_event_stats(const struct nlattr *attribute, struct queue *queue)
{
	if (queue->event_count == COUNT(queue->events))
		return -EBADMSG;
	return decode_fields(mnl_attr_get_payload(attribute), mnl_attr_get_payload_len(attribute),
			     event_stats_fields, COUNT(event_stats_fields),
			     &queue->events[queue->event_count++]);
}

static int decode_field(const struct nlattr *attribute, const struct field *field, void *structure)
{
	char *member = (char *)structure + field->offset;

	switch (field->kind) {
	case U8:
	case U16:
	case U32:
	case U64:
	case U64S:
		return decode_number(attribute, member, field->size);
	case FLAG:
		*(bool *)member = true;
		return mnl_attr_get_payload_len(attribute) ? -EBADMSG : 0;
	case TEXT:
		return decode_text(attribute, member, field->size);
	case EVENT_STATS:
		return decode_event_stats(attribute, structure);
	}
	return -EBADMSG;
}

bool message_fits(const struct nlmsghdr *message, size_t left)
{
	return left >= MNL_NLMSG_HDRLEN && message->nlmsg_len >= MNL_NLMSG_HDRLEN && message->nlmsg_len <= left;
}

const struct nlattr *next_attribute(const char **position, const char *end, int *error)
{
	const struct nlattr *attribute = (const struct nlattr *)*position;
	size_t left = (size_t)(end - *position), taken;

	if (!left)
		return NULL;
	if (!mnl_attr_ok(attribute, (int)left)) {
		*error = -EBADMSG;
		return NULL;
	}
	/* The last one may come without its padding. */
	taken = MNL_ALIGN(attribute->nla_len);
	*position += taken < left ? taken : left;
	return attribute;
}

static int decode_fields(const void *start, size_t length, const struct field *fields,
			 size_t count, void *structure)
{
	const char *position = start, *end = position + length;
	const struct nlattr *attribute;
	uint32_t seen = 0;
	int error = 0;

	while ((attribute = next_attribute(&position, end, &error))) {
		for (size_t i = 0; i < count && !error; i++) {
			if (fields[i].type != mnl_attr_get_type(attribute))
				continue;
			error = decode_field(attribute, &fields[i], structure);
			seen |= 1u << i;
		}
		if (error)
			return error;
	}
	for (size_t i = 0; i < count && !error; i++) {
		if (!fields[i].optional && !(seen & 1u << i))
			error = -EBADMSG;
	}
	return error;
}

/* Where the attributes start; negative if the message has no room for its headers. */
static int headers_length(const struct nlmsghdr *message)
{
	const size_t headers = MNL_NLMSG_HDRLEN + MNL_ALIGN(sizeof(struct genlmsghdr));

	return message->nlmsg_len < headers ? -EBADMSG : (int)headers;
}

static int decode_message(const struct nlmsghdr *message, const struct field *fields,
			  size_t count, void *structure)
{
	int headers = headers_length(message);

	if (headers < 0)
		return headers;
	return decode_fields((const char *)message + headers, message->nlmsg_len - (size_t)headers,
			     fields, count, structure);
}

int decode_command(const struct nlmsghdr *message)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(message);
	int headers = headers_length(message);

	return headers < 0 ? headers : header->cmd;
}

int decode_device(const struct nlmsghdr *message, struct device *device)
{
	*device = (struct device){ 0 };
	return decode_message(message, device_fields, COUNT(device_fields), device);
}

int decode_queue(const struct nlmsghdr *message, struct queue *queue)
{
	*queue = (struct queue){
		.cpu = QUEUE_NO_CPU, .gap_ns = QUEUE_NOT_LEARNED, .rate_pps = QUEUE_NOT_LEARNED,
	};
	return decode_message(message, queue_fields, COUNT(queue_fields), queue);
}

int decode_source(const struct nlmsghdr *message, struct source *source)
{
	*source = (struct source){ 0 };
	return decode_message(message, source_fields, COUNT(source_fields), source);
}

int decode_moderation(const struct nlmsghdr *message, struct moderation *moderation)
{
	*moderation = (struct moderation)MODERATION_UNKNOWN;
	return decode_message(message, moderation_fields, COUNT(moderation_fields), moderation);
}

int decode_vm_vf(const struct nlmsghdr *message, struct vm_vf *vf)
{
	*vf = (struct vm_vf){ 0 };
	return decode_message(message, vm_vf_fields, COUNT(vm_vf_fields), vf);
}

int decode_vector(const struct nlmsghdr *message, struct vector *vector)
{
	*vector = (struct vector){ .vcpu = VECTOR_NO_VCPU };
	return decode_message(message, vector_fields, COUNT(vector_fields), vector);
}

int decode_family_id(const struct nlmsghdr *message)
{
	struct family_info { uint16_t id; } info;
	static const struct field fields[] = {
		FIELD(CTRL_ATTR_FAMILY_ID, U16, family_info, id),
	};
	int error = decode_message(message, fields, COUNT(fields), &info);

	return error ? error : info.id;
}

int decode_family_version(const struct nlmsghdr *message)
{
	struct family_info { uint32_t version; } info;
	static const struct field fields[] = {
		FIELD(CTRL_ATTR_VERSION, U32, family_info, version),
	};
	int error = decode_message(message, fields, COUNT(fields), &info);

	if (!error && info.version > UINT8_MAX)
		error = -EBADMSG;
	return error ? error : (int)info.version;
}

static int decode_group(const struct nlattr *group, const char *name)
{
	struct group_info { char name[64]; uint32_t id; } info;
	static const struct field fields[] = {
		FIELD(CTRL_ATTR_MCAST_GRP_NAME, TEXT, group_info, name),
		FIELD(CTRL_ATTR_MCAST_GRP_ID, U32, group_info, id),
	};
	int error = decode_fields(mnl_attr_get_payload(group), mnl_attr_get_payload_len(group), fields,
				  COUNT(fields), &info);

	if (error)
		return error;
	return strcmp(info.name, name) || info.id > INT32_MAX ? -ENOENT : (int)info.id;
}

/* The attribute of the family's that holds its groups, one nest each. */
static int decode_groups(const struct nlattr *groups, const char *name)
{
	const char *position = mnl_attr_get_payload(groups);
	const char *end = position + mnl_attr_get_payload_len(groups);
	const struct nlattr *group;
	int id = -ENOENT, error = 0;

	while (id == -ENOENT && (group = next_attribute(&position, end, &error)))
		id = decode_group(group, name);
	return error ? error : id;
}

int decode_group_id(const struct nlmsghdr *message, const char *name)
{
	const char *position, *end = (const char *)message + message->nlmsg_len;
	int headers = headers_length(message), id = -ENOENT, error = 0;
	const struct nlattr *attribute;

	if (headers < 0)
		return headers;
	position = (const char *)message + headers;
	while (id == -ENOENT && (attribute = next_attribute(&position, end, &error))) {
		if (mnl_attr_get_type(attribute) == CTRL_ATTR_MCAST_GROUPS)
			id = decode_groups(attribute, name);
	}
	return error ? error : id;
}

void decode_extack(const void *attributes, size_t length, char *text, size_t size)
{
	const char *position = attributes, *end = position + length;
	const struct nlattr *attribute;
	int error = 0;

	text[0] = '\0';
	while ((attribute = next_attribute(&position, end, &error))) {
		if (mnl_attr_get_type(attribute) != NLMSGERR_ATTR_MSG)
			continue;
		if (decode_text(attribute, text, size))
			text[0] = '\0';
		return;
	}
}
