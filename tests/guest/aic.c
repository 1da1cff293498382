// SPDX-License-Identifier: GPL-2.0-only
/*
 * aic DEVICE: adaptive interrupt coalescing, until SIGTERM; then prints what it did, as JSON.
 *
 * The rule is that of Dong et al., "High Performance Network Virtualization with SR-IOV" (HPCA 2010): as many interrupts
 * per second as it takes to find a share of the buffers filled, never fewer than a least frequency. So
 *
 *	frequency = max(packets per second * REDUNDANCY / BUFFERS, LEAST_HZ)
 *
 * igbvf keeps to a value only if 10^9 / (1024 * value) is a multiple of four: the next lower such value is taken.
 */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS		64	/* packets to be found at an interrupt */
#define REDUNDANCY	1.2
#define LEAST_HZ	1000
#define LEAST_US	10	/* the least that igbvf takes */
#define SAMPLE_NS	100000000

static volatile sig_atomic_t ended;

static void on_term(int signal)
{
	(void)signal;
	ended = 1;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static unsigned long long packets_received(const char *device)
{
	unsigned long long packets;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/rx_packets", device);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%llu", &packets) != 1)
		die(path);
	fclose(file);
	return packets;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* A value to which igbvf keeps. */
static uint32_t kept(uint32_t us)
{
	while (us > LEAST_US && 1000000000 / (1024 * us) % 4)
		us--;
	return us < LEAST_US ? LEAST_US : us;
}

static uint32_t interval_us(double packets_per_second)
{
	double hz = packets_per_second * REDUNDANCY / BUFFERS;

	return kept(1000000 / (hz > LEAST_HZ ? hz : LEAST_HZ));
}

static void set_interval(int fd, const char *device, uint32_t us)
{
	struct ethtool_coalesce coalesce = { .cmd = ETHTOOL_GCOALESCE };
	struct ifreq request = { .ifr_data = (void *)&coalesce };

	strncpy(request.ifr_name, device, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCETHTOOL, &request))
		die("ETHTOOL_GCOALESCE");
	coalesce.cmd = ETHTOOL_SCOALESCE;
	coalesce.rx_coalesce_usecs = us;
	if (ioctl(fd, SIOCETHTOOL, &request))
		die("ETHTOOL_SCOALESCE");
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_term };
	struct timespec sample = { .tv_nsec = SAMPLE_NS };
	unsigned long long packets, before;
	uint32_t us, current = 0;
	double then, time;
	int fd, changes = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: aic DEVICE\n");
		return 2;
	}
	sigaction(SIGTERM, &action, NULL);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		die("socket");
	before = packets_received(argv[1]);
	then = now();
	while (!ended) {
		nanosleep(&sample, NULL);
		packets = packets_received(argv[1]);
		time = now();
		us = interval_us((packets - before) / (time - then));
		if (us != current) {
			set_interval(fd, argv[1], us);
			current = us;
			changes++;
		}
		before = packets;
		then = time;
	}
	printf("{\"settings\":{\"target_packets\":%d,\"least_hz\":%d},\"changes\":%d,\"last_usecs\":%u}\n",
	       BUFFERS, LEAST_HZ, changes, current);
	return 0;
}
