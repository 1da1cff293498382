// SPDX-License-Identifier: GPL-2.0-only
/*
 * aic adaptive|coarse DEVICE: interrupt coalescing by the packet rate, until SIGTERM; then prints what it did, as JSON. The two rules
 * are in itr.h.
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

#include "itr.h"

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
	const char *mode, *device;
	double then, time;
	int fd, changes = 0;

	if (argc != 3 || (strcmp(argv[1], "adaptive") && strcmp(argv[1], "coarse"))) {
		fprintf(stderr, "usage: aic adaptive|coarse DEVICE\n");
		return 2;
	}
	mode = argv[1];
	device = argv[2];
	sigaction(SIGTERM, &action, NULL);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0)
		die("socket");
	before = packets_received(device);
	then = now();
	while (!ended) {
		nanosleep(&sample, NULL);
		packets = packets_received(device);
		time = now();
		us = (*mode == 'a' ? itr_adaptive_us : itr_coarse_us)((packets - before) / (time - then));
		if (us != current) {
			set_interval(fd, device, us);
			current = us;
			changes++;
		}
		before = packets;
		then = time;
	}
	printf("{\"settings\":{\"mode\":\"%s\",\"target_packets\":%d,\"least_hz\":%d},\"changes\":%d,\"last_usecs\":%u}\n",
	       mode, *mode == 'a' ? BUFFERS : COARSE_PACKETS, LEAST_HZ, changes, current);
	return 0;
}
