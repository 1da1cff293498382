// SPDX-License-Identifier: GPL-2.0-only
#include "family.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

#include "common/say.h"
#include "decode.h"
#include "netlink.h"
#include "reply.h"

/* What one recv() of a dump can bring; libmnl before 1.0.5 has no name for it. */
#define ANSWER_SIZE	32768

struct family {
	struct mnl_socket *socket;
	const char *module;		/* whose it is, if it is one of ours */
	uint16_t id;
	uint32_t sequence;
	/* Our requests are a dozen and a half attributes at most. */
	_Alignas(struct nlmsghdr) char request[512];
	_Alignas(struct nlmsghdr) char answer[ANSWER_SIZE];
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
	begin(family, family->id, command, SEBP_FAMILY_VERSION);
}

void family_put_u32(struct family *family, uint16_t type, uint32_t value)
{
	mnl_attr_put_u32((struct nlmsghdr *)family->request, type, value);
}

void family_put_text(struct family *family, uint16_t type, const char *text)
{
	mnl_attr_put_strz((struct nlmsghdr *)family->request, type, text);
}

void family_put_nested_u32(struct family *family, uint16_t nest, uint16_t type, uint32_t value)
{
	struct nlmsghdr *request = (struct nlmsghdr *)family->request;
	struct nlattr *start = mnl_attr_nest_start(request, nest);

	mnl_attr_put_u32(request, type, value);
	mnl_attr_nest_end(request, start);
}

static int exchange(struct family *family, uint16_t flags, struct reply *reply)
{
	return netlink_exchange(family->socket, (struct nlmsghdr *)family->request, flags, reply,
				family->answer, sizeof(family->answer));
}

/* @sign: by what one knows it. */
static enum status other_version(const struct family *family, const char *subject, const char *sign)
{
	return fail(STATUS_VERSION, "%s: %sthe module %s is of another version than sebpctl %s: install both of the same one, "
		    "then load it anew by `modprobe -r %s` and `modprobe %s`", subject, sign, family->module, SEBP_VERSION,
		    family->module, family->module);
}

enum status family_malformed(const struct family *family, const char *subject)
{
	if (!family->module)
		return fail(STATUS_FAILED, "%s: the kernel's answer is malformed", subject);
	return other_version(family, subject, "what the module says is malformed, so ");
}

/* Of a module that does not know the command, or one of its attributes: the latter in generic netlink's own words. */
static bool is_of_older_module(const struct reply *reply)
{
	return (reply->error == EOPNOTSUPP && !reply->sentence[0]) ||
	       (reply->error == EINVAL && !strcmp(reply->sentence, "Unknown attribute type"));
}

static enum status refusal(const struct family *family, const struct reply *reply, const char *subject)
{
	const char *why = reply->sentence[0] ? reply->sentence : strerror(reply->error);

	if (family->module && is_of_older_module(reply))
		return other_version(family, subject, "");
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

static enum status conclude(const struct family *family, const struct reply *reply, int error, const char *subject)
{
	if (error == -EBADMSG)
		return family_malformed(family, subject);
	if (error)
		return fail(STATUS_FAILED, "%s: cannot talk to the kernel by netlink: %s",
			    subject, strerror(-error));
	return reply->error ? refusal(family, reply, subject) : STATUS_OK;
}

enum status family_do(struct family *family, const char *subject, family_take take, void *data)
{
	struct reply reply = { .take = take, .data = data };
	int error = exchange(family, NLM_F_ACK, &reply);

	return conclude(family, &reply, error, subject);
}

int family_ask(struct family *family, family_take take, void *data)
{
	struct reply reply = { .take = take, .data = data };
	int error = exchange(family, NLM_F_ACK, &reply);

	return error ? error : -reply.error;
}

enum status family_dump(struct family *family, const char *subject, family_take take, void *data,
			bool *interrupted)
{
	struct reply reply = { .take = take, .data = data };
	int error = exchange(family, NLM_F_DUMP, &reply);

	*interrupted = reply.interrupted;
	return conclude(family, &reply, error, subject);
}

enum status family_try_dump(struct family *family, const char *subject, family_take take, void *data)
{
	struct reply reply = { .take = take, .data = data };
	int error = exchange(family, NLM_F_DUMP, &reply);

	/* Of generic netlink itself: none has the family's number. */
	if (!error && reply.error == ENOENT)
		return STATUS_NO_MODULE;
	return conclude(family, &reply, error, subject);
}

struct family_info {
	int id;
	int version;
};

static int take_info(const struct nlmsghdr *message, void *data)
{
	struct family_info *info = data;

	info->id = decode_family_id(message);
	info->version = decode_family_version(message);
	return info->id < 0 || info->version < 0 ? -EBADMSG : 0;
}

static const struct {
	const char *family, *module, *loaded;
	int version;
} ours[] = {
	{ SEBP_FAMILY_NAME, "sebp", "/sys/module/sebp", SEBP_FAMILY_VERSION },
	{ SEBP_VMM_FAMILY_NAME, "sebp-vfio-pci", "/sys/module/sebp_vfio_pci", SEBP_VMM_FAMILY_VERSION },
};

/* Of a family that is not ours any version will do. */
static bool speaks(struct family *family, const char *name, int version)
{
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (strcmp(name, ours[i].family))
			continue;
		family->module = ours[i].module;
		return version == ours[i].version;
	}
	return true;
}

/* Family numbers are given out when modules load: ask the controller. */
static enum status resolve(struct family *family, const char *name)
{
	struct family_info info = { 0 };
	struct reply reply = { .take = take_info, .data = &info };
	struct nlmsghdr *message = begin(family, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	int error;

	mnl_attr_put_strz(message, CTRL_ATTR_FAMILY_NAME, name);
	error = exchange(family, NLM_F_ACK, &reply);
	if (!error && reply.error == ENOENT)
		return STATUS_NO_MODULE;
	if (!error && !reply.error && !speaks(family, name, info.version))
		return other_version(family, name, "");
	family->id = (uint16_t)info.id;
	return conclude(family, &reply, error, name);
}

enum status family_find(struct family **result, const char *name)
{
	struct family *family = calloc(1, sizeof(*family));
	enum status status;

	if (!family)
		return fail(STATUS_FAILED, "out of memory");
	family->sequence = (uint32_t)time(NULL);
	family->socket = netlink_open(NETLINK_GENERIC);
	if (!family->socket)
		status = fail(STATUS_FAILED, "cannot open a netlink socket: %s", strerror(errno));
	else
		status = resolve(family, name);
	if (status) {
		family_close(family);
		return status;
	}
	*result = family;
	return STATUS_OK;
}

enum status family_find_loaded(struct family **result, const char *name)
{
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (!strcmp(name, ours[i].family) && !access(ours[i].loaded, F_OK))
			return family_find(result, name);
	}
	return STATUS_NO_MODULE;
}

enum status family_open(struct family **result)
{
	enum status status = family_find(result, SEBP_FAMILY_NAME);

	if (status == STATUS_NO_MODULE)
		return fail(status, "the sebp module is not loaded: run `modprobe sebp`");
	return status;
}

enum status family_open_vmm(struct family **result)
{
	enum status status = family_find(result, SEBP_VMM_FAMILY_NAME);

	if (status == STATUS_NO_MODULE)
		return fail(status, "the module sebp-vfio-pci is not loaded: run `modprobe sebp-vfio-pci` on the host");
	return status;
}

struct group {
	const char *name;
	int id;
};

static int take_group(const struct nlmsghdr *message, void *data)
{
	struct group *group = data;

	group->id = decode_group_id(message, group->name);
	return group->id < 0 ? -EBADMSG : 0;
}

static int add_membership(struct family *family, int group)
{
	return mnl_socket_setsockopt(family->socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group));
}

enum status family_join(struct family *family, const char *name)
{
	struct group group = { .name = name };
	struct reply reply = { .take = take_group, .data = &group };
	struct nlmsghdr *message = begin(family, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	int error;

	mnl_attr_put_u16(message, CTRL_ATTR_FAMILY_ID, family->id);
	error = exchange(family, NLM_F_ACK, &reply);
	if (error || reply.error)
		return conclude(family, &reply, error, name);
	/* The controller's own group, which has its number, tells when families go. */
	if (add_membership(family, group.id) < 0 || add_membership(family, GENL_ID_CTRL) < 0)
		return fail(STATUS_FAILED, "cannot listen to the module %s: %s", family->module, strerror(errno));
	return STATUS_OK;
}

static enum status hear_message(struct family *family, const struct nlmsghdr *message,
				enum status (*take)(const struct nlmsghdr *message, void *data), void *data)
{
	if (message->nlmsg_type == family->id)
		return take(message, data);
	if (message->nlmsg_type == GENL_ID_CTRL && decode_command(message) == CTRL_CMD_DELFAMILY &&
	    decode_family_id(message) == family->id)
		return fail(STATUS_NO_MODULE, "the module %s has been unloaded", family->module);
	return STATUS_OK;
}

enum status family_hear(struct family *family, enum status (*take)(const struct nlmsghdr *message, void *data),
			void *data)
{
	enum status status = STATUS_OK;

	while (!status) {
		const struct nlmsghdr *message = (const struct nlmsghdr *)family->answer;
		ssize_t received = mnl_socket_recvfrom(family->socket, family->answer, sizeof(family->answer));
		int left = (int)received;

		if (received < 0 && errno == ENOBUFS)
			status = take(NULL, data);
		else if (received < 0 && errno != EINTR)
			return fail(STATUS_FAILED, "cannot listen to the module %s: %s", family->module, strerror(errno));
		for (; !status && left > 0 && message_fits(message, (size_t)left); message = mnl_nlmsg_next(message, &left))
			status = hear_message(family, message, take, data);
	}
	return status;
}

void family_close(struct family *family)
{
	if (family->socket)
		mnl_socket_close(family->socket);
	free(family);
}
