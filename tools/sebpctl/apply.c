// SPDX-License-Identifier: GPL-2.0-only
/* A device gets the settings of its file: those, and the defaults of all others, whatever it had before. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <linux/sebp.h>

#include "command.h"
#include "common/conf.h"
#include "common/say.h"
#include "decode.h"
#include "family.h"
#include "result.h"
#include "settings.h"
#include "sources.h"

#define CONFIG_DIRECTORY	"/etc/sebp"

static const char help[] =
	"Usage: sebpctl apply DEV [--config FILE] [--check] [-j]\n"
	"\n"
	"Give DEV the settings of its configuration file, and the defaults of all others.\n"
	"It is attached if it was not; otherwise its counters stay. A file that is wrong\n"
	"changes nothing. The service sebp@DEV does this: see sebp.conf(5).\n"
	"\n"
	"  --config FILE  instead of " CONFIG_DIRECTORY "/DEV.conf\n"
	"  --check        only read the file and say what is wrong with it\n"
	"  -j, --json     say what has come of it, as JSON\n"
	"  -h, --help     this text\n"
	"\n"
	"Needs CAP_NET_ADMIN; --check needs neither that, nor the device, nor the module.\n"
	"\n"
	"Example:\n"
	"  sebpctl apply eth0 --config eth0.conf";

struct request {
	const char *config;
	bool check;
	bool json;
	bool help;
};

static enum status read_options(int argc, char *argv[], struct request *request)
{
	enum { CONFIG = 256, CHECK };
	static const struct option options[] = {
		{ "config", required_argument, NULL, CONFIG }, { "check", no_argument, NULL, CHECK },
		{ "json", no_argument, NULL, 'j' }, { "help", no_argument, NULL, 'h' }, { 0 },
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":hj", options, NULL)) != -1) {
		if (option == CONFIG)
			request->config = optarg;
		else if (option == CHECK)
			request->check = true;
		else if (option == 'j')
			request->json = true;
		else if (option == 'h')
			request->help = true;
		else
			return bad_option(option, argv);
	}
	if (request->help)
		puts(help);
	return STATUS_OK;
}

static const char *take_setting(const char *key, const char *value, void *settings)
{
	return settings_take(settings, key, value);
}

static enum status read_config(const char *path, struct settings *settings)
{
	FILE *file = fopen(path, "re");
	enum status status;

	if (!file)
		return fail(STATUS_USAGE, "%s: cannot be opened: %s", path, strerror(errno));
	status = conf_read(file, path, take_setting, settings);
	fclose(file);
	return status;
}

struct search {
	uint32_t ifindex;
	bool found;
};

static int take_device(const struct nlmsghdr *message, void *data)
{
	struct search *search = data;
	struct device device;
	int error = decode_device(message, &device);

	if (!error && device.ifindex == search->ifindex)
		search->found = true;
	return error;
}

/* Not asked for by its number: the answer to that would be an error, and an error is said. */
static enum status is_attached(struct family *family, const char *name, uint32_t ifindex, bool *attached)
{
	struct search search = { .ifindex = ifindex };
	bool interrupted;
	enum status status;

	do {
		family_request(family, SEBP_CMD_DEV_GET);
		status = family_dump(family, name, take_device, &search, &interrupted);
	} while (!status && interrupted && !search.found);
	*attached = search.found;
	return status;
}

static enum status default_events(struct family *family, uint32_t *events)
{
	struct sources sources = { 0 };
	enum status status = sources_take(&sources, family);

	*events = 0;
	for (size_t i = 0; !status && i < sources.count; i++) {
		if (sources.source[i].is_default && !sources.source[i].missing[0])
			*events |= 1u << sources.source[i].event;
	}
	return status;
}

/*
 * What is set replaces only what is named: so all is named. The preset stands for gaps, batch, packets,
 * window and share.
 */
static enum status complete(struct settings *settings, struct family *family)
{
	enum status status = STATUS_OK;
	uint32_t events;

	settings_default(settings, SEBP_A_DEV_PRESET, SEBP_PRESET_BALANCED);
	settings_default(settings, SEBP_A_DEV_MODE, SEBP_MODE_POLL);
	settings_default(settings, SEBP_A_DEV_LINGER_NS, 0);
	settings_default(settings, SEBP_A_DEV_WEIGHT, POLL_BUDGET);
	if (!settings->given[SEBP_A_DEV_EVENTS]) {
		status = default_events(family, &events);
		settings_default(settings, SEBP_A_DEV_EVENTS, events);
	}
	return status;
}

static enum status apply(struct settings *settings, const char *name, uint32_t ifindex, bool json)
{
	struct family *family;
	bool attached;
	enum status status = family_open(&family);

	if (status)
		return status;
	status = is_attached(family, name, ifindex, &attached);
	if (!status && attached)
		status = complete(settings, family);
	if (!status)
		status = settings_request(settings, family, attached ? SEBP_CMD_DEV_SET : SEBP_CMD_DEV_ATTACH,
					  name, ifindex);
	if (!status && json)
		status = result_print(family, attached ? "set" : "attach", name, ifindex);
	family_close(family);
	return status;
}

enum status apply_command(int argc, char *argv[])
{
	struct settings settings = { 0 };
	struct request request = { 0 };
	const char *name;
	char path[PATH_MAX];
	uint32_t ifindex = 0;
	enum status status = read_options(argc, argv, &request);

	if (status || request.help)
		return status;
	status = request.check ? name_operand(argc, argv, &name) : device_operand(argc, argv, &name, &ifindex);
	if (status)
		return status;
	snprintf(path, sizeof(path), CONFIG_DIRECTORY "/%s.conf", name);
	status = read_config(request.config ? request.config : path, &settings);
	if (status)
		return status;
	if (!request.check)
		return apply(&settings, name, ifindex, request.json);
	return request.json ? result_print_name("check", name, 0) : STATUS_OK;
}
