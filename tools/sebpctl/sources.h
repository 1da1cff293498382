/* SPDX-License-Identifier: GPL-2.0-only */
/* The event sources that the module knows, and the ways to print them. */
#ifndef SEBPCTL_SOURCES_H
#define SEBPCTL_SOURCES_H

#include <stddef.h>
#include <stdio.h>

#include "common/status.h"
#include "decode.h"

struct family;

struct sources {
	size_t count;
	struct source source[DECODE_EVENTS_MAX];
};

/* Asks the module; @sources are none before. */
enum status sources_take(struct sources *sources, struct family *family);

/* For people, in 80 columns: an overview, then what each one is and costs. */
void events_text(FILE *out, const struct sources *sources);

/* In the schema of docs/sebpctl-json.md. */
enum status events_json(FILE *out, const struct sources *sources);

#endif
