// SPDX-License-Identifier: GPL-2.0-only
#include "proc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!in)
		return NULL;
	/* No file of text has a NUL: all of it is one piece. */
	if (getdelim(&text, &size, '\0', in) < 0) {
		free(text);
		text = feof(in) ? calloc(1, 1) : NULL;
	}
	fclose(in);
	return text;
}

static char *read_formatted(const char *format, va_list args)
{
	char *path, *text;

	if (vasprintf(&path, format, args) < 0)
		return NULL;
	text = read_all(path);
	free(path);
	return text;
}

char *proc_read(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = read_formatted(format, args);
	va_end(args);
	return text;
}

bool proc_line(char *line, size_t size, const char *format, ...)
{
	va_list args;
	char *text;
	bool found;

	va_start(args, format);
	text = read_formatted(format, args);
	va_end(args);
	snprintf(line, size, "%.*s", text ? (int)strcspn(text, "\n") : 0, text ? text : "");
	found = text;
	free(text);
	return found;
}

/* What is behind @label, at the start of a line but for blanks; NULL if there is no such line. */
static const char *find_row(const char *text, const char *label)
{
	size_t length = strlen(label);

	while (*text) {
		const char *at = text + strspn(text, " ");

		if (!strncmp(at, label, length) && strchr(": \t", at[length]) && at[length])
			return at + length + 1;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return NULL;
}

uint64_t proc_row_sum(const char *text, const char *label)
{
	const char *at = find_row(text, label);
	uint64_t sum = 0;

	while (at) {
		char *end;
		uint64_t number;

		at += strspn(at, " \t");
		number = strtoull(at, &end, 10);
		/* "24-edge" is a word, and so is what a row of the next line starts with. */
		if (end == at || *at == '\n' || (*end && !strchr(" \t\n", *end)))
			break;
		sum += number;
		at = end;
	}
	return sum;
}

uint64_t proc_value(const char *text, const char *label)
{
	const char *at = find_row(text, label);

	return at ? strtoull(at, NULL, 10) : 0;
}

bool proc_has_word(const char *text, const char *label, const char *word)
{
	const char *at = find_row(text, label), *end = at ? at + strcspn(at, "\n") : NULL;

	while (at && at < end) {
		size_t length;

		at += strspn(at, " \t:");
		length = strcspn(at, " \t\n");
		if (length == strlen(word) && !strncmp(at, word, length))
			return true;
		at += length;
	}
	return false;
}
