// SPDX-License-Identifier: GPL-2.0-only
/* What attach, set and detach make of their words: requests that a family of our own records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <getopt.h>

#include <cmocka.h>

#include <linux/sebp.h>

#include "sebpctl/command.h"
#include "sebpctl/family.h"
#include "sebpctl/result.h"

#define WORDS_MAX 16

static struct {
	bool sent;
	char printed[64];			/* what is said of the result */
	uint8_t command;
	uint32_t given;				/* a bit for each attribute */
	uint32_t value[SEBP_A_DEV_MAX + 1];
} request;

enum status family_open(struct family **family)
{
	*family = NULL;
	return STATUS_OK;
}

void family_close(struct family *family)
{
	(void)family;
}

void family_request(struct family *family, uint8_t command)
{
	(void)family;
	request.command = command;
}

void family_put_u32(struct family *family, uint16_t type, uint32_t value)
{
	(void)family;
	assert_in_range(type, 1, SEBP_A_DEV_MAX);
	assert_false(request.given & 1u << type);	/* none of them twice */
	request.given |= 1u << type;
	request.value[type] = value;
}

enum status family_do(struct family *family, const char *subject, family_take take, void *data)
{
	(void)family;
	(void)take;
	(void)data;
	assert_string_equal(subject, "lo");
	request.sent = true;
	return STATUS_OK;
}

enum status result_print(struct family *family, const char *done, const char *name, uint32_t ifindex)
{
	(void)family;
	assert_true(request.sent);
	assert_int_equal(ifindex, request.value[SEBP_A_DEV_IFINDEX]);
	snprintf(request.printed, sizeof(request.printed), "%s %s", done, name);
	return STATUS_OK;
}

enum status result_print_name(const char *done, const char *name, uint32_t ifindex)
{
	return result_print(NULL, done, name, ifindex);
}

static int split(char *words, char *argv[WORDS_MAX])
{
	int argc = 0;

	for (char *word = strtok(words, " "); word && argc < WORDS_MAX - 1; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	optind = 0;
	return argc;
}

/* The standard error output goes to @said, to be freed, until it is given back. */
static FILE *overhear(char **said)
{
	static size_t length;
	FILE *terminal = stderr;

	stderr = open_memstream(said, &length);
	assert_non_null(stderr);
	return terminal;
}

static void hush(FILE *terminal)
{
	fclose(stderr);
	stderr = terminal;
}

static enum status run_command(int argc, char *argv[])
{
	if (!strcmp(argv[0], "set"))
		return set_command(argc, argv);
	if (!strcmp(argv[0], "attach"))
		return attach_command(argc, argv);
	return detach_command(argc, argv);
}

/* Runs the command line @words; what it complains of is @said, to be freed. */
static enum status run(const char *words, char **said)
{
	char *copy = strdup(words), *argv[WORDS_MAX];
	int argc = split(copy, argv);
	FILE *terminal = overhear(said);
	enum status status;

	memset(&request, 0, sizeof(request));
	status = run_command(argc, argv);
	hush(terminal);
	free(copy);
	return status;
}

static void sends(const char *words, uint8_t command)
{
	char *said;
	enum status status = run(words, &said);

	if (status || *said)
		fail_msg("'%s' is refused: %s", words, said);
	assert_true(request.sent);
	assert_int_equal(request.command, command);
	free(said);
}

/* In one line that names @part, without asking the kernel. */
static void refuses(const char *words, const char *part)
{
	char *said;

	assert_int_equal(run(words, &said), STATUS_USAGE);
	assert_false(request.sent);
	if (!strstr(said, part) || strchr(said, '\n') != said + strlen(said) - 1)
		fail_msg("'%s' says '%s', wanted '%s'", words, said, part);
	free(said);
}

static void only_what_is_given_is_sent(void **state)
{
	(void)state;
	sends("attach lo", SEBP_CMD_DEV_ATTACH);
	assert_int_equal(request.given, 1u << SEBP_A_DEV_IFINDEX);
	assert_int_not_equal(request.value[SEBP_A_DEV_IFINDEX], 0);

	sends("set lo --batch 7", SEBP_CMD_DEV_SET);
	assert_int_equal(request.given, 1u << SEBP_A_DEV_IFINDEX | 1u << SEBP_A_DEV_BATCH);
	assert_int_equal(request.value[SEBP_A_DEV_BATCH], 7);
}

static void both_commands_take_every_setting(void **state)
{
	static const char *const commands[] = { "attach", "set" };
	static const uint8_t numbers[] = { SEBP_CMD_DEV_ATTACH, SEBP_CMD_DEV_SET };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char words[256];

		snprintf(words, sizeof(words), "%s lo --preset=latency --events=irq,fault --min-gap=1us"
			 " --bulk-gap=7us --max-gap=2us --batch=3 --enter-packets=4 --leave-packets=5 --window=6us"
			 " --share=25 --linger=8us --weight=9 --shadow", commands[i]);
		sends(words, numbers[i]);
		assert_int_equal(request.value[SEBP_A_DEV_PRESET], SEBP_PRESET_LATENCY);
		assert_int_equal(request.value[SEBP_A_DEV_EVENTS],
				 1u << SEBP_EVENT_IRQ | 1u << SEBP_EVENT_FAULT);
		assert_int_equal(request.value[SEBP_A_DEV_MIN_GAP_NS], 1000);
		assert_int_equal(request.value[SEBP_A_DEV_MAX_GAP_NS], 2000);
		assert_int_equal(request.value[SEBP_A_DEV_BULK_GAP_NS], 7000);
		assert_int_equal(request.value[SEBP_A_DEV_BATCH], 3);
		assert_int_equal(request.value[SEBP_A_DEV_ENTER_PACKETS], 4);
		assert_int_equal(request.value[SEBP_A_DEV_LEAVE_PACKETS], 5);
		assert_int_equal(request.value[SEBP_A_DEV_WINDOW_NS], 6000);
		assert_int_equal(request.value[SEBP_A_DEV_SHARE], 25);
		assert_int_equal(request.value[SEBP_A_DEV_LINGER_NS], 8000);
		assert_int_equal(request.value[SEBP_A_DEV_WEIGHT], 9);
		assert_int_equal(request.value[SEBP_A_DEV_MODE], SEBP_MODE_SHADOW);
	}
}

static void detach_sends_the_device_alone(void **state)
{
	(void)state;
	sends("detach lo", SEBP_CMD_DEV_DETACH);
	assert_int_equal(request.given, 1u << SEBP_A_DEV_IFINDEX);
	refuses("detach", "name a network device");
	refuses("detach lo --shadow", "--shadow is not understood");
	refuses("detach -x lo", "-x is not understood");
}

/* Options of which each is a letter too, in any order and place. */
static void flags_are_read(void **state)
{
	static const struct { const char *words; bool json, stats; enum status status; } examples[] = {
		{ "show", false, false, STATUS_OK }, { "show -j", true, false, STATUS_OK },
		{ "show -sj", true, true, STATUS_OK }, { "show lo --stats", false, true, STATUS_OK },
		{ "show --json lo -s", true, true, STATUS_OK },
		{ "show -jx", true, false, STATUS_USAGE }, { "show --json=1", false, false, STATUS_USAGE },
		{ "show -- -j", false, false, STATUS_OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		bool json = false, stats = false, helped = false;
		const struct flag flags[] = { { "json", &json }, { "stats", &stats }, { 0 } };
		char *argv[WORDS_MAX], *said, *copy = strdup(examples[i].words);
		int argc = split(copy, argv);
		FILE *terminal = overhear(&said);

		assert_int_equal(read_flags(argc, argv, flags, "", &helped), examples[i].status);
		hush(terminal);
		assert_int_equal(json, examples[i].json);
		assert_int_equal(stats, examples[i].stats);
		assert_false(helped);
		free(said);
		free(copy);
	}
}

static void the_mode_is_a_setting_too(void **state)
{
	(void)state;
	sends("set lo --poll", SEBP_CMD_DEV_SET);
	assert_int_equal(request.given, 1u << SEBP_A_DEV_IFINDEX | 1u << SEBP_A_DEV_MODE);
	assert_int_equal(request.value[SEBP_A_DEV_MODE], SEBP_MODE_POLL);
	sends("set lo --shadow", SEBP_CMD_DEV_SET);
	assert_int_equal(request.value[SEBP_A_DEV_MODE], SEBP_MODE_SHADOW);
}

static void the_last_of_its_kind_counts(void **state)
{
	(void)state;
	sends("set lo --shadow --batch 1 --poll --batch 2", SEBP_CMD_DEV_SET);
	assert_int_equal(request.value[SEBP_A_DEV_MODE], SEBP_MODE_POLL);
	assert_int_equal(request.value[SEBP_A_DEV_BATCH], 2);
}

static void the_result_is_said_where_it_is_asked_for(void **state)
{
	static const struct { const char *words; uint8_t command; const char *said; } examples[] = {
		{ "attach lo -j", SEBP_CMD_DEV_ATTACH, "attach lo" },
		{ "set lo --json --batch 2", SEBP_CMD_DEV_SET, "set lo" },
		{ "detach -j lo", SEBP_CMD_DEV_DETACH, "detach lo" },
		{ "attach lo", SEBP_CMD_DEV_ATTACH, "" }, { "set lo --batch 2", SEBP_CMD_DEV_SET, "" },
		{ "detach lo", SEBP_CMD_DEV_DETACH, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		sends(examples[i].words, examples[i].command);
		assert_string_equal(request.printed, examples[i].said);
	}
	refuses("set lo -j", "name a setting");
}

static void bad_words_are_refused(void **state)
{
	(void)state;
	refuses("set lo", "name a setting");
	refuses("set --batch 1", "name a network device");
	refuses("set lo --batch", "needs a value");
	refuses("set lo --batch x", "--batch 'x'");
	refuses("set lo --share 50%", "--share '50%'");
	refuses("set lo --shadow=1", "option --shadow=1");
	refuses("set lo lo --poll", "'lo' is one word too many");
	refuses("attach lo --bogus", "--bogus");
	refuses("attach lo --preset fast", "balanced, latency, efficiency");
	refuses("attach lo --preset=", "balanced, latency, efficiency");
	refuses("attach lo --events bogus", "syscall, socket, idle, fault\n");
	refuses("set lo --events watchdog", "watchdog always runs");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_given_is_sent),
		cmocka_unit_test(both_commands_take_every_setting),
		cmocka_unit_test(detach_sends_the_device_alone),
		cmocka_unit_test(flags_are_read),
		cmocka_unit_test(the_mode_is_a_setting_too),
		cmocka_unit_test(the_last_of_its_kind_counts),
		cmocka_unit_test(the_result_is_said_where_it_is_asked_for),
		cmocka_unit_test(bad_words_are_refused),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
