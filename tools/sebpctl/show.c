// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "command.h"
#include "family.h"
#include "snapshot.h"

static const char help[] =
	"Usage: sebpctl show [DEV] [-j] [-s]\n"
	"\n"
	"Show the attached devices, or DEV alone: state, settings, queues and counters.\n"
	"\n"
	"  -j, --json   everything, as JSON; -s then changes nothing\n"
	"  -s, --stats  all counters, event sources and gaps between polls, of each queue\n"
	"  -h, --help   this text\n"
	"\n"
	"Example:\n"
	"  sebpctl show eth0 -j | jq '.devices[].queues[].irqs_taken'";

static enum status show(uint32_t ifindex, const char *subject, bool json, bool statistics)
{
	struct snapshot snapshot;
	struct family *family;
	enum status status = family_open(&family);

	if (status)
		return status;
	status = snapshot_take(&snapshot, family, ifindex, subject);
	if (!status && json)
		status = show_json(stdout, &snapshot);
	else if (!status)
		show_text(stdout, &snapshot, statistics);
	snapshot_free(&snapshot);
	family_close(family);
	return status;
}

enum status show_command(int argc, char *argv[])
{
	bool json = false, statistics = false, helped = false;
	const struct flag flags[] = { { "json", &json }, { "stats", &statistics }, { 0 } };
	enum status status = read_flags(argc, argv, flags, help, &helped);
	const char *subject = "show";
	uint32_t ifindex = 0;

	if (status || helped)
		return status;
	if (optind < argc)
		status = device_operand(argc, argv, &subject, &ifindex);
	return status ? status : show(ifindex, subject, json, statistics);
}
