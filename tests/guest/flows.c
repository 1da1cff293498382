// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream in both directions that is checked byte by byte and begins anew whenever it was cut off, for ever.
 *
 *	flows serve FILE		the one end
 *	flows ask ADDRESS FILE		the other
 *
 * FILE always has one line: how many bytes have come here, and how many connections have brought wrong ones.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT		7710

/* A prime, so that no two pages, packets or buffers of a stream are the same for long. */
#define PERIOD		1000003

/* So much at most is sent at once, and then there is a pause: who tests something else meanwhile needs CPUs too. */
#define BURST		4096
#define PAUSE_MS	4

/* Without a byte for so long the connection is given up: asking again is faster than TCP's patience. */
#define ASKER_MS	700
#define SERVER_MS	5000
#define CONNECT_MS	200

#define TELL_MS		20

static struct {
	_Atomic uint64_t bytes;
	_Atomic uint64_t wrong;
} *count;

static unsigned char pattern[2 * PERIOD];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void pattern_make(void)
{
	uint32_t x = 0x5eb9;

	for (size_t i = 0; i < PERIOD; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		pattern[i] = pattern[i + PERIOD] = (unsigned char)x;
	}
}

/* Return: go on. */
static bool take(int fd, size_t *at)
{
	static unsigned char buffer[8 * BURST];
	ssize_t n = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return false;
	if (memcmp(buffer, pattern + *at, (size_t)n)) {
		count->wrong++;
		return false;
	}
	count->bytes += (uint64_t)n;
	*at = (*at + (size_t)n) % PERIOD;
	return true;
}

static bool give(int fd, size_t *at, size_t *left)
{
	ssize_t n = send(fd, pattern + *at, *left, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	*at = (*at + (size_t)n) % PERIOD;
	*left -= (size_t)n;
	return true;
}

static void carry(int fd, uint64_t patience)
{
	size_t in = 0, out = 0, left = BURST;
	uint64_t now = now_ms(), heard = now, next = now;

	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN | (left ? POLLOUT : 0) };
		int n = poll(&ready, 1, PAUSE_MS);

		now = now_ms();
		if (n > 0) {
			size_t before = in;

			if (ready.revents & ~POLLOUT && !take(fd, &in))
				return;
			if (in != before)
				heard = now;
			if (ready.revents & POLLOUT && !give(fd, &out, &left))
				return;
		}
		if (now >= next) {
			next = now + PAUSE_MS;
			left = BURST;
		}
		if (now - heard > patience)
			return;
	}
}

static void serve_one(int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd < 0)
		return;
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		carry(fd, SERVER_MS);
		_exit(0);
	}
	close(fd);
}

static int listening(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	static const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&here, sizeof(here)) || listen(fd, 16))
		die("flows: listen");
	return fd;
}

static void ask_once(const char *address)
{
	struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct pollfd ready = { .fd = fd, .events = POLLOUT };

	if (fd < 0 || inet_pton(AF_INET, address, &there.sin_addr) != 1)
		die("flows: socket");
	if (connect(fd, (struct sockaddr *)&there, sizeof(there)) == 0 ||
	    (errno == EINPROGRESS && poll(&ready, 1, CONNECT_MS) == 1 && ready.revents == POLLOUT))
		carry(fd, ASKER_MS);
	close(fd);
}

static void ask(const char *address)
{
	if (fork())
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		ask_once(address);
		poll(NULL, 0, TELL_MS);
	}
}

static void tell(int file)
{
	char line[64];
	int n = snprintf(line, sizeof(line), "%20llu %20llu\n", (unsigned long long)count->bytes, (unsigned long long)count->wrong);

	if (pwrite(file, line, (size_t)n, 0) != n)
		die("flows: write");
}

int main(int argc, char **argv)
{
	struct pollfd ready = { .fd = -1, .events = POLLIN };
	bool serving = argc == 3 && !strcmp(argv[1], "serve");
	int file;

	if (!serving && (argc != 4 || strcmp(argv[1], "ask"))) {
		fprintf(stderr, "usage: flows serve FILE | flows ask ADDRESS FILE\n");
		return 2;
	}
	file = open(argv[argc - 1], O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (file < 0)
		die("flows: open");
	count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (count == MAP_FAILED)
		die("flows: mmap");
	pattern_make();
	signal(SIGCHLD, SIG_IGN);
	if (serving)
		ready.fd = listening();
	else
		ask(argv[2]);
	for (;;) {
		if (poll(&ready, 1, TELL_MS) > 0)
			serve_one(ready.fd);
		tell(file);
	}
}
