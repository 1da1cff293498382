// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <getopt.h>

#include "command.h"

static const char help[] =
	"Usage: sebpctl doctor [-j]\n"
	"\n"
	"Look at this machine and its network devices: can they be attached, what would that\n"
	"gain, and how is it done? Counts interrupts and packets for a second. Changes nothing,\n"
	"needs neither rights nor the module.\n"
	"\n"
	"  -j, --json   the same as JSON\n"
	"  -h, --help   this text\n"
	"\n"
	"Example:\n"
	"  sebpctl doctor -j | jq -r '.devices[].command // empty'";

enum status doctor_command(int argc, char *argv[])
{
	bool json = false, helped = false;
	enum status status = read_json(argc, argv, help, &json, &helped);
	struct doctor doctor;

	if (status || helped)
		return status;
	status = doctor_look(&doctor);
	doctor_judge(&doctor);
	if (!status && json)
		status = doctor_json(stdout, &doctor);
	else if (!status)
		doctor_text(stdout, &doctor);
	doctor_free(&doctor);
	return status;
}
