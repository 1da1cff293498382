// SPDX-License-Identifier: GPL-2.0-only
/*
 * Single packets and small bursts at random distances, and whether every one of them comes.
 *
 *	answers serve				answers requests, for ever
 *	answers ask|spin|prefer|push ADDRESS COUNT WAIT LEAST MOST [PATIENCE]
 *						asks COUNT questions, one after the other; each is to be answered after a
 *						random time of up to WAIT microseconds by LEAST to MOST packets, and
 *						waited for asleep (ask), busy (spin), or by a socket that polls the
 *						device and would rather have no interrupts (prefer), for PATIENCE
 *						milliseconds (100). Prints how many were not answered in time, and the
 *						longest wait, in microseconds.
 *						push does not wait for answers, but up to WAIT microseconds before the
 *						next question. Its questions are so large that the socket has room for
 *						one: it waits until the one before was not only sent but cleaned up.
 *						Only some are answered.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PORT		7800
#define PATIENCE_MS	100

/* More than half of the least SO_SNDBUF that the kernel grants. */
#define LARGE		4000

/* So many of these are answered, and then so many not. */
#define UNANSWERED	8

struct question {
	uint32_t number;
	uint32_t wait_us;
	uint32_t packets;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void pause_us(uint32_t us)
{
	struct timespec t = { .tv_nsec = us * 1000l };

	nanosleep(&t, NULL);
}

static int udp_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		die("answers: socket");
	return fd;
}

static void serve(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd = udp_socket();

	prctl(PR_SET_TIMERSLACK, 1);
	if (bind(fd, (struct sockaddr *)&here, sizeof(here)))
		die("answers: bind");
	for (;;) {
		struct sockaddr_in from;
		socklen_t length = sizeof(from);
		struct question q;

		if (recvfrom(fd, &q, sizeof(q), 0, (struct sockaddr *)&from, &length) != sizeof(q))
			continue;
		pause_us(q.wait_us);
		for (uint32_t i = 0; i < q.packets; i++)
			sendto(fd, &q.number, sizeof(q.number), 0, (struct sockaddr *)&from, length);
	}
}

/* True if @want packets that answer question @number came in time. */
static bool answered(int fd, uint32_t number, uint32_t want, bool busy, uint64_t end)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	uint32_t answer;

	while (want) {
		uint64_t now = now_us();

		if (now >= end)
			return false;
		if (!busy)
			poll(&ready, 1, (int)((end - now) / 1000) + 1);
		if (recv(fd, &answer, sizeof(answer), MSG_DONTWAIT) == sizeof(answer) && answer == number)
			want--;
	}
	return true;
}

struct errand {
	const char *address;
	bool busy;
	bool prefer;
	uint32_t count;
	uint32_t wait_us;
	uint32_t least;
	uint32_t most;
	uint32_t patience_ms;
};

/* Enough for recv(); poll() needs net.core.busy_poll besides. */
static void prefer_polls(int fd)
{
	static const int us = 1000, on = 1, budget = 64;

	if (setsockopt(fd, SOL_SOCKET, SO_BUSY_POLL, &us, sizeof(us)) ||
	    setsockopt(fd, SOL_SOCKET, SO_PREFER_BUSY_POLL, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_SOCKET, SO_BUSY_POLL_BUDGET, &budget, sizeof(budget)))
		die("answers: setsockopt");
}

static int connected_socket(const struct errand *e)
{
	struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd = udp_socket();

	if (inet_pton(AF_INET, e->address, &there.sin_addr) != 1 ||
	    connect(fd, (struct sockaddr *)&there, sizeof(there)))
		die("answers: connect");
	return fd;
}

static struct question next_question(const struct errand *e, uint32_t number)
{
	return (struct question){
		.number = number,
		.wait_us = (uint32_t)random() % (e->wait_us + 1),
		.packets = e->least + (uint32_t)random() % (e->most - e->least + 1),
	};
}

static void push(const struct errand *e)
{
	const struct timeval patience = { .tv_sec = e->patience_ms / 1000, .tv_usec = e->patience_ms % 1000 * 1000 };
	static const int least = 1;
	static char large[LARGE];
	uint64_t longest = 0;
	uint32_t late = 0;
	int fd = connected_socket(e);

	prctl(PR_SET_TIMERSLACK, 1);
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &least, sizeof(least)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)))
		die("answers: setsockopt");
	for (uint32_t number = 1; number <= e->count; number++) {
		struct question q = next_question(e, number);
		uint64_t start = now_us(), took;

		/* The answers make the device be polled. Without, nothing but its own completion helps the next question. */
		if (number / UNANSWERED % 2)
			q.packets = 0;
		memcpy(large, &q, sizeof(q));
		if (send(fd, large, sizeof(large), 0) < 0) {
			if (errno != EAGAIN)
				die("answers: send");
			late++;
		}
		took = now_us() - start;
		if (took > longest)
			longest = took;
		pause_us((uint32_t)random() % (e->wait_us + 1));
		while (recv(fd, &q, sizeof(q), MSG_DONTWAIT) > 0)
			;
	}
	printf("%u %llu\n", late, (unsigned long long)longest);
}

static void ask(const struct errand *e)
{
	uint64_t longest = 0;
	uint32_t lost = 0;
	int fd = connected_socket(e);

	if (e->prefer)
		prefer_polls(fd);
	for (uint32_t number = 1; number <= e->count; number++) {
		struct question q = next_question(e, number);
		uint64_t start = now_us(), took;

		if (send(fd, &q, sizeof(q), 0) != sizeof(q))
			die("answers: send");
		lost += !answered(fd, number, q.packets, e->busy, start + e->patience_ms * 1000ull);
		took = now_us() - start;
		if (took > longest)
			longest = took;
	}
	printf("%u %llu\n", lost, (unsigned long long)longest);
}

static uint32_t number(const char *word)
{
	return (uint32_t)strtoul(word, NULL, 10);
}

int main(int argc, char *argv[])
{
	if (argc == 2 && !strcmp(argv[1], "serve"))
		serve();
	if ((argc == 7 || argc == 8) && (!strcmp(argv[1], "ask") || !strcmp(argv[1], "spin") || !strcmp(argv[1], "prefer") ||
					 !strcmp(argv[1], "push"))) {
		struct errand e = { argv[2], !strcmp(argv[1], "spin"), !strcmp(argv[1], "prefer"), number(argv[3]), number(argv[4]), number(argv[5]),
				    number(argv[6]), argc == 8 ? number(argv[7]) : PATIENCE_MS };

		if (e.least && e.least <= e.most) {
			(strcmp(argv[1], "push") ? ask : push)(&e);
			return 0;
		}
	}
	fputs("usage: answers serve, or answers ask|spin|prefer|push ADDRESS COUNT WAIT LEAST MOST [PATIENCE]\n", stderr);
	return 2;
}
