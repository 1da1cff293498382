// SPDX-License-Identifier: GPL-2.0-only
#include "vf.h"

#include <getopt.h>
#include <string.h>

#include "command.h"
#include "common/say.h"

const char *vf_root = "";

static const struct {
	const char *name;
	char *full_name;	/* as its messages begin */
	enum status (*run)(int argc, char *argv[]);
	const char *help;
} commands[] = {
	{ "create",  "vf create",  vf_create,  "Give a PF a number of VFs" },
	{ "list",    "vf list",    vf_list,    "List VFs, who has them, and their settings" },
	{ "set",     "vf set",     vf_set,     "Change the MAC, VLAN, rate ... of a VF" },
	{ "assign",  "vf assign",  vf_assign,  "Make a VF ready for a guest" },
	{ "release", "vf release", vf_release, "Give an assigned VF back to the host" },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static enum status help(void)
{
	puts("Usage: sebpctl vf COMMAND [ARGUMENTS]\n"
	     "\n"
	     "The virtual functions (VFs) of SR-IOV network cards, on the host of guests.\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-8s  %s\n", commands[i].name, commands[i].help);
	puts("\n"
	     "`sebpctl vf COMMAND --help` explains a command.\n"
	     "\n"
	     "Example:\n"
	     "  sebpctl vf create enp1s0 4 --no-probe && sebpctl vf assign enp1s0/0");
	return STATUS_OK;
}

enum status vf_command(int argc, char *argv[])
{
	if (argc < 2)
		return fail(STATUS_USAGE, "vf: a command is missing: see `sebpctl vf --help`");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help();
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		argv[1] = commands[i].full_name;
		return commands[i].run(argc - 1, argv + 1);
	}
	return fail(STATUS_USAGE, "vf: there is no command '%s': see `sebpctl vf --help`", argv[1]);
}

enum status vf_operands(int argc, char *argv[], int count, const char *what)
{
	if (argc - optind < count)
		return fail(STATUS_USAGE, "%s: name %s: see `sebpctl %s --help`", argv[0], what, argv[0]);
	if (argc - optind > count)
		return word_too_many(argv, optind + count);
	return STATUS_OK;
}
