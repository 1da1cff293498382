// SPDX-License-Identifier: GPL-2.0-only
/*
 * load ADDRESS PORT CONNECTIONS RATE REQUEST LENGTH: sends REQUEST over so many TCP connections, each anew when LENGTH bytes have
 * answered the last one. With a RATE other than 0 no more than so many a second in all, at even distances: one that is due and
 * finds no free connection waits, and its time counts from when it was due. Until SIGINT; then prints {"requests", "rtt_p50_us",
 * "rtt_p99_us", "rtt_p999_us", "rtt_histogram"}, of which the last is a list of [LEAST, COUNT], in us (histogram.h).
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "histogram.h"

#define CONNECTIONS	64
#define SAMPLES		(1 << 20)

struct connection {
	uint64_t since;		/* when its request was due, in ns; 0 while it has none */
	size_t missing;		/* bytes of the answer */
};

static struct connection connections[CONNECTIONS];
static struct pollfd fds[CONNECTIONS];
static uint32_t samples[SAMPLES];	/* us */
static size_t count;
static size_t histogram[HISTOGRAM_BUCKETS];
static volatile sig_atomic_t ended;

static const char *request;
static size_t length;

static void on_int(int signal)
{
	(void)signal;
	ended = 1;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int connected(const struct sockaddr_in *to)
{
	int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)to, sizeof(*to)) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		die("connect");
	return fd;
}

static void ask(int i, uint64_t due)
{
	size_t size = strlen(request);

	connections[i] = (struct connection){ due, length };
	if (send(fds[i].fd, request, size, 0) != (ssize_t)size)
		die("send");
}

static void keep(uint32_t us)
{
	samples[count++ % SAMPLES] = us;
	histogram[histogram_bucket(us)]++;
}

static void take(int i)
{
	char answer[65536];
	ssize_t got = recv(fds[i].fd, answer, sizeof(answer), MSG_DONTWAIT);

	if (got <= 0 || (size_t)got > connections[i].missing) {
		fprintf(stderr, "load: an answer ends early, or is longer than %zu bytes\n", length);
		exit(1);
	}
	connections[i].missing -= got;
	if (connections[i].missing)
		return;
	keep((now_ns() - connections[i].since) / 1000);
	connections[i].since = 0;
}

/* Asks over every free connection while something is due; returns how long until then, in ms, -1 for as long as it takes. */
static int ask_due(int n, unsigned int rate, uint64_t *due)
{
	uint64_t now = now_ns();
	int i;

	for (i = 0; i < n; i++) {
		if (connections[i].since)
			continue;
		if (rate && *due > now)
			return (*due - now) / 1000000 + 1;
		ask(i, rate ? *due : now);
		if (rate)
			*due += 1000000000 / rate;
	}
	return -1;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Nearest rank. */
static uint32_t per_thousand(size_t n, unsigned int p)
{
	size_t rank = (n * p + 999) / 1000;

	return samples[rank ? rank - 1 : 0];
}

static void print_histogram(void)
{
	const char *separator = "";

	for (unsigned int i = 0; i < HISTOGRAM_BUCKETS; i++)
		if (histogram[i]) {
			printf("%s[%u,%zu]", separator, histogram_least(i), histogram[i]);
			separator = ",";
		}
}

static void report(void)
{
	size_t n = count < SAMPLES ? count : SAMPLES;

	if (!n) {
		fprintf(stderr, "load: no answer came\n");
		exit(1);
	}
	qsort(samples, n, sizeof(*samples), by_value);
	printf("{\"requests\":%zu,\"rtt_p50_us\":%u,\"rtt_p99_us\":%u,\"rtt_p999_us\":%u,\"rtt_histogram\":[",
	       count, per_thousand(n, 500), per_thousand(n, 990), per_thousand(n, 999));
	print_histogram();
	printf("]}\n");
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_int };
	struct sockaddr_in to = { .sin_family = AF_INET };
	unsigned int rate;
	uint64_t due;
	int i, n;

	if (argc != 7 || !inet_aton(argv[1], &to.sin_addr) || (n = atoi(argv[3])) < 1 || n > CONNECTIONS) {
		fprintf(stderr, "usage: load ADDRESS PORT CONNECTIONS RATE REQUEST LENGTH\n");
		return 2;
	}
	to.sin_port = htons(atoi(argv[2]));
	rate = atoi(argv[4]);
	request = argv[5];
	length = atoi(argv[6]);
	sigaction(SIGINT, &action, NULL);
	for (i = 0; i < n; i++)
		fds[i] = (struct pollfd){ .fd = connected(&to), .events = POLLIN };
	due = now_ns();
	while (!ended) {
		if (poll(fds, n, ask_due(n, rate, &due)) <= 0)
			continue;
		for (i = 0; i < n; i++)
			if (fds[i].revents)
				take(i);
	}
	report();
	return 0;
}
