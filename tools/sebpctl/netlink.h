/* SPDX-License-Identifier: GPL-2.0-only */
/* A netlink socket and a conversation over it: what the generic family and rtnetlink share. */
#ifndef SEBPCTL_NETLINK_H
#define SEBPCTL_NETLINK_H

#include <stddef.h>
#include <stdint.h>

struct mnl_socket;
struct nlmsghdr;
struct reply;

/* @bus is NETLINK_GENERIC, NETLINK_ROUTE ... NULL with errno if there is none to be had. */
struct mnl_socket *netlink_open(int bus);

/*
 * Sends the request as it is, with @flags besides NLM_F_REQUEST, and reads into @answer until the
 * reply is complete. 0 or a negative errno. The messages expected are of reply->type, or, if that
 * is 0, of the type of the request.
 */
int netlink_exchange(struct mnl_socket *socket, struct nlmsghdr *request, uint16_t flags,
		     struct reply *reply, void *answer, size_t size);

#endif
