/* SPDX-License-Identifier: GPL-2.0-only */
/* What functions print: after <cmocka.h>, and after <jansson.h> for those that print JSON. */
#ifndef UNIT_PRINTED_H
#define UNIT_PRINTED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* PRINTED(show_text(out, snapshot)): what that prints to out; to be freed. */
#define PRINTED(call) ({						\
	char *printed_text;						\
	size_t printed_length;						\
	FILE *out = open_memstream(&printed_text, &printed_length);	\
									\
	assert_non_null(out);						\
	call;								\
	fclose(out);							\
	printed_text;							\
})

#ifdef JANSSON_H
/* PRINTED_JSON(show_json(out, snapshot)): the same, read. */
#define PRINTED_JSON(call) read_json(PRINTED(assert_int_equal(call, STATUS_OK)))

/* Frees @text. */
static inline json_t *read_json(char *text)
{
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		fail_msg("line %d: %s: %s", error.line, error.text, text);
	free(text);
	return root;
}
#endif

/* Lines of @text, which it frees, are no longer than 80 columns; but for those with @unless in them, if that is not NULL. */
static inline void assert_fits_a_terminal(char *text, const char *unless)
{
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strlen(line) > 80 && !(unless && strstr(line, unless)))
			fail_msg("%zu columns: %s", strlen(line), line);
	}
	free(text);
}

#endif
