// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include <linux/sebp.h>

#include "command.h"
#include "common/parse.h"
#include "common/say.h"
#include "family.h"

static const char help[] =
	"Usage: sebpctl attach DEV [OPTIONS]\n"
	"\n"
	"Start event-based polling on DEV. What is left out is chosen by the module.\n"
	"\n"
	"  --events LIST      events that poll: of tick, irq, softirq and xmit, with commas\n"
	"  --min-gap TIME     shortest time between two polls of a queue\n"
	"  --max-gap TIME     longest time between two polls; the watchdog bounds it\n"
	"  --enter-packets N  packets in a window from which a queue is polled\n"
	"  --leave-packets N  packets in a window below which it goes back to interrupts\n"
	"  --window TIME      length of that window\n"
	"  -h, --help         this text\n"
	"\n"
	"TIME is a whole number with its unit: ns, us or ms. Needs CAP_NET_ADMIN.\n"
	"\n"
	"Example:\n"
	"  sebpctl attach eth0 --events tick,irq --min-gap 300us --max-gap 1ms";

enum { OPTION_HELP = 'h', OPTION_FIRST_SETTING = 256 };

/* Each setting is an option, an attribute, and the way its word is read. */
static const struct setting {
	const char *option;
	uint16_t attribute;
	const char *(*parse)(const char *word, uint32_t *value);
} settings[] = {
	{ "events",		SEBP_A_DEV_EVENTS,		parse_events },
	{ "min-gap",		SEBP_A_DEV_MIN_GAP_NS,		parse_duration },
	{ "max-gap",		SEBP_A_DEV_MAX_GAP_NS,		parse_duration },
	{ "enter-packets",	SEBP_A_DEV_ENTER_PACKETS,	parse_count },
	{ "leave-packets",	SEBP_A_DEV_LEAVE_PACKETS,	parse_count },
	{ "window",		SEBP_A_DEV_WINDOW_NS,		parse_duration },
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

struct request {
	bool help;
	bool given[SETTINGS];
	uint32_t value[SETTINGS];
};

static enum status read_setting(struct request *request, size_t i, const char *word)
{
	const char *wrong = settings[i].parse(word, &request->value[i]);

	if (wrong)
		return fail(STATUS_USAGE, "--%s '%s': %s", settings[i].option, word, wrong);
	request->given[i] = true;
	return STATUS_OK;
}

static enum status read_options(struct request *request, int argc, char *argv[])
{
	struct option options[SETTINGS + 2] = { 0 };
	enum status status = STATUS_OK;
	int option;

	for (size_t i = 0; i < SETTINGS; i++)
		options[i] = (struct option){ settings[i].option, required_argument, NULL,
					      OPTION_FIRST_SETTING + (int)i };
	options[SETTINGS] = (struct option){ "help", no_argument, NULL, OPTION_HELP };

	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == OPTION_HELP)
			request->help = true;
		else if (option >= OPTION_FIRST_SETTING)
			status = read_setting(request, (size_t)(option - OPTION_FIRST_SETTING),
					      optarg);
		else
			status = bad_option(option, argv);
	}
	return status;
}

enum status attach_command(int argc, char *argv[])
{
	struct request request = { 0 };
	struct family *family;
	const char *name;
	uint32_t ifindex;
	enum status status = read_options(&request, argc, argv);

	if (status)
		return status;
	if (request.help) {
		puts(help);
		return STATUS_OK;
	}
	status = device_operand(argc, argv, &name, &ifindex);
	if (!status)
		status = family_open(&family);
	if (status)
		return status;

	family_request(family, SEBP_CMD_DEV_ATTACH);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	for (size_t i = 0; i < SETTINGS; i++) {
		if (request.given[i])
			family_put_u32(family, settings[i].attribute, request.value[i]);
	}
	status = family_do(family, name, NULL, NULL);
	family_close(family);
	return status;
}
