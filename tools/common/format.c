// SPDX-License-Identifier: GPL-2.0-only
#include "common/format.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

/* @value in tenths of @unit, cut off, so that 9999.99 does not become 10000.0. */
static void format_tenths(char *text, uint64_t value, uint64_t unit, const char *name)
{
	snprintf(text, FORMAT_SIZE, "%" PRIu64 ".%" PRIu64 "%s",
		 value / unit, value % unit / (unit / 10), name);
}

const char *format_count(char *text, uint64_t count)
{
	static const char *const names[] = { "M", "G", "T", "P" };
	uint64_t unit = 1000000;
	size_t i = 0;

	if (count < 10 * unit) {
		snprintf(text, FORMAT_SIZE, "%" PRIu64, count);
		return text;
	}
	while (i < 3 && count / unit >= 10000) {
		unit *= 1000;
		i++;
	}
	/* 2^64 is 18446.7P: still seven characters without the tenth. */
	if (count / unit >= 10000)
		snprintf(text, FORMAT_SIZE, "%" PRIu64 "%s", count / unit, names[i]);
	else
		format_tenths(text, count, unit, names[i]);
	return text;
}

const char *format_time(char *text, uint64_t ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = { { " s", 1000000000 }, { " ms", 1000000 }, { " us", 1000 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (ns < units[i].ns)
			continue;
		if (ns % units[i].ns)
			format_tenths(text, ns, units[i].ns, units[i].name);
		else
			snprintf(text, FORMAT_SIZE, "%" PRIu64 "%s", ns / units[i].ns,
				 units[i].name);
		return text;
	}
	snprintf(text, FORMAT_SIZE, "%" PRIu64 " ns", ns);
	return text;
}

const char *format_percent(char *text, uint64_t part, uint64_t whole)
{
	/* Cut off, so that 99.99% does not become all of it. */
	uint64_t tenths = whole ? (uint64_t)((double)part * 1000 / (double)whole) : 0;

	if (!whole)
		snprintf(text, FORMAT_SIZE, "-");
	else if (part && !tenths)
		snprintf(text, FORMAT_SIZE, "<0.1%%");
	else
		format_tenths(text, tenths, 10, "%");
	return text;
}
