// SPDX-License-Identifier: GPL-2.0-only
/* What users type, and the numbers they read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/sebp.h>

#include "common/format.h"
#include "common/names.h"
#include "common/parse.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define UNTOUCHED 0xdeadbeef

struct example {
	const char *word;
	uint32_t value;
};

typedef const char *(*parser)(const char *word, uint32_t *value);

static void accepts(parser parse, const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t value = UNTOUCHED;
		const char *wrong = parse(examples[i].word, &value);

		if (wrong)
			fail_msg("'%s' is refused: %s", examples[i].word, wrong);
		assert_int_equal(value, examples[i].value);
	}
}

static void refuses(parser parse, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t value = UNTOUCHED;

		if (!parse(words[i], &value))
			fail_msg("'%s' is taken for %u", words[i], value);
		assert_int_equal(value, UNTOUCHED);
	}
}

static void durations_are_read(void **state)
{
	static const struct example examples[] = {
		{ "0ns", 0 }, { "1ns", 1 }, { "300us", 300000 }, { "1ms", 1000000 },
		{ "007us", 7000 }, { "4294967295ns", UINT32_MAX }, { "4294967us", 4294967000 },
		{ "4294ms", 4294000000 },
	};

	(void)state;
	accepts(parse_duration, examples, COUNT(examples));
}

static void bad_durations_are_refused(void **state)
{
	static const char *const words[] = {
		"", "300", "us", "-1us", "+1us", " 1us", "1us ", "1 us", "1.5ms", "0x10us", "1s", "1US",
		"1usms", "1e3us", "4294967296ns", "4294968us", "4295ms",
		"18446744073709551616ns", "99999999999999999999999999ms",
	};

	(void)state;
	refuses(parse_duration, words, COUNT(words));
}

static void counts_are_read(void **state)
{
	static const struct example examples[] = {
		{ "0", 0 }, { "8", 8 }, { "010", 10 }, { "4294967295", UINT32_MAX },
	};

	(void)state;
	accepts(parse_count, examples, COUNT(examples));
}

static void bad_counts_are_refused(void **state)
{
	static const char *const words[] = {
		"", "-1", "+1", " 1", "1 ", "1k", "0x8", "8.0", "4294967296", "18446744073709551617",
	};

	(void)state;
	refuses(parse_count, words, COUNT(words));
}

static void event_lists_are_read(void **state)
{
	static const struct example examples[] = {
		{ "tick", 1u << SEBP_EVENT_TICK },
		{ "xmit,irq", 1u << SEBP_EVENT_XMIT | 1u << SEBP_EVENT_IRQ },
		{ "tick,irq,softirq,xmit", 1u << SEBP_EVENT_TICK | 1u << SEBP_EVENT_IRQ |
					   1u << SEBP_EVENT_SOFTIRQ | 1u << SEBP_EVENT_XMIT },
		{ "sched,syscall,socket,idle,fault",
		  1u << SEBP_EVENT_SCHED | 1u << SEBP_EVENT_SYSCALL | 1u << SEBP_EVENT_SOCKET |
		  1u << SEBP_EVENT_IDLE | 1u << SEBP_EVENT_FAULT },
	};

	(void)state;
	accepts(parse_events, examples, COUNT(examples));
}

static void bad_event_lists_are_refused(void **state)
{
	static const char *const words[] = {
		"", ",", "tick,", ",tick", "tick,,irq", "tick, irq", "Tick", "tic", "ticks", "unknown",
		"tick,tick", "irq,tick,irq", "watchdog", "tick,watchdog", "0x1", "1",
	};

	(void)state;
	refuses(parse_events, words, COUNT(words));
}

static void presets_are_read(void **state)
{
	static const struct example examples[] = {
		{ "balanced", SEBP_PRESET_BALANCED }, { "latency", SEBP_PRESET_LATENCY },
		{ "efficiency", SEBP_PRESET_EFFICIENCY },
	};
	static const char *const words[] = {
		"", "Latency", "lat", "latency,balanced", " latency", "0", "unknown",
	};

	(void)state;
	accepts(parse_preset, examples, COUNT(examples));
	refuses(parse_preset, words, COUNT(words));
}

/* Whoever mistypes a name reads all that there are, and only those that can be chosen. */
static void choices_are_complete(void **state)
{
	uint32_t value;

	(void)state;
	assert_string_equal(event_choices(),
			    "tick, irq, softirq, xmit, sched, syscall, socket, idle, fault");
	assert_string_equal(preset_choices(), "balanced, latency, efficiency");
	assert_non_null(strstr(parse_events("bogus", &value), event_choices()));
	assert_non_null(strstr(parse_events("tick,bogus", &value), event_choices()));
	assert_non_null(strstr(parse_preset("bogus", &value), preset_choices()));
}

static void numbers_beyond_the_contract_have_a_name(void **state)
{
	(void)state;
	assert_string_equal(event_name(SEBP_EVENT_WATCHDOG), "watchdog");
	assert_string_equal(event_name(SEBP_EVENT_WATCHDOG + 1), "unknown");
	assert_string_equal(dev_state_name(SEBP_DEV_STATE_DEGRADED), "degraded");
	assert_string_equal(dev_state_name(SEBP_DEV_STATE_SHADOW), "shadow");
	assert_string_equal(dev_state_name(UINT32_MAX), "unknown");
	assert_string_equal(queue_state_name(SEBP_QUEUE_STATE_POLLING), "polling");
	assert_string_equal(queue_state_name(2), "unknown");
	assert_string_equal(preset_name(SEBP_PRESET_EFFICIENCY), "efficiency");
	assert_string_equal(preset_name(SEBP_PRESET_EFFICIENCY + 1), "unknown");
	assert_string_equal(mode_name(SEBP_MODE_SHADOW), "shadow");
	assert_string_equal(mode_name(SEBP_MODE_SHADOW + 1), "unknown");
}

static void counts_fit_their_column(void **state)
{
	static const struct { uint64_t count; const char *text; } examples[] = {
		{ 0, "0" }, { 9999999, "9999999" }, { 10000000, "10.0M" }, { 10099999, "10.0M" },
		{ 9999999999, "9999.9M" }, { 10000000000, "10.0G" }, { 9999999999999, "9999.9G" },
		{ 123456789012345, "123.4T" }, { UINT64_MAX, "18446P" },
	};
	char text[FORMAT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		assert_string_equal(format_count(text, examples[i].count), examples[i].text);
}

static void times_have_the_unit_that_suits(void **state)
{
	static const struct { uint64_t ns; const char *text; } examples[] = {
		{ 0, "0 ns" }, { 999, "999 ns" }, { 300000, "300 us" }, { 999999, "999.9 us" },
		{ 1000000, "1 ms" }, { 1250000, "1.2 ms" }, { 12000000000, "12 s" },
		{ UINT64_MAX, "18446744073.7 s" },
	};
	char text[FORMAT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		assert_string_equal(format_time(text, examples[i].ns), examples[i].text);
}

static void shares_are_cut_off(void **state)
{
	static const struct { uint64_t part, whole; const char *text; } examples[] = {
		{ 0, 0, "-" }, { 0, 7, "0.0%" }, { 1, 1001, "<0.1%" }, { 1, 1000, "0.1%" },
		{ 29, 100, "29.0%" }, { 9999, 10000, "99.9%" }, { 7, 7, "100.0%" },
		{ UINT64_MAX, UINT64_MAX, "100.0%" },
	};
	char text[FORMAT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++)
		assert_string_equal(format_percent(text, examples[i].part, examples[i].whole),
				    examples[i].text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_read),
		cmocka_unit_test(bad_durations_are_refused),
		cmocka_unit_test(counts_are_read),
		cmocka_unit_test(bad_counts_are_refused),
		cmocka_unit_test(event_lists_are_read),
		cmocka_unit_test(bad_event_lists_are_refused),
		cmocka_unit_test(presets_are_read),
		cmocka_unit_test(choices_are_complete),
		cmocka_unit_test(numbers_beyond_the_contract_have_a_name),
		cmocka_unit_test(counts_fit_their_column),
		cmocka_unit_test(times_have_the_unit_that_suits),
		cmocka_unit_test(shares_are_cut_off),
	};

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
