// SPDX-License-Identifier: GPL-2.0-only
#include "common/parse.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <linux/sebp.h>

#include "common/names.h"

/*
 * Not strtoul: that takes blanks, signs and other bases, and wraps negative numbers. Returns the
 * first character after the digits, which is @word if there are none; NULL if 32 bits are too few.
 */
static const char *parse_digits(const char *word, uint32_t *number)
{
	uint64_t sum = 0;

	for (; *word >= '0' && *word <= '9'; word++) {
		sum = sum * 10 + (uint64_t)(*word - '0');
		if (sum > UINT32_MAX)
			return NULL;
	}
	*number = (uint32_t)sum;
	return word;
}

const char *parse_count(const char *word, uint32_t *count)
{
	uint32_t number;
	const char *end = parse_digits(word, &number);

	if (!end)
		return "the number is too large, the most is 4294967295";
	if (end == word || *end)
		return "a whole number is needed, such as 8";
	*count = number;
	return NULL;
}

static uint32_t unit_ns(const char *unit)
{
	if (!strcmp(unit, "ns"))
		return 1;
	if (!strcmp(unit, "us"))
		return 1000;
	if (!strcmp(unit, "ms"))
		return 1000000;
	return 0;
}

const char *parse_duration(const char *word, uint32_t *ns)
{
	static const char too_long[] = "the time is too long, the most is 4294ms";
	uint32_t number, unit;
	const char *end = parse_digits(word, &number);

	if (!end)
		return too_long;
	unit = unit_ns(end);
	if (end == word || !unit)
		return "a whole number with its unit, ns, us or ms, is needed, such as 300us";
	if (number > UINT32_MAX / unit)
		return too_long;
	*ns = number * unit;
	return NULL;
}

/* What is wrong, if a word is none of @choices. */
static const char *choose(const char *how, const char *choices)
{
	static char text[256];

	snprintf(text, sizeof(text), "choose %s: %s", how, choices);
	return text;
}

const char *parse_preset(const char *word, uint32_t *preset)
{
	int number = preset_number(word);

	if (number < 0)
		return choose("one of these", preset_choices());
	*preset = (uint32_t)number;
	return NULL;
}

const char *parse_vf_mode(const char *word, uint32_t *mode)
{
	int number = vf_mode_number(word);

	if (number < 0)
		return "choose one of these: auto, interrupt";
	*mode = (uint32_t)number;
	return NULL;
}

const char *parse_events(const char *word, uint32_t *events)
{
	uint32_t bits = 0;

	for (;;) {
		size_t length = strcspn(word, ",");
		int event = event_number(word, length);

		if (event < 0)
			return choose("from these, with commas between", event_choices());
		if (event == SEBP_EVENT_WATCHDOG)
			return "the watchdog always runs and cannot be chosen";
		if (bits & 1u << event)
			return "an event is named twice";
		bits |= 1u << event;
		if (!word[length])
			break;
		word += length + 1;
	}
	*events = bits;
	return NULL;
}
