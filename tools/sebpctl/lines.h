/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines for a screen, and rates over time drawn in them. */
#ifndef SEBPCTL_LINES_H
#define SEBPCTL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HISTORY_SIZE	120

struct history {
	size_t count;
	uint64_t values[HISTORY_SIZE];	/* the newest first */
};

/* The oldest goes if there is no room. */
void history_push(struct history *history, uint64_t value);

enum look { LOOK_PLAIN, LOOK_TITLE, LOOK_GOOD, LOOK_BAD };

/* Room for LINE_COLUMNS of three bytes. */
#define LINE_COLUMNS	240
#define LINE_SIZE	768

struct line {
	char text[LINE_SIZE];
	enum look look;
};

struct lines {
	struct line *line;
	size_t count;
};

/* One more; exits where memory is gone. */
__attribute__((format(printf, 3, 4)))
struct line *lines_add(struct lines *lines, enum look look, const char *format, ...);

/* All of @texts as they are. */
void lines_add_texts(struct lines *lines, const char *const texts[], size_t count);

/* To @columns at most: what is too long for a terminal it goes on drawing in the next row. */
void lines_cut(struct lines *lines, int columns);

/*
 * Fills the line to @columns, LINE_COLUMNS at most: the newest at the right, as high as its share of the highest.
 * @blocks: the terminal can show block elements.
 */
void line_append_history(struct line *line, const struct history *history, int columns, bool blocks);

#endif
