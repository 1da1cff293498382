// SPDX-License-Identifier: GPL-2.0-only
/*
 * server PORT REQUEST ANSWER [USECS BUDGET]: for each REQUEST bytes that come over a TCP connection ANSWER bytes go back, until it is
 * killed. It waits by epoll; with USECS and BUDGET it asks for busy polls meanwhile, at most so long and of so many packets.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "prefer.h"

#define CONNECTIONS	1024
#define EVENTS		64

static size_t got[CONNECTIONS];		/* bytes of a request that has begun, by file descriptor */
static size_t request, answer;
static char bytes[65536];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
		die("server: epoll_ctl");
}

static void welcome(int epoll, int listener)
{
	int one = 1, fd = accept(listener, NULL, NULL);

	if (fd < 0 || fd >= CONNECTIONS || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		die("server: accept");
	got[fd] = 0;
	watch(epoll, fd);
}

/* A client that goes may leave an answer behind that nobody wants. */
static void give(int fd)
{
	size_t sent = 0;
	ssize_t n;

	while (sent < answer) {
		n = send(fd, bytes, answer - sent, MSG_NOSIGNAL);
		if (n < 0)
			return;
		sent += n;
	}
}

static void serve(int fd)
{
	ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		close(fd);
		return;
	}
	for (got[fd] += n; got[fd] >= request; got[fd] -= request)
		give(fd);
}

int main(int argc, char **argv)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	struct epoll_event events[EVENTS];
	int epoll, listener, one = 1, i, n;

	if ((argc != 4 && argc != 6) || (request = atol(argv[2])) < 1 || (answer = atol(argv[3])) < 1 || answer > sizeof(bytes)) {
		fprintf(stderr, "usage: server PORT REQUEST ANSWER [USECS BUDGET]\n");
		return 2;
	}
	here.sin_port = htons(atoi(argv[1]));
	epoll = epoll_create1(0);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (epoll < 0 || listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(listener, (struct sockaddr *)&here, sizeof(here)) || listen(listener, CONNECTIONS))
		die("server");
	if (argc == 6 && prefer_busy_polls(epoll, atoi(argv[4]), atoi(argv[5])))
		die("server: the kernel takes no parameters of epoll, which needs Linux 6.9");
	watch(epoll, listener);
	for (;;) {
		n = epoll_wait(epoll, events, EVENTS, -1);
		for (i = 0; i < n; i++) {
			if (events[i].data.fd == listener)
				welcome(epoll, listener);
			else
				serve(events[i].data.fd);
		}
	}
}
