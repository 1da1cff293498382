/* SPDX-License-Identifier: GPL-2.0-only */
/* What a monitor does, whatever it prints: listen to a family of ours, and ask it too. */
#ifndef SEBPCTL_LISTEN_H
#define SEBPCTL_LISTEN_H

#include <stdbool.h>

#include "common/status.h"

struct family;
struct nlmsghdr;

struct listener {
	enum status (*open)(struct family **family);
	const char *group;
	/* Prints what there is now. First of all, after joining the group: what changes in between is said twice, not missed. */
	enum status (*print_all)(struct listener *listener);
	/* As of family_hear(): its data is the listener. */
	enum status (*take)(const struct nlmsghdr *message, void *listener);
	bool json;
	/* For print_all: a request where notices are heard would swallow them. Ours while we listen. */
	struct family *asking;
};

/* Until it is interrupted, or something fails: the module is unloaded, say. */
enum status listen_with(struct listener *listener);

#endif
