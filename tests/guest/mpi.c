// SPDX-License-Identifier: GPL-2.0-only
/*
 * mpi pingpong|allreduce ADDRESS: two processes of Open MPI that exchange two numbers, again and again: one sends them and gets them
 * back, or both add theirs up. Rank 0 tells ADDRESS after each STEP of these transactions, as sink.c does. Until SIGUSR1, which mpirun
 * passes on; then rank 0 prints {"transactions", "rtt_p50_us", "rtt_p99_us", "rtt_p999_us"}.
 */
#include <arpa/inet.h>
#include <mpi.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define STEP	20
#define SAMPLES	(1 << 20)

/* What is exchanged: which transaction this is, and whether it is the last one. */
enum { NUMBER, LAST, WORDS };

static uint32_t samples[SAMPLES];	/* us */
static volatile sig_atomic_t ended;

static void on_usr1(int signal)
{
	(void)signal;
	ended = 1;
}

static void fail(const char *what)
{
	fprintf(stderr, "mpi: %s\n", what);
	MPI_Abort(MPI_COMM_WORLD, 1);
}

static void send_words(double *words, int to)
{
	MPI_Send(words, WORDS, MPI_DOUBLE, to, 0, MPI_COMM_WORLD);
}

static void receive_words(double *words, int from)
{
	MPI_Recv(words, WORDS, MPI_DOUBLE, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

/* These return whether it was the last one; rank 0 decides. */
static bool pingpong(int rank, double number)
{
	double words[WORDS] = { number, ended };

	if (rank == 0)
		send_words(words, 1);
	receive_words(words, !rank);
	if (words[NUMBER] != number)
		fail("what came back is something else");
	if (rank == 1)
		send_words(words, 0);
	return words[LAST];
}

static bool allreduce(int rank, double number)
{
	double words[WORDS] = { number, rank == 0 && ended }, sums[WORDS];

	MPI_Allreduce(words, sums, WORDS, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
	if (sums[NUMBER] != 2 * number)
		fail("the sum is wrong");
	return sums[LAST];
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Nearest rank. */
static uint32_t per_thousand(size_t n, unsigned int p)
{
	return samples[(n * p + 999) / 1000 - 1];
}

static void report(size_t count)
{
	size_t n = count < SAMPLES ? count : SAMPLES;

	qsort(samples, n, sizeof(*samples), by_value);
	printf("{\"transactions\":%zu,\"rtt_p50_us\":%u,\"rtt_p99_us\":%u,\"rtt_p999_us\":%u}\n",
	       count, per_thousand(n, 500), per_thousand(n, 990), per_thousand(n, 999));
}

int main(int argc, char **argv)
{
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(9) };
	int rank, size, out = socket(AF_INET, SOCK_DGRAM, 0);
	struct sigaction action = { .sa_handler = on_usr1 };
	bool (*transaction)(int rank, double number);
	size_t count = 0;
	bool last;

	if (argc != 3 || !inet_aton(argv[2], &peer.sin_addr) || out < 0) {
		fprintf(stderr, "usage: mpi pingpong|allreduce ADDRESS\n");
		return 2;
	}
	transaction = strcmp(argv[1], "allreduce") ? pingpong : allreduce;
	sigaction(SIGUSR1, &action, NULL);
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	if (size != 2)
		fail("two processes are wanted");
	do {
		double since = MPI_Wtime();

		last = transaction(rank, count);
		samples[count++ % SAMPLES] = (MPI_Wtime() - since) * 1e6;
		/* Not connected, so that the refusals of port 9 are not ours to hear. */
		if (rank == 0 && count % STEP == 0)
			sendto(out, "", 1, 0, (struct sockaddr *)&peer, sizeof(peer));
	} while (!last);
	if (rank == 0)
		report(count);
	MPI_Finalize();
	return 0;
}
