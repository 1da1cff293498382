// SPDX-License-Identifier: GPL-2.0-only
/* Code of known length between marks, and marks that are hard to get right. For ./check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mark.h"

struct pair {
	struct sebp_mark begin, end;
};

static struct pair pair_named(const char *what, long n, int repetition)
{
	struct pair p;
	char name[SEBP_MARK_MAX + 1];

	snprintf(name, sizeof(name), "%s-%ld-%d-a", what, n, repetition);
	p.begin = sebp_mark_prepare(name);
	name[strlen(name) - 1] = 'b';
	p.end = sebp_mark_prepare(name);
	return p;
}

/* n + 1 times two instructions. */
static void loop(long n, int repetition)
{
	struct pair p = pair_named("loop", n, repetition);
	long count = n + 1;

	sebp_mark_now(&p.begin);
	__asm__ volatile("1: decq %0\n\tjnz 1b" : "+r"(count));
	sebp_mark_now(&p.end);
}

/* n system calls: in and out of the kernel. */
static void calls(long n)
{
	struct pair p = pair_named("calls", n, 0);

	sebp_mark_now(&p.begin);
	while (n--)
		syscall(SYS_getppid);
	sebp_mark_now(&p.end);
}

/* n page faults. A fault in the middle of a block is what counting whole blocks gets wrong. */
static void faults(long n)
{
	struct pair p = pair_named("faults", n, 0);
	volatile char *m = mmap(NULL, n * 4096, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (m == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	sebp_mark_now(&p.begin);
	for (long i = 0; i < n; i++)
		m[i * 4096] = 1;
	sebp_mark_now(&p.end);
}

static void spell(const char *prefix, int n)
{
	char name[SEBP_MARK_MAX + 1];

	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s-%d-of-a-name-that-needs-most-registers", prefix, i);
		sebp_mark(name);
		if (i % 8 == 0)
			syscall(SYS_sched_yield);
	}
}

int main(int argc, char **argv)
{
	static const long lengths[] = { 0, 1, 1000, 10000, 30000 };

	if (argc == 4 && !strcmp(argv[1], "spell")) {
		spell(argv[2], atoi(argv[3]));
	} else if (argc == 2 && !strcmp(argv[1], "loops")) {
		for (int repetition = 0; repetition < 20; repetition++)
			for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
				loop(lengths[i], repetition);
	} else if (argc == 2 && !strcmp(argv[1], "kernel")) {
		calls(20000);
		faults(5000);
	} else {
		fprintf(stderr, "usage: check-linux loops | kernel | spell PREFIX N\n");
		return 2;
	}
	return 0;
}
