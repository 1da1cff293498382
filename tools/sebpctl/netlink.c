// SPDX-License-Identifier: GPL-2.0-only
#include "netlink.h"

#include <errno.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "reply.h"

struct mnl_socket *netlink_open(int bus)
{
	struct mnl_socket *socket = mnl_socket_open2(bus, SOCK_CLOEXEC);
	int on = 1, error;

	if (!socket)
		return NULL;
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		error = errno;
		mnl_socket_close(socket);
		errno = error;
		return NULL;
	}
	/* Sentences with errors, without the request repeated. A kernel that cannot still works. */
	mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	return socket;
}

int netlink_exchange(struct mnl_socket *socket, struct nlmsghdr *request, uint16_t flags,
		     struct reply *reply, void *answer, size_t size)
{
	int error;

	request->nlmsg_flags = NLM_F_REQUEST | flags;
	if (!reply->type)
		reply->type = request->nlmsg_type;
	reply->sequence = request->nlmsg_seq;
	if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0)
		return -errno;

	while (!reply->complete) {
		ssize_t length = mnl_socket_recvfrom(socket, answer, size);

		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0)
			return -errno;
		error = reply_read(reply, answer, (size_t)length);
		if (error)
			return error;
	}
	return 0;
}
