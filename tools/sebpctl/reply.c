// SPDX-License-Identifier: GPL-2.0-only
#include "reply.h"

#include <errno.h>
#include <limits.h>

#include <libmnl/libmnl.h>
#include <linux/netlink.h>

#include "decode.h"

/* The verdict: @error as on the wire, and the extended ack in the message from @offset. */
static int take_verdict(struct reply *reply, const struct nlmsghdr *message, int error,
			size_t offset)
{
	if (error > 0 || error == INT_MIN)
		return -EBADMSG;
	reply->complete = true;
	reply->error = -error;
	if (message->nlmsg_flags & NLM_F_ACK_TLVS && offset < message->nlmsg_len)
		decode_extack((const char *)message + offset, message->nlmsg_len - offset,
			      reply->sentence, sizeof(reply->sentence));
	return 0;
}

/* struct nlmsgerr, the request that it is about unless capped to its header, extended ack. */
static int take_ack(struct reply *reply, const struct nlmsghdr *message)
{
	const struct nlmsgerr *ack = mnl_nlmsg_get_payload(message);
	size_t offset = MNL_NLMSG_HDRLEN + sizeof(*ack);

	if (message->nlmsg_len < offset)
		return -EBADMSG;
	if (!(message->nlmsg_flags & NLM_F_CAPPED)) {
		if (ack->msg.nlmsg_len < MNL_NLMSG_HDRLEN ||
		    ack->msg.nlmsg_len > message->nlmsg_len)
			return -EBADMSG;
		offset += MNL_ALIGN(ack->msg.nlmsg_len) - MNL_NLMSG_HDRLEN;
	}
	return take_verdict(reply, message, ack->error, offset);
}

/* The end of a dump: an int, extended ack. */
static int take_done(struct reply *reply, const struct nlmsghdr *message)
{
	const int *error = mnl_nlmsg_get_payload(message);
	size_t offset = MNL_NLMSG_HDRLEN + sizeof(*error);

	if (message->nlmsg_len < offset)
		return -EBADMSG;
	return take_verdict(reply, message, *error, offset);
}

static int take_message(struct reply *reply, const struct nlmsghdr *message)
{
	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		reply->interrupted = true;

	switch (message->nlmsg_type) {
	case NLMSG_NOOP:
		return 0;
	case NLMSG_ERROR:
		return take_ack(reply, message);
	case NLMSG_DONE:
		return take_done(reply, message);
	}
	if (message->nlmsg_type != reply->type || !reply->take)
		return -EBADMSG;
	return reply->take(message, reply->data);
}

int reply_read(struct reply *reply, const void *buffer, size_t length)
{
	const struct nlmsghdr *message = buffer;
	const char *position = buffer, *end = position + length;

	while (position < end && !reply->complete) {
		size_t left = (size_t)(end - position), taken;

		message = (const struct nlmsghdr *)position;
		if (!message_fits(message, left))
			return -EBADMSG;
		/* Others answer requests of before, given up. */
		if (message->nlmsg_seq == reply->sequence && take_message(reply, message) < 0)
			return -EBADMSG;
		taken = MNL_ALIGN(message->nlmsg_len);
		position += taken < left ? taken : left;
	}
	return 0;
}
