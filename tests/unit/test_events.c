// SPDX-License-Identifier: GPL-2.0-only
/* What events prints: lines that fit a terminal, and JSON of the documented schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <linux/sebp.h>

#include "printed.h"
#include "sebpctl/sources.h"

#define LONG_TEXT "a text of more than eighty characters, as the kernel's sentences about its " \
		  "event sources may be, so that it has to be broken at a blank, even twice, " \
		  "if it does not begin at the left"

static const struct sources some = {
	.count = 4,
	.source = {
		{ .event = SEBP_EVENT_TICK, .users = 2, .is_default = true, .is_hooked = true,
		  .context = "timer interrupt", .cost = "20 instructions" },
		{ .event = SEBP_EVENT_SOFTIRQ, .users = UINT32_MAX, .is_default = true,
		  .context = LONG_TEXT, .cost = LONG_TEXT },
		{ .event = SEBP_EVENT_IDLE, .missing = LONG_TEXT,
		  .context = "a CPU sleeps", .cost = "" },
		{ .event = 31, .context = "b\xff" "d", .cost = "unknown to this tool" },
	},
};

static char *text_of(const struct sources *sources)
{
	return PRINTED(events_text(out, sources));
}

static void lines_fit_a_terminal(void **state)
{
	(void)state;
	assert_fits_a_terminal(text_of(&some), NULL);
}

static void text_says_what_is_known(void **state)
{
	static const char *const parts[] = {
		"tick      default        2  yes     yes\n",
		"softirq   default  4294967295  no      yes\n",
		"idle      opt-in         0  no      no: a text of", "unknown   opt-in         0  no      yes\n",
		"tick      when  timer interrupt\n          cost  20 instructions\n",
		"begin at the left\n",
	};
	char *text = text_of(&some);

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!strstr(text, parts[i]))
			fail_msg("'%s' is missing in:\n%s", parts[i], text);
	}
	free(text);
}

/* Broken lines, put together again, are the text: nothing is lost, no blank is added. */
static void breaking_lines_loses_nothing(void **state)
{
	const struct sources one = {
		.count = 1, .source = { { .context = LONG_TEXT, .cost = "free" } },
	};
	char *text = text_of(&one), *from = strstr(text, "when  "), joined[256] = "";
	char *end;

	(void)state;
	assert_non_null(from);
	end = strstr(from, "\n          cost");
	assert_non_null(end);
	*end = '\0';
	for (char *line = strtok(from + 6, "\n"); line; line = strtok(NULL, "\n")) {
		if (joined[0])
			strcat(joined, " ");
		strcat(joined, line + strspn(line, " "));
	}
	assert_string_equal(joined, LONG_TEXT);
	free(text);
}

/* From column 16 on there is room for 64 characters. */
static void lines_break_where_they_must(void **state)
{
	static const char word[] = "012345678901234567890123456789012345678901234567890123456789";
	struct sources one = { .count = 1, .source = { { .cost = "free" } } };
	char part[128], *text;

	(void)state;
	for (int letters = 3; letters <= 4; letters++) {
		snprintf(one.source[0].context, sizeof(one.source[0].context), "%s %.*s",
			 word, letters, "last");
		snprintf(part, sizeof(part), "when  %s%s%.*s\n", word,
			 letters == 3 ? " " : "\n                ", letters, "last");
		text = text_of(&one);
		if (!strstr(text, part))
			fail_msg("'%s' is missing in:\n%s", part, text);
		free(text);
	}
}

static void json_follows_the_schema(void **state)
{
	json_t *found = PRINTED_JSON(events_json(out, &some)), *wanted;

	(void)state;
	wanted = json_pack("{s:[{s:s, s:b, s:i, s:b, s:s, s:s}, {s:s, s:b, s:I, s:b, s:s, s:s},"
			   " {s:s, s:b, s:i, s:b, s:s, s:s, s:s}, {s:s, s:b, s:i, s:b, s:s, s:s}]}",
		"events",
		"event", "tick", "default", 1, "users", 2, "hooked", 1,
		"context", "timer interrupt", "cost", "20 instructions",
		"event", "softirq", "default", 1, "users", (json_int_t)UINT32_MAX, "hooked", 0,
		"context", LONG_TEXT, "cost", LONG_TEXT,
		"event", "idle", "default", 0, "users", 0, "hooked", 0, "missing", LONG_TEXT,
		"context", "a CPU sleeps", "cost", "",
		"event", "unknown", "default", 0, "users", 0, "hooked", 0,
		"context", "b?d", "cost", "unknown to this tool");
	assert_non_null(wanted);
	if (!json_equal(found, wanted))
		fail_msg("found: %s", json_dumps(found, JSON_INDENT(2)));
	json_decref(found);
	json_decref(wanted);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_fit_a_terminal),
		cmocka_unit_test(text_says_what_is_known),
		cmocka_unit_test(breaking_lines_loses_nothing),
		cmocka_unit_test(lines_break_where_they_must),
		cmocka_unit_test(json_follows_the_schema),
	};

	/* To look at it: SHOW=1 test_events. */
	if (getenv("SHOW"))
		events_text(stdout, &some);
	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
