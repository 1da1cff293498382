// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"

#include <getopt.h>
#include <net/if.h>
#include <string.h>

#include "common/say.h"

enum status bad_option(int result, char *argv[])
{
	/* A short option may share its word with others; a long one is the word before. */
	const char letter[] = { '-', (char)optopt, '\0' };
	const char *option = argv[optind - 1];

	if (optopt && strncmp(option, "--", 2))
		option = letter;
	if (result == ':')
		return fail(STATUS_USAGE, "%s: option %s needs a value: see `sebpctl %s --help`",
			    argv[0], option, argv[0]);
	return fail(STATUS_USAGE, "%s: option %s is not understood: see `sebpctl %s --help`",
		    argv[0], option, argv[0]);
}

enum status device_operand(int argc, char *argv[], const char **name, uint32_t *ifindex)
{
	if (optind == argc)
		return fail(STATUS_USAGE, "%s: name a network device: see `sebpctl %s --help`",
			    argv[0], argv[0]);
	if (argc - optind > 1)
		return fail(STATUS_USAGE, "%s: '%s' is one word too many: only one device is taken",
			    argv[0], argv[optind + 1]);
	*name = argv[optind];
	*ifindex = if_nametoindex(*name);
	if (!*ifindex)
		return fail(STATUS_NO_DEVICE,
			    "%s: there is no such network device: `ip link` lists them", *name);
	return STATUS_OK;
}
