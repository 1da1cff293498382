/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tool prints of whatever it was given: captured, and judged. */
#ifndef FUZZ_PRINTED_H
#define FUZZ_PRINTED_H

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

struct printed {
	FILE *out;
	char *text;
	size_t length;
};

static inline FILE *printed_start(struct printed *p)
{
	p->out = open_memstream(&p->text, &p->length);
	if (!p->out)
		abort();
	return p->out;
}

/* A terminal shows it and obeys none of it: no control characters, and none of the second set in UTF-8 either. */
static inline void harmless(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i], next = (unsigned char)text[i + 1];

		if ((c < ' ' && c != '\n') || c == 0x7f || (c == 0xc2 && next >= 0x80 && next < 0xa0))
			abort();
	}
}

static inline void printed_text(struct printed *p)
{
	fclose(p->out);
	harmless(p->text, p->length);
	free(p->text);
}

/* The caller's. */
static inline json_t *printed_json(struct printed *p)
{
	json_t *root;

	fclose(p->out);
	root = json_loads(p->text, JSON_REJECT_DUPLICATES, NULL);
	if (!root)
		abort();
	free(p->text);
	return root;
}

#endif
