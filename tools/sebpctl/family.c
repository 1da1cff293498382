// SPDX-License-Identifier: GPL-2.0-only
#include "family.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

#include "common/say.h"
#include "decode.h"
#include "reply.h"

/* Who is talked to, and what to do if he is not there. */
struct identity {
	const char *name;
	uint8_t version;
	const char *missing;
};

static const struct identity sebp = {
	SEBP_FAMILY_NAME, SEBP_FAMILY_VERSION,
	"the sebp module is not loaded: run `modprobe sebp`",
};

static const struct identity vmm = {
	SEBP_VMM_FAMILY_NAME, SEBP_VMM_FAMILY_VERSION,
	"the module sebp-vfio-pci is not loaded: run `modprobe sebp-vfio-pci` on the host",
};

struct family {
	const struct identity *who;
	struct mnl_socket *socket;
	uint16_t id;
	uint32_t sequence;
	/* Our requests are a dozen and a half attributes at most. */
	_Alignas(struct nlmsghdr) char request[512];
	_Alignas(struct nlmsghdr) char answer[MNL_SOCKET_DUMP_SIZE];
};

static struct nlmsghdr *begin(struct family *family, uint16_t type, uint8_t command,
			      uint8_t version)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(family->request);
	struct genlmsghdr *header;

	message->nlmsg_type = type;
	message->nlmsg_seq = ++family->sequence;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->cmd = command;
	header->version = version;
	return message;
}

void family_request(struct family *family, uint8_t command)
{
	begin(family, family->id, command, family->who->version);
}

void family_put_u32(struct family *family, uint16_t type, uint32_t value)
{
	mnl_attr_put_u32((struct nlmsghdr *)family->request, type, value);
}

void family_put_text(struct family *family, uint16_t type, const char *text)
{
	mnl_attr_put_strz((struct nlmsghdr *)family->request, type, text);
}

/* Sends the request as it is and reads until the answer is complete. 0 or a negative errno. */
static int exchange(struct family *family, uint16_t flags, struct reply *reply)
{
	struct nlmsghdr *request = (struct nlmsghdr *)family->request;
	int error;

	request->nlmsg_flags = NLM_F_REQUEST | flags;
	reply->type = request->nlmsg_type;
	reply->sequence = request->nlmsg_seq;
	if (mnl_socket_sendto(family->socket, request, request->nlmsg_len) < 0)
		return -errno;

	while (!reply->complete) {
		ssize_t length = mnl_socket_recvfrom(family->socket, family->answer,
						     sizeof(family->answer));

		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return -errno;
		error = reply_read(reply, family->answer, (size_t)length);
		if (error)
			return error;
	}
	return 0;
}

static enum status refusal(const struct reply *reply, const char *subject)
{
	const char *why = reply->sentence[0] ? reply->sentence : strerror(reply->error);

	switch (reply->error) {
	case EPERM:
		return fail(STATUS_NO_PERMISSION,
			    "%s: changing how a device is polled needs CAP_NET_ADMIN: "
			    "run sebpctl as root", subject);
	case ENODEV:
		return fail(STATUS_NO_DEVICE, "%s: %s", subject, why);
	default:
		return fail(STATUS_FAILED, "%s: %s", subject, why);
	}
}

static enum status conclude(const struct reply *reply, int error, const char *subject)
{
	if (error == -EBADMSG)
		return fail(STATUS_FAILED, "%s: the answer of the sebp module is malformed: are "
			    "module and sebpctl of the same version?", subject);
	if (error)
		return fail(STATUS_FAILED, "%s: cannot talk to the kernel by netlink: %s",
			    subject, strerror(-error));
	return reply->error ? refusal(reply, subject) : STATUS_OK;
}

enum status family_do(struct family *family, const char *subject, family_take take, void *data)
{
	struct reply reply = { .take = take, .data = data };
	int error = exchange(family, NLM_F_ACK, &reply);

	return conclude(&reply, error, subject);
}

enum status family_dump(struct family *family, const char *subject, family_take take, void *data,
			bool *interrupted)
{
	struct reply reply = { .take = take, .data = data };
	int error = exchange(family, NLM_F_DUMP, &reply);

	*interrupted = reply.interrupted;
	return conclude(&reply, error, subject);
}

static int take_id(const struct nlmsghdr *message, void *data)
{
	int id = decode_family_id(message);

	if (id < 0)
		return id;
	*(uint16_t *)data = (uint16_t)id;
	return 0;
}

/* Family numbers are given out when modules load: ask the controller for ours. */
static enum status resolve(struct family *family)
{
	struct reply reply = { .take = take_id, .data = &family->id };
	struct nlmsghdr *message = begin(family, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	int error;

	mnl_attr_put_strz(message, CTRL_ATTR_FAMILY_NAME, family->who->name);
	error = exchange(family, NLM_F_ACK, &reply);
	if (!error && reply.error == ENOENT)
		return fail(STATUS_NO_MODULE, "%s", family->who->missing);
	return conclude(&reply, error, family->who->name);
}

static int open_socket(struct family *family)
{
	int on = 1;

	family->socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!family->socket || mnl_socket_bind(family->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		return -1;
	/* Sentences with errors, without the request repeated. A kernel that cannot still works. */
	mnl_socket_setsockopt(family->socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(family->socket, NETLINK_CAP_ACK, &on, sizeof(on));
	return 0;
}

static enum status open_as(const struct identity *who, struct family **result)
{
	struct family *family = calloc(1, sizeof(*family));
	enum status status;

	if (!family)
		return fail(STATUS_FAILED, "out of memory");
	family->who = who;
	family->sequence = (uint32_t)time(NULL);
	if (open_socket(family) < 0)
		status = fail(STATUS_FAILED, "cannot open a netlink socket: %s", strerror(errno));
	else
		status = resolve(family);
	if (status) {
		family_close(family);
		return status;
	}
	*result = family;
	return STATUS_OK;
}

enum status family_open(struct family **family)
{
	return open_as(&sebp, family);
}

enum status family_open_vmm(struct family **family)
{
	return open_as(&vmm, family);
}

void family_close(struct family *family)
{
	if (family->socket)
		mnl_socket_close(family->socket);
	free(family);
}
