// SPDX-License-Identifier: GPL-2.0-only
/*
 * poke PCI-ADDRESS MICROSECONDS REGISTER VALUE ...: writes values to registers of a device in BAR 0, all of them again
 * and again, so many microseconds apart, until it is killed. While a driver has the device it takes iomem=relaxed on the
 * kernel's command line.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define REGISTERS	0x2000	/* bytes */

static volatile uint32_t *map(const char *device)
{
	char path[128];
	void *bar;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0", device);
	fd = open(path, O_RDWR | O_SYNC);
	bar = mmap(NULL, REGISTERS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bar == MAP_FAILED) {
		perror(path);
		exit(1);
	}
	close(fd);
	return bar;
}

int main(int argc, char *argv[])
{
	volatile uint32_t *registers;
	struct timespec pause = { 0 };

	if (argc < 5 || argc % 2 == 0) {
		fputs("usage: poke PCI-ADDRESS MICROSECONDS REGISTER VALUE ...\n", stderr);
		return 2;
	}
	registers = map(argv[1]);
	pause.tv_nsec = strtol(argv[2], NULL, 0) * 1000;
	prctl(PR_SET_TIMERSLACK, 1);
	for (;;) {
		for (int i = 3; i < argc; i += 2)
			registers[strtoul(argv[i], NULL, 0) % REGISTERS / 4] = (uint32_t)strtoul(argv[i + 1], NULL, 0);
		nanosleep(&pause, NULL);
	}
}
