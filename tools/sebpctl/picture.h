/* SPDX-License-Identifier: GPL-2.0-only */
/* All that top shows, of this machine's network devices and of its guests' VFs. */
#ifndef SEBPCTL_PICTURE_H
#define SEBPCTL_PICTURE_H

#include <stdio.h>
#include <time.h>

#include "flows.h"
#include "vm-flows.h"

struct picture {
	bool sebp;		/* which of the modules are there */
	bool vmm;
	struct flows flows;
	struct vm_flows vm_flows;
};

void picture_free(struct picture *picture);

/*
 * As lines of @columns at most for a screen, to be freed; *@count of them. @blocks: the terminal can show block
 * elements.
 */
struct line *picture_lines(const struct picture *picture, int columns, bool blocks, size_t *count);

/* The same for what columns, those of the modules that are there, and keys mean. */
struct line *picture_help(const struct picture *picture, int columns, size_t *count);

/* One line of JSON, in the schema of docs/sebpctl-json.md. */
enum status picture_json(FILE *out, const struct picture *picture, const struct timespec *when);

#endif
