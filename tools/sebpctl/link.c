// SPDX-License-Identifier: GPL-2.0-only
#include "link.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "netlink.h"
#include "reply.h"

/* A PF may have 256 VFs, each described in some 250 bytes. */
#define ANSWER_SIZE	(256 * 1024)
#define REQUEST_SIZE	256

struct request {
	_Alignas(struct nlmsghdr) char buffer[REQUEST_SIZE];
};

static struct nlmsghdr *begin(struct request *request, uint16_t type, uint32_t ifindex, uint32_t flags)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(request->buffer);
	struct ifinfomsg *link;

	message->nlmsg_type = type;
	message->nlmsg_seq = 1;
	link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
	link->ifi_family = AF_UNSPEC;
	link->ifi_index = (int)ifindex;
	link->ifi_flags = link->ifi_change = flags;
	return message;
}

static int talk(struct nlmsghdr *message, struct reply *reply)
{
	struct mnl_socket *socket = netlink_open(NETLINK_ROUTE);
	void *answer = malloc(ANSWER_SIZE);
	int error = -ENOMEM;

	if (!socket)
		error = -errno;
	else if (answer)
		error = netlink_exchange(socket, message, NLM_F_ACK, reply, answer, ANSWER_SIZE);
	free(answer);
	if (socket)
		mnl_socket_close(socket);
	return error ? error : -reply->error;
}

struct configs {
	struct vf_config *config;
	size_t count;
};

static int take_configs(const struct nlmsghdr *message, void *data)
{
	const struct configs *configs = data;

	return vf_config_decode(message, configs->config, configs->count);
}

int link_vf_configs(uint32_t ifindex, struct vf_config configs[], size_t count)
{
	struct configs wanted = { configs, count };
	struct reply reply = { .type = RTM_NEWLINK, .take = take_configs, .data = &wanted };
	struct request request;
	struct nlmsghdr *message = begin(&request, RTM_GETLINK, ifindex, 0);

	mnl_attr_put_u32(message, IFLA_EXT_MASK, RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS);
	return talk(message, &reply);
}

int link_vf_set(uint32_t ifindex, uint32_t index, enum vf_setting setting, const struct vf_config *config)
{
	struct request request;
	struct nlmsghdr *message = begin(&request, RTM_SETLINK, ifindex, 0);
	struct reply reply = { 0 };

	vf_config_encode(message, index, setting, config);
	return talk(message, &reply);
}

int link_up(uint32_t ifindex)
{
	struct request request;
	struct nlmsghdr *message = begin(&request, RTM_SETLINK, ifindex, IFF_UP);
	struct reply reply = { 0 };

	return talk(message, &reply);
}
