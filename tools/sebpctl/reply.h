/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel answers to one request: any number of messages, then an acknowledgement, or the
 * end of a dump, with an error and the kernel's sentence about it. Needs no socket, so tests can
 * feed it bytes.
 */
#ifndef SEBPCTL_REPLY_H
#define SEBPCTL_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

struct reply {
	/* To be set before the first reply_read(); the rest to 0. */
	uint16_t type;		/* of the messages that are expected */
	uint32_t sequence;	/* number of the request */
	int (*take)(const struct nlmsghdr *message, void *data);	/* negative: malformed */
	void *data;

	/* The result. */
	bool complete;
	bool interrupted;	/* what is dumped changed meanwhile: the dump is not consistent */
	int error;		/* the kernel's verdict, a positive errno, 0 for success */
	char sentence[512];	/* extended ack; empty if there is none */
};

/* Reads what one recv() brought. 0, or -EBADMSG if it is malformed. */
int reply_read(struct reply *reply, const void *buffer, size_t length);

#endif
