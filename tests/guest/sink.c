// SPDX-License-Identifier: GPL-2.0-only
/*
 * sink PORT ADDRESS: takes UDP datagrams on PORT and tells ADDRESS after each STEP of them, with one to port 9, where
 * nobody is: so the peer's kernel counts what has arrived here, in its NoPorts.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define STEP	20

static void die(const char *what)
{
	perror(what);
	exit(1);
}

int main(int argc, char **argv)
{
	struct sockaddr_in here = { .sin_family = AF_INET }, peer = { .sin_family = AF_INET, .sin_port = htons(9) };
	unsigned long count = 0;
	char datagram[2048];
	int in, out;

	if (argc != 3 || !inet_aton(argv[2], &peer.sin_addr)) {
		fprintf(stderr, "usage: sink PORT ADDRESS\n");
		return 2;
	}
	here.sin_port = htons(atoi(argv[1]));
	in = socket(AF_INET, SOCK_DGRAM, 0);
	out = socket(AF_INET, SOCK_DGRAM, 0);
	if (in < 0 || out < 0 || bind(in, (struct sockaddr *)&here, sizeof(here)))
		die("sink");
	for (;;) {
		if (recv(in, datagram, sizeof(datagram), 0) < 0)
			die("recv");
		/* Not connected, so that the refusals of port 9 are not ours to hear. */
		if (++count % STEP == 0)
			sendto(out, datagram, 1, 0, (struct sockaddr *)&peer, sizeof(peer));
	}
}
