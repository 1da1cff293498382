// SPDX-License-Identifier: GPL-2.0-only
#include "lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/grow.h"

void history_push(struct history *history, uint64_t value)
{
	memmove(history->values + 1, history->values, sizeof(history->values) - sizeof(history->values[0]));
	history->values[0] = value;
	history->count += history->count < HISTORY_SIZE;
}

struct line *lines_add(struct lines *lines, enum look look, const char *format, ...)
{
	struct line *line;
	va_list args;

	lines->line = grow(lines->line, lines->count, sizeof(*lines->line));
	line = &lines->line[lines->count++];
	line->look = look;
	va_start(args, format);
	vsnprintf(line->text, sizeof(line->text), format, args);
	va_end(args);
	return line;
}

void lines_add_texts(struct lines *lines, const char *const texts[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		lines_add(lines, LOOK_PLAIN, "%s", texts[i]);
}

static void cut(struct line *line, int columns)
{
	for (char *c = line->text; *c; c++) {
		/* All bytes of a character of UTF-8 but its first are like that. */
		columns -= (*c & 0xc0) != 0x80;
		if (columns < 0) {
			*c = '\0';
			return;
		}
	}
}

void lines_cut(struct lines *lines, int columns)
{
	for (size_t i = 0; i < lines->count; i++)
		cut(&lines->line[i], columns);
}

void line_append_history(struct line *line, const struct history *history, int columns, bool blocks)
{
	static const char *const heights[2][9] = {
		{ " ", ".", ".", ":", ":", "=", "=", "#", "#" },
		{ " ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588" },
	};
	size_t used = strlen(line->text), room = (size_t)columns > used ? (size_t)columns - used : 0;
	size_t count = history->count < room ? history->count : room;
	uint64_t highest = 1;

	for (size_t i = 0; i < count; i++)
		highest = history->values[i] > highest ? history->values[i] : highest;
	for (size_t i = count; i-- > 0;) {
		uint64_t value = history->values[i];
		/* What is little but not nothing shows. */
		size_t height = (size_t)((double)value * 8 / (double)highest + (value ? 0.99 : 0));

		strncat(line->text, heights[blocks][height > 8 ? 8 : height],
			sizeof(line->text) - strlen(line->text) - 1);
	}
}
