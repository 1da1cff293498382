// SPDX-License-Identifier: GPL-2.0-only
#include "settings.h"

#include <getopt.h>
#include <stdio.h>

#include <linux/sebp.h>

#include "command.h"
#include "common/names.h"
#include "common/parse.h"
#include "common/say.h"
#include "family.h"

enum { OPTION_HELP = 'h', OPTION_FIRST_SETTING = 256 };

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
	{ "poll", "", SEBP_A_DEV_MODE, NULL, SEBP_MODE_POLL,
	  "poll, no longer mode shadow; what attach does anyway" },
	{ "shadow", "", SEBP_A_DEV_MODE, NULL, SEBP_MODE_SHADOW,
	  "leave interrupts on, count what polling would have done" },
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

/* By attribute: of options that are given twice or exclude each other the last one counts. */
struct request {
	bool help;
	bool any;
	bool given[SEBP_A_DEV_MAX + 1];
	uint32_t value[SEBP_A_DEV_MAX + 1];
};

static enum status show_help(const struct settings_command *command, const char *name)
{
	printf("Usage: sebpctl %s DEV [OPTIONS]\n\n%s\n\n", name, command->purpose);
	for (size_t i = 0; i < SETTINGS; i++) {
		int width = printf("  --%s %s", settings[i].option, settings[i].word);

		printf("%*s%s\n", 21 - width, "", settings[i].help);
	}
	printf("  -h, --help         this text\n"
	       "\n"
	       "Presets: %s\n"
	       "Events: %s\n"
	       "TIME is a whole number with its unit: ns, us or ms. Needs CAP_NET_ADMIN.\n"
	       "\n"
	       "Example:\n"
	       "  sebpctl %s %s\n", preset_choices(), event_choices(), name, command->example);
	return STATUS_OK;
}

static enum status read_setting(struct request *request, const struct setting *setting,
				const char *word)
{
	uint32_t value = setting->value;
	const char *wrong = setting->parse ? setting->parse(word, &value) : NULL;

	if (wrong)
		return fail(STATUS_USAGE, "--%s '%s': %s", setting->option, word, wrong);
	request->any = true;
	request->given[setting->attribute] = true;
	request->value[setting->attribute] = value;
	return STATUS_OK;
}

static enum status read_options(struct request *request, int argc, char *argv[])
{
	struct option options[SETTINGS + 2] = { 0 };
	enum status status = STATUS_OK;
	int option;

	for (size_t i = 0; i < SETTINGS; i++)
		options[i] = (struct option){
			settings[i].option, settings[i].parse ? required_argument : no_argument,
			NULL, OPTION_FIRST_SETTING + (int)i,
		};
	options[SETTINGS] = (struct option){ "help", no_argument, NULL, OPTION_HELP };

	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == OPTION_HELP)
			request->help = true;
		else if (option >= OPTION_FIRST_SETTING)
			status = read_setting(request, &settings[option - OPTION_FIRST_SETTING],
					      optarg);
		else
			status = bad_option(option, argv);
	}
	return status;
}

static enum status send_request(const struct settings_command *command,
				const struct request *request, const char *name, uint32_t ifindex)
{
	struct family *family;
	enum status status = family_open(&family);

	if (status)
		return status;
	family_request(family, command->command);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	for (uint16_t type = 0; type <= SEBP_A_DEV_MAX; type++) {
		if (request->given[type])
			family_put_u32(family, type, request->value[type]);
	}
	status = family_do(family, name, NULL, NULL);
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
	return send_request(command, &request, name, ifindex);
}
