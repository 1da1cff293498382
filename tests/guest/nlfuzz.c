// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlfuzz FAMILY COUNT SEED [powerless]: sends so many messages to sebp or sebp-vmm, sound ones, sound ones that were
 * damaged, and garbage; through several sockets, which it closes in the midst of dumps. FAMILY=NUMBER where this network
 * namespace does not have it: then nothing but the kernel refuses. The same seed makes the same messages.
 *
 * It fails if our module refuses a request without a sentence that says why, or if the sender is powerless and
 * nevertheless a request succeeds that changes something, or an answer holds what looks like an address of the kernel's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

#define SOCKETS		8
#define MESSAGE_MAX	2048
#define ERRNO_MAX	134
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

struct command {
	uint8_t number;
	bool does, dumps, changes;
};

struct family {
	const char *name;
	const struct command *commands;
	size_t command_count;
	uint16_t attributes;	/* the highest number */
	uint16_t name_attribute;	/* the one that is a string, or 0 */
};

static const struct command sebp_commands[] = {
	{ SEBP_CMD_DEV_GET, true, true, false },
	{ SEBP_CMD_DEV_ATTACH, true, false, true },
	{ SEBP_CMD_DEV_DETACH, true, false, true },
	{ SEBP_CMD_DEV_SET, true, false, true },
	{ SEBP_CMD_QUEUE_GET, false, true, false },
	{ SEBP_CMD_SOURCE_GET, false, true, false },
};

static const struct command vmm_commands[] = {
	{ SEBP_VMM_CMD_VF_GET, false, true, false },
	{ SEBP_VMM_CMD_VF_SET, true, false, true },
	{ SEBP_VMM_CMD_VECTOR_GET, false, true, false },
};

static const struct family families[] = {
	{ SEBP_FAMILY_NAME, sebp_commands, COUNT(sebp_commands), SEBP_A_DEV_MAX, 0 },
	{ SEBP_VMM_FAMILY_NAME, vmm_commands, COUNT(vmm_commands), SEBP_VMM_A_VF_MAX, SEBP_VMM_A_VF_DEVICE },
};

static const struct family *family;
static uint16_t family_id;
static bool powerless, elsewhere;
static const char *device_name;

static struct mnl_socket *sockets[SOCKETS];
static uint32_t sequence;
static uint64_t random_state;

static _Alignas(struct nlmsghdr) uint8_t message[MESSAGE_MAX];
static struct nlmsghdr *const header = (struct nlmsghdr *)message;

static struct {
	unsigned long sent, accepted, changes, refused, mute, forbidden, addresses;
	unsigned long errors[ERRNO_MAX];
} sum;

/* Marsaglia, Xorshift RNGs, Journal of Statistical Software 8(14), 2003. */
static uint32_t random_below(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 32) % limit;
}

static bool one_in(uint32_t number)
{
	return !random_below(number);
}

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static const struct command *find_command(uint8_t number)
{
	for (size_t i = 0; i < family->command_count; i++)
		if (family->commands[i].number == number)
			return &family->commands[i];
	return NULL;
}

static struct mnl_socket *socket_new(void)
{
	struct mnl_socket *socket = mnl_socket_open(NETLINK_GENERIC);
	int on = 1;

	if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		die("netlink");
	mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	return socket;
}

/* --- What is sent */

static uint32_t some_number(void)
{
	static const uint32_t special[] = {
		0, 1, 2, 3, 5, 8, 32, 64, 65, 100, 101, 50000, 300000, 1000000, 1000001, 4000000, 10000000, 100000000,
		100000001, 1000000000, 0x7fffffff, 0x80000000, 0xffffffff, 0x1f, 0x1ff, 0x200,
	};

	return one_in(8) ? random_below(0xffffffff) : special[random_below(COUNT(special))];
}

static void some_bytes(void *at, size_t length)
{
	for (size_t i = 0; i < length; i++)
		((uint8_t *)at)[i] = (uint8_t)random_below(256);
}

static bool fits(size_t length)
{
	return header->nlmsg_len + MNL_ALIGN(MNL_ATTR_HDRLEN + length) <= MESSAGE_MAX;
}

static void put_garbage(uint16_t type)
{
	uint8_t bytes[256];
	uint16_t length = (uint16_t)random_below(sizeof(bytes));

	some_bytes(bytes, length);
	if (fits(length))
		mnl_attr_put(header, type, length, bytes);
}

static void put_nests(uint16_t type)
{
	uint32_t depth = 1 + random_below(20);
	struct nlattr *nests[20];

	if (!fits(depth * MNL_ATTR_HDRLEN + 8))
		return;
	for (uint32_t i = 0; i < depth; i++)
		nests[i] = mnl_attr_nest_start(header, type);
	mnl_attr_put_u32(header, type, some_number());
	while (depth--)
		mnl_attr_nest_end(header, nests[depth]);
}

static void put_name(void)
{
	char name[64];

	if (one_in(4)) {
		some_bytes(name, sizeof(name));
		name[random_below(sizeof(name))] = '\0';
		name[sizeof(name) - 1] = '\0';
	} else {
		snprintf(name, sizeof(name), "%s", device_name);
	}
	if (fits(sizeof(name)))
		mnl_attr_put_strz(header, family->name_attribute, name);
}

static void put_attribute(void)
{
	uint16_t type = (uint16_t)(1 + random_below(family->attributes + 1u));

	if (one_in(12))
		put_garbage(one_in(2) ? type : (uint16_t)random_below(0x10000));
	else if (one_in(24))
		put_nests(type);
	else if (type == family->name_attribute)
		put_name();
	else if (fits(sizeof(uint32_t)))
		mnl_attr_put_u32(header, type, some_number());
}

/* Who is meant: most refusals would be about that. Network namespaces have few devices. */
static void put_device(void)
{
	if (family->name_attribute)
		put_name();
	else
		mnl_attr_put_u32(header, SEBP_A_DEV_IFINDEX, random_below(8));
}

static uint16_t some_flags(const struct command *command)
{
	uint16_t flags = NLM_F_REQUEST;

	if (one_in(16))
		return (uint16_t)random_below(0x10000);
	if (!one_in(4))
		flags |= NLM_F_ACK;
	if (command && command->dumps && (!command->does || one_in(2)))
		flags |= NLM_F_DUMP;
	return flags;
}

static void damage(size_t length)
{
	for (uint32_t i = random_below(4); i < 4; i++)
		message[random_below((uint32_t)length)] = (uint8_t)random_below(256);
	if (one_in(3))
		header->nlmsg_len = random_below((uint32_t)length);
	if (!one_in(4))
		header->nlmsg_flags |= NLM_F_REQUEST;
	/* Other families are not meant. */
	header->nlmsg_type = family_id;
	header->nlmsg_seq = sequence;
}

/* Returns how many bytes to send. */
static size_t make_message(void)
{
	const struct command *command = &family->commands[random_below((uint32_t)family->command_count)];
	size_t length;
	struct genlmsghdr *genl;

	mnl_nlmsg_put_header(message);
	header->nlmsg_type = family_id;
	header->nlmsg_flags = some_flags(command);
	header->nlmsg_seq = ++sequence;
	genl = mnl_nlmsg_put_extra_header(header, sizeof(*genl));
	genl->cmd = one_in(16) ? (uint8_t)random_below(256) : command->number;
	genl->version = one_in(8) ? (uint8_t)random_below(256) : 1;
	if (!one_in(8))
		put_device();
	for (uint32_t i = random_below(16); i < 4; i++)
		put_attribute();
	if (one_in(64))
		while (fits(512))
			put_garbage((uint16_t)random_below(64));
	length = header->nlmsg_len;
	if (one_in(3))
		damage(length);
	return one_in(2) ? length : MNL_ALIGN(length);
}

/* --- What is answered */

/* The command that is looked at because of what was sent, or NULL. */
static const struct command *command_of(size_t length)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(header);
	const bool dump = (header->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	const struct command *command = find_command(genl->cmd);

	if (header->nlmsg_len > length || header->nlmsg_len < MNL_NLMSG_HDRLEN + GENL_HDRLEN ||
	    !(header->nlmsg_flags & NLM_F_REQUEST) || !command || !(dump ? command->dumps : command->does))
		return NULL;
	return command;
}

/* A refusal of it would be ours, or the kernel's by our policy: both have to say why. */
static bool is_ours(size_t length)
{
	const struct command *command = command_of(length);

	return command && !elsewhere && !(command->changes && powerless);
}

static bool is_change(size_t length)
{
	const struct command *command = command_of(length);

	return command && command->changes;
}

static bool has_sentence(const struct nlmsghdr *answer)
{
	const size_t offset = sizeof(struct nlmsgerr);
	const struct nlattr *attribute;

	if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS) || !(answer->nlmsg_flags & NLM_F_CAPPED))
		return false;
	mnl_attr_for_each(attribute, answer, offset)
		if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG && mnl_attr_get_payload_len(attribute) > 8)
			return true;
	return false;
}

static void show_message(const char *what, size_t length)
{
	printf("%s:", what);
	for (size_t i = 0; i < length; i++)
		printf(" %02x", message[i]);
	putchar('\n');
}

/* What a socket that has a dump to finish, or a kernel that is short of memory, say is not about the request. */
static bool about_request(int error)
{
	return error != EBUSY && error != ENOMEM && error != ENOBUFS;
}

static void take_verdict(const struct nlmsghdr *answer, size_t length)
{
	int error = -((const struct nlmsgerr *)mnl_nlmsg_get_payload(answer))->error;

	if (!error) {
		sum.accepted++;
		sum.changes += is_change(length);
		if (powerless && is_change(length)) {
			sum.forbidden++;
			show_message("the powerless have changed something", length);
		}
		return;
	}
	sum.refused++;
	sum.errors[error > 0 && error < ERRNO_MAX ? error : 0]++;
	if (is_ours(length) && about_request(error) && !has_sentence(answer)) {
		sum.mute++;
		printf("%s, and nobody says why, ", strerror(error));
		show_message("to this", length);
	}
}

/* Settings are what root has chosen; whoever has changed none knows what they can look like, and no number is as large. */
static void look_for_addresses(const struct nlmsghdr *answer)
{
	uint64_t word;

	for (size_t at = MNL_NLMSG_HDRLEN; at + sizeof(word) <= answer->nlmsg_len; at += sizeof(uint32_t)) {
		memcpy(&word, (const char *)answer + at, sizeof(word));
		sum.addresses += powerless && word >= 0xffff800000000000 && word < 0xfffffffffffff000;
	}
}

/* The kernel has answered when send() returns; each recv() of a dump makes it go on. */
static void take_answers(struct mnl_socket *socket, size_t length, uint32_t reads)
{
	static _Alignas(struct nlmsghdr) char answer[32768];
	const struct nlmsghdr *next;
	ssize_t received;
	int left;

	while (reads--) {
		received = recv(mnl_socket_get_fd(socket), answer, sizeof(answer), MSG_DONTWAIT);
		if (received <= 0)
			return;
		next = (const struct nlmsghdr *)answer;
		for (left = (int)received; mnl_nlmsg_ok(next, left); next = mnl_nlmsg_next(next, &left)) {
			if (next->nlmsg_type == NLMSG_ERROR && next->nlmsg_seq == sequence)
				take_verdict(next, length);
			else if (next->nlmsg_type == family_id)
				look_for_addresses(next);
		}
	}
}

static void send_one(void)
{
	uint32_t number = random_below(SOCKETS);
	size_t length = make_message();

	sum.sent++;
	if (mnl_socket_sendto(sockets[number], message, length) < 0 && errno != EMSGSIZE && errno != ENOBUFS)
		die("send");
	/* Now and then a dump is left half read, for the next message to that socket to meet, or for the end of it. */
	take_answers(sockets[number], length, one_in(8) ? random_below(3) : 1000);
	if (one_in(64)) {
		mnl_socket_close(sockets[number]);
		sockets[number] = socket_new();
	}
}

/* --- Who is spoken to */

static int take_id(const struct nlattr *attribute, void *data)
{
	(void)data;
	if (mnl_attr_get_type(attribute) == CTRL_ATTR_FAMILY_ID)
		family_id = mnl_attr_get_u16(attribute);
	return MNL_CB_OK;
}

static int take_family(const struct nlmsghdr *answer, void *data)
{
	return mnl_attr_parse(answer, GENL_HDRLEN, take_id, data);
}

static void look_up(void)
{
	struct mnl_socket *socket = socket_new();
	struct genlmsghdr *genl;
	char answer[8192];
	ssize_t received;

	mnl_nlmsg_put_header(message);
	header->nlmsg_type = GENL_ID_CTRL;
	header->nlmsg_flags = NLM_F_REQUEST;
	genl = mnl_nlmsg_put_extra_header(header, sizeof(*genl));
	genl->cmd = CTRL_CMD_GETFAMILY;
	genl->version = 1;
	mnl_attr_put_strz(header, CTRL_ATTR_FAMILY_NAME, family->name);
	if (mnl_socket_sendto(socket, header, header->nlmsg_len) < 0)
		die("send");
	received = mnl_socket_recvfrom(socket, answer, sizeof(answer));
	if (received < 0 || mnl_cb_run(answer, (size_t)received, 0, mnl_socket_get_portid(socket), take_family, NULL) < 0)
		die(family->name);
	mnl_socket_close(socket);
}

static void choose_family(const char *name)
{
	family = &families[!strncmp(name, SEBP_VMM_FAMILY_NAME, strlen(SEBP_VMM_FAMILY_NAME))];
	elsewhere = strchr(name, '=');
	if (elsewhere)
		family_id = (uint16_t)strtoul(strchr(name, '=') + 1, NULL, 0);
	else
		look_up();
}

static int print_sum(const char *seed)
{
	printf("%s, seed %s: %lu messages, %lu accepted, %lu changes, %lu refused, %lu of them mute, %lu forbidden, %lu kernel addresses;",
	       family->name, seed, sum.sent, sum.accepted, sum.changes, sum.refused, sum.mute, sum.forbidden,
	       sum.addresses);
	for (int i = 0; i < ERRNO_MAX; i++)
		if (sum.errors[i])
			printf(" %s %lu", i ? strerrorname_np(i) : "?", sum.errors[i]);
	putchar('\n');
	return sum.mute || sum.forbidden || sum.addresses;
}

int main(int argc, char *argv[])
{
	unsigned long count;

	if (argc < 4) {
		fputs("usage: nlfuzz FAMILY[=NUMBER] COUNT SEED [powerless]\n", stderr);
		return 2;
	}
	choose_family(argv[1]);
	count = strtoul(argv[2], NULL, 10);
	random_state = strtoul(argv[3], NULL, 10) * 0x9e3779b97f4a7c15 | 1;
	powerless = argc > 4;
	device_name = getenv("NLFUZZ_DEVICE");
	if (!device_name)
		device_name = "0000:00:00.0";
	for (int i = 0; i < SOCKETS; i++)
		sockets[i] = socket_new();
	while (sum.sent < count)
		send_one();
	return print_sum(argv[3]);
}
