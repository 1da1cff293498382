// SPDX-License-Identifier: GPL-2.0-only
/* mark NAME: ask the stopwatch for a reading under this name (see mark.h, docs/stopwatch.md). */
#include <stdio.h>
#include <string.h>

#include "mark.h"

int main(int argc, char **argv)
{
	if (argc != 2 || !*argv[1]) {
		fprintf(stderr, "usage: mark NAME\n");
		return 2;
	}
	if (strlen(argv[1]) > SEBP_MARK_MAX) {
		fprintf(stderr, "mark: the name has %zu bytes and a mark holds %d; choose a shorter one\n",
			strlen(argv[1]), SEBP_MARK_MAX);
		return 2;
	}
	sebp_mark(argv[1]);
	return 0;
}
