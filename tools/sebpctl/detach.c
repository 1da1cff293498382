// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include <linux/sebp.h>

#include "command.h"
#include "family.h"
#include "result.h"

static const char help[] =
	"Usage: sebpctl detach DEV [-j]\n"
	"\n"
	"Give DEV back to plain interrupts. Needs CAP_NET_ADMIN.\n"
	"\n"
	"  -j, --json  say what was done, as JSON\n"
	"  -h, --help  this text\n"
	"\n"
	"Example:\n"
	"  sebpctl detach eth0";

enum status detach_command(int argc, char *argv[])
{
	struct family *family;
	const char *name;
	uint32_t ifindex;
	bool json = false, helped = false;
	const struct flag flags[] = { { "json", &json }, { 0 } };
	enum status status = read_flags(argc, argv, flags, help, &helped);

	if (status || helped)
		return status;
	status = device_operand(argc, argv, &name, &ifindex);
	if (!status)
		status = family_open(&family);
	if (status)
		return status;

	family_request(family, SEBP_CMD_DEV_DETACH);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	status = family_do(family, name, NULL, NULL);
	family_close(family);
	return status || !json ? status : result_print_name("detach", name, ifindex);
}
