// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <linux/sebp.h>

#include "command.h"
#include "common/names.h"
#include "common/parse.h"
#include "common/say.h"
#include "family.h"
#include "result.h"

enum { OPTION_HELP = 'h', OPTION_JSON = 'j', OPTION_FIRST_SETTING = 256 };

/*
 * Each setting is an option, an attribute, and the way its word is read; without that it has no
 * word but stands for a value.
 */
static const struct setting {
	const char *option;
	const char *word;
	uint16_t attribute;
	const char *(*parse)(const char *word, uint32_t *value);
	uint32_t value;
	const char *help;
} settings[] = {
	{ "preset", "NAME", SEBP_A_DEV_PRESET, parse_preset, 0,
	  "gaps, batch, packets and window by purpose" },
	{ "events", "LIST", SEBP_A_DEV_EVENTS, parse_events, 0,
	  "events that poll, with commas: see `sebpctl events`" },
	{ "min-gap", "TIME", SEBP_A_DEV_MIN_GAP_NS, parse_duration, 0,
	  "shortest time between two polls of a queue" },
	{ "max-gap", "TIME", SEBP_A_DEV_MAX_GAP_NS, parse_duration, 0,
	  "longest time between two polls; the watchdog bounds it" },
	{ "bulk-gap", "TIME", SEBP_A_DEV_BULK_GAP_NS, parse_duration, 0,
	  "the same while that slows nobody down; max-gap if not said" },
	{ "batch", "N", SEBP_A_DEV_BATCH, parse_count, 0,
	  "packets that a poll should find, if max-gap allows" },
	{ "enter-packets", "N", SEBP_A_DEV_ENTER_PACKETS, parse_count, 0,
	  "packets in a window from which a queue is polled" },
	{ "leave-packets", "N", SEBP_A_DEV_LEAVE_PACKETS, parse_count, 0,
	  "packets in a window below which it parks: plain interrupts" },
	{ "window", "TIME", SEBP_A_DEV_WINDOW_NS, parse_duration, 0,
	  "length of that window" },
	{ "share", "PERCENT", SEBP_A_DEV_SHARE, parse_count, 0,
	  "part of a CPU that polls of a queue may take; 100: no cap" },
	{ "linger", "TIME", SEBP_A_DEV_LINGER_NS, parse_duration, 0,
	  "poll for so long before a CPU sleeps; 0ns: do not" },
	{ "weight", "N", SEBP_A_DEV_WEIGHT, parse_count, 0,
	  "packets a poll takes before other queues have their turn" },
	{ "poll", "", SEBP_A_DEV_MODE, NULL, SEBP_MODE_POLL,
	  "poll, no longer mode shadow; what attach does anyway" },
	{ "shadow", "", SEBP_A_DEV_MODE, NULL, SEBP_MODE_SHADOW,
	  "leave interrupts on, count what polling would have done" },
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

/* Of options that are given twice or exclude each other the last one counts. */
struct request {
	bool help;
	bool json;
	bool any;
	struct settings settings;
};

static enum status show_help(const struct settings_command *command, const char *name)
{
	printf("Usage: sebpctl %s DEV [OPTIONS]\n\n%s\n\n", name, command->purpose);
	for (size_t i = 0; i < SETTINGS; i++) {
		int width = printf("  --%s %s", settings[i].option, settings[i].word);

		printf("%*s%s\n", 21 - width, "", settings[i].help);
	}
	printf("  -j, --json         say what has come of it, as JSON\n"
	       "  -h, --help         this text\n"
	       "\n"
	       "Presets: %s\n"
	       "Events: %s\n"
	       "TIME is a whole number with its unit: ns, us or ms. Needs CAP_NET_ADMIN.\n"
	       "\n"
	       "Example:\n"
	       "  sebpctl %s %s\n", preset_choices(), event_choices(), name, command->example);
	return STATUS_OK;
}

static void give(struct settings *settings, uint16_t attribute, uint32_t value)
{
	settings->given[attribute] = true;
	settings->value[attribute] = value;
}

static enum status read_setting(struct request *request, const struct setting *setting,
				const char *word)
{
	uint32_t value = setting->value;
	const char *wrong = setting->parse ? setting->parse(word, &value) : NULL;

	if (wrong)
		return fail(STATUS_USAGE, "--%s '%s': %s", setting->option, word, wrong);
	request->any = true;
	give(&request->settings, setting->attribute, value);
	return STATUS_OK;
}

static enum status read_options(struct request *request, int argc, char *argv[])
{
	struct option options[SETTINGS + 3] = { 0 };
	enum status status = STATUS_OK;
	int option;

	for (size_t i = 0; i < SETTINGS; i++)
		options[i] = (struct option){
			settings[i].option, settings[i].parse ? required_argument : no_argument,
			NULL, OPTION_FIRST_SETTING + (int)i,
		};
	options[SETTINGS] = (struct option){ "help", no_argument, NULL, OPTION_HELP };
	options[SETTINGS + 1] = (struct option){ "json", no_argument, NULL, OPTION_JSON };

	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, ":hj", options, NULL)) != -1) {
		if (option == OPTION_HELP)
			request->help = true;
		else if (option == OPTION_JSON)
			request->json = true;
		else if (option >= OPTION_FIRST_SETTING)
			status = read_setting(request, &settings[option - OPTION_FIRST_SETTING],
					      optarg);
		else
			status = bad_option(option, argv);
	}
	return status;
}

enum status settings_request(const struct settings *settings, struct family *family, uint8_t command,
			     const char *name, uint32_t ifindex)
{
	family_request(family, command);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	for (uint16_t type = 0; type <= SEBP_A_DEV_MAX; type++) {
		if (settings->given[type])
			family_put_u32(family, type, settings->value[type]);
	}
	return family_do(family, name, NULL, NULL);
}

static enum status send_request(const struct request *request, const struct settings_command *command, const char *word,
				const char *name, uint32_t ifindex)
{
	struct family *family;
	enum status status = family_open(&family);

	if (status)
		return status;
	status = settings_request(&request->settings, family, command->command, name, ifindex);
	if (!status && request->json)
		status = result_print(family, word, name, ifindex);
	family_close(family);
	return status;
}

enum status settings_send(const struct settings_command *command, int argc, char *argv[])
{
	struct request request = { 0 };
	const char *name;
	uint32_t ifindex;
	enum status status = read_options(&request, argc, argv);

	if (status)
		return status;
	if (request.help)
		return show_help(command, argv[0]);
	status = device_operand(argc, argv, &name, &ifindex);
	if (status)
		return status;
	if (command->needs_one && !request.any)
		return fail(STATUS_USAGE, "%s: name a setting to change: see `sebpctl %s --help`",
			    argv[0], argv[0]);
	return send_request(&request, command, argv[0], name, ifindex);
}

void settings_default(struct settings *settings, uint16_t attribute, uint32_t value)
{
	if (!settings->given[attribute])
		give(settings, attribute, value);
}

/* In a file the modes are values of one key, not options that exclude each other. */
static const struct setting *find_setting(const char *key, const char *word)
{
	bool is_mode = !strcmp(key, "mode");

	for (size_t i = 0; i < SETTINGS; i++) {
		if (!settings[i].parse == is_mode && !strcmp(settings[i].option, is_mode ? word : key))
			return &settings[i];
	}
	return NULL;
}

const char *settings_take(struct settings *taken, const char *key, const char *word)
{
	const struct setting *setting = find_setting(key, word);
	const char *wrong = NULL;
	uint32_t value;

	if (!setting)
		return strcmp(key, "mode") ? "there is no such setting: see sebp.conf(5)"
					   : "choose one of these: poll, shadow";
	if (taken->given[setting->attribute])
		return "this setting is given a second time";
	value = setting->value;
	if (setting->parse)
		wrong = setting->parse(word, &value);
	if (!wrong)
		give(taken, setting->attribute, value);
	return wrong;
}
