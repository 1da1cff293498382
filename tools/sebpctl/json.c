// SPDX-License-Identifier: GPL-2.0-only
#include "json.h"

#include <stdbool.h>

#include "common/say.h"

json_int_t json_count(uint64_t value)
{
	return value > INT64_MAX ? INT64_MAX : (json_int_t)value;
}

json_t *json_bytes(const char *bytes)
{
	char ascii[256];
	json_t *string = json_string(bytes);

	if (string)
		return string;
	snprintf(ascii, sizeof(ascii), "%s", bytes);
	for (char *c = ascii; *c; c++) {
		if ((unsigned char)*c > 0x7f)
			*c = '?';
	}
	return json_string(ascii);
}

const char *json_time(char *text, const struct timespec *when)
{
	size_t length = strftime(text, JSON_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", gmtime(&when->tv_sec));

	snprintf(text + length, JSON_TIME_SIZE - length, ".%03ldZ", when->tv_nsec / 1000000);
	return text;
}

static enum status print_with(FILE *out, json_t *root, size_t flags)
{
	bool good = root && !json_dumpf(root, out, flags);

	json_decref(root);
	fputc('\n', out);
	return good ? STATUS_OK : fail(STATUS_FAILED, "cannot write the JSON: out of memory?");
}

enum status json_print(FILE *out, json_t *root)
{
	return print_with(out, root, JSON_INDENT(2));
}

enum status json_print_line(FILE *out, json_t *root)
{
	return print_with(out, root, JSON_COMPACT);
}
