// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of the lines of a configuration file: settings, or one sentence that names the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/conf.h"
#include "sebpctl/family.h"
#include "sebpctl/result.h"
#include "sebpctl/settings.h"

/* Nothing is sent here. */
enum status family_open(struct family **family) { (void)family; return STATUS_NO_MODULE; }
void family_close(struct family *family) { (void)family; }
void family_request(struct family *family, uint8_t command) { (void)family; (void)command; }
void family_put_u32(struct family *family, uint16_t type, uint32_t value) { (void)family; (void)type; (void)value; }
enum status family_do(struct family *family, const char *subject, family_take take, void *data)
{
	(void)family; (void)subject; (void)take; (void)data;
	return STATUS_NO_MODULE;
}

enum status result_print(struct family *family, const char *done, const char *name, uint32_t ifindex)
{
	(void)family; (void)done; (void)name; (void)ifindex;
	return STATUS_NO_MODULE;
}

static const char *take(const char *key, const char *value, void *settings)
{
	return settings_take(settings, key, value);
}

static enum status read_bytes(const char *bytes, size_t length, struct settings *settings, char **said)
{
	static size_t said_length;
	FILE *file = fmemopen((void *)bytes, length, "r"), *terminal = stderr;
	enum status status;

	assert_non_null(file);
	*settings = (struct settings){ 0 };
	stderr = open_memstream(said, &said_length);
	status = conf_read(file, "x.conf", take, settings);
	fclose(stderr);
	stderr = terminal;
	fclose(file);
	return status;
}

static void accepts(const char *text, struct settings *settings)
{
	char *said;
	enum status status = read_bytes(text, strlen(text), settings, &said);

	if (status || *said)
		fail_msg("'%s' is refused: %s", text, said);
	free(said);
}

static void refuses_bytes(const char *bytes, size_t length, const char *sentence)
{
	struct settings settings;
	char *said, wanted[256];
	enum status status = read_bytes(bytes, length, &settings, &said);

	snprintf(wanted, sizeof(wanted), "sebpctl: x.conf:%s", sentence);
	assert_int_equal(status, STATUS_USAGE);
	if (strncmp(said, wanted, strlen(wanted)) || strchr(said, '\n') != said + strlen(said) - 1)
		fail_msg("'%s' says '%s', wanted '%s'", bytes, said, wanted);
	free(said);
}

static void refuses(const char *text, const char *sentence)
{
	refuses_bytes(text, strlen(text), sentence);
}

static size_t given(const struct settings *settings)
{
	size_t count = 0;

	for (size_t i = 0; i <= SEBP_A_DEV_MAX; i++)
		count += settings->given[i];
	return count;
}

static void every_setting_has_a_key(void **state)
{
	struct settings s;

	(void)state;
	accepts("preset=latency\nevents = irq,fault\nmin-gap = 1us\nmax-gap = 2us\nbulk-gap = 7us\nbatch = 3\n"
		"enter-packets = 4\nleave-packets = 5\nwindow = 6us\nshare = 25\nmode = shadow\n", &s);
	assert_int_equal(given(&s), 11);
	assert_int_equal(s.value[SEBP_A_DEV_PRESET], SEBP_PRESET_LATENCY);
	assert_int_equal(s.value[SEBP_A_DEV_EVENTS], 1u << SEBP_EVENT_IRQ | 1u << SEBP_EVENT_FAULT);
	assert_int_equal(s.value[SEBP_A_DEV_MIN_GAP_NS], 1000);
	assert_int_equal(s.value[SEBP_A_DEV_MAX_GAP_NS], 2000);
	assert_int_equal(s.value[SEBP_A_DEV_BULK_GAP_NS], 7000);
	assert_int_equal(s.value[SEBP_A_DEV_BATCH], 3);
	assert_int_equal(s.value[SEBP_A_DEV_ENTER_PACKETS], 4);
	assert_int_equal(s.value[SEBP_A_DEV_LEAVE_PACKETS], 5);
	assert_int_equal(s.value[SEBP_A_DEV_WINDOW_NS], 6000);
	assert_int_equal(s.value[SEBP_A_DEV_SHARE], 25);
	assert_int_equal(s.value[SEBP_A_DEV_MODE], SEBP_MODE_SHADOW);
}

static void blanks_and_comments_are_nothing(void **state)
{
	struct settings s;

	(void)state;
	accepts("# nothing\n\n \t \n\t# = \xc3\xa4\n", &s);
	assert_int_equal(given(&s), 0);
	accepts(" \tbatch\t =\t7 \t", &s);
	assert_int_equal(given(&s), 1);
	assert_int_equal(s.value[SEBP_A_DEV_BATCH], 7);
	accepts("mode = poll", &s);
	assert_int_equal(s.value[SEBP_A_DEV_MODE], SEBP_MODE_POLL);
}

static void wrong_lines_are_named(void **state)
{
	(void)state;
	refuses("# first\n\nbatch 7\n", "3: 'batch 7' is no setting: write 'key = value'");
	refuses("batch =\n", "1: the value is missing");
	refuses(" = 7\n", "1: the key is missing");
	refuses("bogus = 7\n", "1: bogus = 7: there is no such setting: see sebp.conf(5)");
	refuses("batch = 7\nshare = 50%\n", "2: share = 50%: a whole number is needed");
	refuses("min-gap = 300\n", "1: min-gap = 300: a whole number with its unit");
	refuses("events = tick,bogus\n", "1: events = tick,bogus: choose from these");
	refuses("preset = fast\n", "1: preset = fast: choose one of these: balanced, latency, efficiency");
	refuses("mode = off\n", "1: mode = off: choose one of these: poll, shadow");
	refuses("shadow = yes\n", "1: shadow = yes: there is no such setting");
	refuses("help = 1\n", "1: help = 1: there is no such setting");
	refuses("batch = 7 # seven\n", "1: batch = 7 # seven: a whole number");
	refuses("batch = 7\nbatch = 7\n", "2: batch = 7: this setting is given a second time");
	refuses("batch = 7\n[eth0]\n", "2: '[eth0]' is no setting");
	refuses("batch = 7\r\n", "1: there is a control character");
	refuses_bytes("batch\0 = 7\n", 11, "1: there is a control character");
}

static void long_lines_are_refused(void **state)
{
	char line[300];
	struct settings s;

	(void)state;
	memset(line, '#', sizeof(line));
	line[255] = '\0';
	accepts(line, &s);
	line[255] = '#';
	line[256] = '\0';
	refuses(line, "1: the line is too long");
}

static void a_file_that_cannot_be_read(void **state)
{
	struct settings s = { 0 };
	static char *said;
	static size_t length;
	FILE *directory = fopen("/", "r"), *terminal = stderr;

	(void)state;
	assert_non_null(directory);
	stderr = open_memstream(&said, &length);
	assert_int_equal(conf_read(directory, "/", take, &s), STATUS_USAGE);
	fclose(stderr);
	stderr = terminal;
	assert_string_equal(said, "sebpctl: /: cannot be read: Is a directory\n");
	free(said);
	fclose(directory);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_has_a_key),
		cmocka_unit_test(blanks_and_comments_are_nothing),
		cmocka_unit_test(wrong_lines_are_named),
		cmocka_unit_test(long_lines_are_refused),
		cmocka_unit_test(a_file_that_cannot_be_read),
	};

	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
