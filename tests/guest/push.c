// SPDX-License-Identifier: GPL-2.0-only
/*
 * push ADDRESS PORT COUNT WAIT: COUNT datagrams at random distances of up to WAIT microseconds. The socket has room for one,
 * so each has to wait until the one before was not only sent but cleaned up: a transmit completion that nobody fetches
 * holds it up. Prints how many were held up for longer than PATIENCE_MS, and the longest wait, in microseconds.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS	100

/* More than half of the least SO_SNDBUF that the kernel grants. */
#define DATAGRAM	4000

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

static int narrow_socket(const struct sockaddr_in *there)
{
	static const struct timeval patience = { .tv_usec = PATIENCE_MS * 1000 };
	static const int least = 1;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &least, sizeof(least)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) ||
	    connect(fd, (const struct sockaddr *)there, sizeof(*there)))
		die("push: socket");
	return fd;
}

int main(int argc, char **argv)
{
	struct sockaddr_in there = { .sin_family = AF_INET };
	static char datagram[DATAGRAM];
	uint64_t longest = 0;
	uint32_t count, wait_us, late = 0;
	int fd;

	if (argc != 5 || inet_pton(AF_INET, argv[1], &there.sin_addr) != 1) {
		fprintf(stderr, "usage: push ADDRESS PORT COUNT WAIT\n");
		return 2;
	}
	there.sin_port = htons((uint16_t)atoi(argv[2]));
	count = (uint32_t)atoi(argv[3]);
	wait_us = (uint32_t)atoi(argv[4]);
	prctl(PR_SET_TIMERSLACK, 1);
	fd = narrow_socket(&there);
	while (count--) {
		uint64_t start = now_us(), took;

		if (send(fd, datagram, sizeof(datagram), 0) < 0) {
			if (errno != EAGAIN)
				die("push: send");
			late++;
		}
		took = now_us() - start;
		if (took > longest)
			longest = took;
		pause_us((uint32_t)random() % (wait_us + 1));
	}
	printf("%u %llu\n", late, (unsigned long long)longest);
	return 0;
}
