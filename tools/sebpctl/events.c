// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>

#include <linux/sebp.h>

#include "command.h"
#include "family.h"
#include "sources.h"

static const char help[] =
	"Usage: sebpctl events [-j]\n"
	"\n"
	"List the event sources from which polls can start: whether attach takes them\n"
	"without being asked, how many devices use them, whether this kernel has them,\n"
	"when they fire, and what they cost while a device uses them.\n"
	"\n"
	"  -j, --json   the same as JSON\n"
	"  -h, --help   this text\n"
	"\n"
	"Example:\n"
	"  sebpctl events -j | jq -r '.events[] | select(.users > 0).event'";

static int take_source(const struct nlmsghdr *message, void *data)
{
	struct sources *sources = data;

	if (sources->count == DECODE_EVENTS_MAX)
		return -EBADMSG;
	return decode_source(message, &sources->source[sources->count++]);
}

enum status sources_take(struct sources *sources, struct family *family)
{
	bool interrupted;

	family_request(family, SEBP_CMD_SOURCE_GET);
	/* Sources do not come and go: the dump cannot be inconsistent. */
	return family_dump(family, "events", take_source, sources, &interrupted);
}

static enum status list_events(bool json)
{
	struct sources sources = { 0 };
	struct family *family;
	enum status status = family_open(&family);

	if (status)
		return status;
	status = sources_take(&sources, family);
	family_close(family);
	if (status)
		return status;
	if (json)
		return events_json(stdout, &sources);
	events_text(stdout, &sources);
	return STATUS_OK;
}

enum status events_command(int argc, char *argv[])
{
	bool json = false, helped = false;
	enum status status = read_json(argc, argv, help, &json, &helped);

	if (status || helped)
		return status;
	return list_events(json);
}
