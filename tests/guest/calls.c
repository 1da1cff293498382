// SPDX-License-Identifier: GPL-2.0-only
/*
 * calls getppid|recv [NUMBER]: the instructions of one such system call, the program's own part included, where the clock counts
 * instructions, two cycles of the TSC each. The median of many batches: what interrupts a few does not count. With a NUMBER, of so many
 * calls together, with all that comes between.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <x86intrin.h>

#define BATCHES	2001
#define CALLS	5
#define CYCLES	2

static unsigned long cycles_of(bool receive, int fd, long calls)
{
	unsigned long start = __rdtsc();
	char byte;

	while (calls--) {
		if (receive)
			recv(fd, &byte, 1, MSG_DONTWAIT);
		else
			syscall(SYS_getppid);
	}
	return __rdtsc() - start;
}

static int compare(const void *a, const void *b)
{
	const unsigned long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static unsigned long median(bool receive, int fd)
{
	static unsigned long cycles[BATCHES];

	for (int i = 0; i < BATCHES; i++)
		cycles[i] = cycles_of(receive, fd, CALLS);
	qsort(cycles, BATCHES, sizeof(*cycles), compare);
	return cycles[BATCHES / 2] / CALLS;
}

int main(int argc, char **argv)
{
	bool receive = argc > 1 && !strcmp(argv[1], "recv");
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (argc < 2 || argc > 3 || (!receive && strcmp(argv[1], "getppid"))) {
		fprintf(stderr, "usage: calls getppid|recv [NUMBER]\n");
		return 2;
	}
	printf("%lu\n", (argc == 3 ? cycles_of(receive, fd, atol(argv[2])) : median(receive, fd)) / CYCLES);
	return 0;
}
