// SPDX-License-Identifier: GPL-2.0-only
#include "screen.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <ncurses.h>

#include "common/clock.h"
#include "common/say.h"

#define DELAY_MAX	60

struct screen {
	struct sampler *sampler;
	uint32_t delay;
	bool blocks;	/* the terminal shows block elements */
	bool paused;
	bool helping;
	bool quitting;
	size_t scrolled;
};

/* ---- what is said meanwhile ---- */

/*
 * Errors would be written over the picture, and be lost with it: standard error is a piece of memory as long as the
 * picture is shown. Returns the real one, or -1: then errors go where they always go.
 */
static int hold_errors(void)
{
	int memory = memfd_create("errors", MFD_CLOEXEC), real;

	if (memory < 0)
		return -1;
	real = dup(STDERR_FILENO);
	if (real >= 0)
		dup2(memory, STDERR_FILENO);
	close(memory);
	return real;
}

static void release_errors(int real)
{
	char text[1024];
	ssize_t length;

	if (real < 0)
		return;
	lseek(STDERR_FILENO, 0, SEEK_SET);
	while ((length = read(STDERR_FILENO, text, sizeof(text))) > 0) {
		if (write(real, text, (size_t)length) < 0)
			break;
	}
	dup2(real, STDERR_FILENO);
	close(real);
}

/* ---- drawing ---- */

static void set_colours(void)
{
	/* https://no-color.org */
	if (!has_colors() || getenv("NO_COLOR"))
		return;
	start_color();
	use_default_colors();
	init_pair(LOOK_GOOD, COLOR_GREEN, -1);
	init_pair(LOOK_BAD, COLOR_RED, -1);
}

static chtype attributes_of(enum look look)
{
	switch (look) {
	case LOOK_TITLE:
		return A_UNDERLINE;
	case LOOK_GOOD:
	case LOOK_BAD:
		return (chtype)COLOR_PAIR(look) | A_BOLD;
	default:
		return A_NORMAL;
	}
}

static void draw_line(int row, const struct line *line)
{
	attrset(attributes_of(line->look));
	mvaddnstr(row, 0, line->text, -1);
	attrset(A_NORMAL);
}

/* The last row says which keys there are, and how far there is to scroll. */
static void draw_keys(const struct screen *s, size_t count, size_t rows)
{
	char keys[160];

	snprintf(keys, sizeof(keys), " q quit  h %s  p %s  +/- every %u s%s ",
		 s->helping ? "back to the picture" : "what is what", s->paused ? "go on (PAUSED)" : "pause", s->delay,
		 count > rows ? "  up/down scroll" : "");
	attrset(A_REVERSE);
	mvaddnstr(LINES - 1, 0, keys, COLS);
	attrset(A_NORMAL);
}

static void draw(struct screen *s)
{
	size_t rows = LINES > 1 ? (size_t)LINES - 1 : 0, count;
	struct line *lines = s->helping ? picture_help(&s->sampler->picture, COLS, &count) :
			     picture_lines(&s->sampler->picture, COLS, s->blocks, &count);

	if (s->scrolled + rows > count)
		s->scrolled = count > rows ? count - rows : 0;
	erase();
	for (size_t i = 0; i < rows && s->scrolled + i < count; i++)
		draw_line((int)i, &lines[s->scrolled + i]);
	draw_keys(s, count, rows);
	refresh();
	free(lines);
}

/* ---- keys ---- */

static void scroll_by(struct screen *s, int rows)
{
	if (rows < 0 && s->scrolled < (size_t)-rows)
		s->scrolled = 0;
	else
		s->scrolled += (size_t)rows;
}

static void take_key(struct screen *s, int key)
{
	switch (key) {
	case 'q':
		s->quitting = true;
		break;
	case 'h':
	case '?':
		s->helping = !s->helping;
		s->scrolled = 0;
		break;
	case 'p':
	case ' ':
		s->paused = !s->paused;
		break;
	case '+':
		s->delay -= s->delay > 1;
		break;
	case '-':
		s->delay += s->delay < DELAY_MAX;
		break;
	case KEY_UP:
		scroll_by(s, -1);
		break;
	case KEY_DOWN:
		scroll_by(s, 1);
		break;
	case KEY_PPAGE:
		scroll_by(s, -LINES / 2);
		break;
	case KEY_NPAGE:
		scroll_by(s, LINES / 2);
		break;
	}
}

/* Milliseconds until the next sample is due; keys and a new size of the terminal come earlier. */
static int left_ms(const struct screen *s)
{
	uint64_t due_ns = s->sampler->sampled_ns + s->delay * 1000000000ull, now_ns = monotonic_ns();

	return now_ns < due_ns ? (int)((due_ns - now_ns + 999999) / 1000000) : 0;
}

static enum status show(struct screen *s)
{
	enum status status = sampler_take(s->sampler);

	while (!status && !s->quitting) {
		int left, key;

		draw(s);
		left = left_ms(s);
		timeout(s->paused ? -1 : left);
		errno = 0;
		key = getch();
		if (key != ERR)
			take_key(s, key);
		else if (s->paused && errno != EINTR)
			/* The terminal is gone. */
			s->quitting = true;
		if (!s->paused && !left_ms(s))
			status = sampler_take(s->sampler);
	}
	return status;
}

enum status screen_run(struct sampler *sampler, uint32_t delay)
{
	struct screen screen = { .sampler = sampler, .delay = delay };
	enum status status;
	SCREEN *terminal;
	int errors;

	setlocale(LC_CTYPE, "");
	screen.blocks = !strcmp(nl_langinfo(CODESET), "UTF-8");
	terminal = newterm(NULL, stdout, stdin);
	if (!terminal)
		return fail(STATUS_FAILED, "top: the terminal '%s' is not known: set TERM to what it is",
			    getenv("TERM") ? getenv("TERM") : "");
	errors = hold_errors();
	set_colours();
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	curs_set(0);
	status = show(&screen);
	endwin();
	delscreen(terminal);
	release_errors(errors);
	return status;
}
