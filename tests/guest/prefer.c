// SPDX-License-Identifier: GPL-2.0-only
/*
 * PREFER="USECS BUDGET" LD_PRELOAD=prefer.so PROGRAM...: a program that knows nothing of it, whose epoll instances prefer busy
 * polls all the same. If the kernel refuses, the program ends with a sentence.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "prefer.h"

typedef int create_fn(int);

static int created(const char *name, int argument)
{
	const char *wish = getenv("PREFER");
	create_fn *create = (create_fn *)dlsym(RTLD_NEXT, name);
	unsigned int usecs, budget;
	int epoll = create(argument);

	if (epoll < 0)
		return epoll;
	if (!wish || sscanf(wish, "%u %u", &usecs, &budget) != 2) {
		fprintf(stderr, "prefer.so: PREFER is '%s': say PREFER=\"USECS BUDGET\".\n", wish ? wish : "");
		exit(2);
	}
	if (prefer_busy_polls(epoll, usecs, budget)) {
		perror("prefer.so: the kernel takes no parameters of epoll, which needs Linux 6.9");
		exit(1);
	}
	return epoll;
}

int epoll_create(int size)
{
	return created("epoll_create", size);
}

int epoll_create1(int flags)
{
	return created("epoll_create1", flags);
}
