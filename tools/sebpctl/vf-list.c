// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>

#include "command.h"
#include "common/say.h"
#include "vf.h"

static const char help[] =
	"Usage: sebpctl vf list [PF] [-j]\n"
	"\n"
	"List the VFs of PF, or of all devices that offer VFs: who has them, and what\n"
	"their PF keeps for them.\n"
	"\n"
	"  -j, --json  the same as JSON\n"
	"  -h, --help  this text\n"
	"\n"
	"Example:\n"
	"  sebpctl vf list -j | jq -r '.pfs[].vfs[] | select(.user).address'";

static enum status list(const char *root, const char *address, bool json)
{
	struct pf_table table;
	enum status status = pf_table_read(root, address, &table);

	if (!status && json)
		status = vf_json(stdout, &table);
	else if (!status)
		vf_text(stdout, &table);
	pf_table_free(&table);
	return status;
}

enum status vf_list(int argc, char *argv[])
{
	bool json = false, helped = false;
	const struct flag flags[] = { { "json", &json }, { 0 } };
	enum status status = read_flags(argc, argv, flags, help, &helped);
	struct pf pf;

	if (status || helped)
		return status;
	if (optind == argc)
		return list(vf_root, NULL, json);
	status = vf_operands(argc, argv, 1, "one PF, or none for all");
	if (!status)
		status = pf_find(vf_root, argv[optind], &pf);
	return status ? status : list(vf_root, pf.address, json);
}
