// SPDX-License-Identifier: GPL-2.0-only
#include "common/conf.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/say.h"

#define CONF_LINE	256

static bool is_control(int c)
{
	return (c < ' ' && c != '\t') || c == 0x7f;
}

/* One line without its end; what is wrong with it, or NULL. */
static const char *read_line(FILE *file, char line[CONF_LINE], bool *last)
{
	size_t length = 0;
	int c;

	while ((c = getc(file)) != EOF && c != '\n') {
		if (is_control(c))
			return "there is a control character: plain text with Unix line ends is needed";
		if (length == CONF_LINE - 1)
			return "the line is too long: the most is 255 bytes";
		line[length++] = (char)c;
	}
	line[length] = '\0';
	*last = c == EOF;
	return NULL;
}

static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t");
	for (end = text + strlen(text); end > text && strchr(" \t", end[-1]); end--)
		end[-1] = '\0';
	return text;
}

static enum status read_setting(char *text, const char *name, unsigned long number, conf_take take, void *data)
{
	char *equals = strchr(text, '='), *key, *value;
	const char *wrong;

	if (!equals)
		return fail(STATUS_USAGE, "%s:%lu: '%s' is no setting: write 'key = value', or # before a comment",
			    name, number, text);
	*equals = '\0';
	key = trim(text);
	value = trim(equals + 1);
	if (!*key || !*value)
		return fail(STATUS_USAGE, "%s:%lu: the %s is missing: write 'key = value'", name, number,
			    *key ? "value" : "key");
	wrong = take(key, value, data);
	if (wrong)
		return fail(STATUS_USAGE, "%s:%lu: %s = %s: %s", name, number, key, value, wrong);
	return STATUS_OK;
}

enum status conf_read(FILE *file, const char *name, conf_take take, void *data)
{
	enum status status = STATUS_OK;
	unsigned long number = 0;
	bool last = false;

	while (!status && !last) {
		char line[CONF_LINE], *text;
		const char *wrong = read_line(file, line, &last);

		number++;
		if (ferror(file))
			return fail(STATUS_USAGE, "%s: cannot be read: %s", name, strerror(errno));
		if (wrong)
			return fail(STATUS_USAGE, "%s:%lu: %s", name, number, wrong);
		text = trim(line);
		if (*text && *text != '#')
			status = read_setting(text, name, number, take, data);
	}
	return status;
}
