// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"

#include <getopt.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "common/say.h"

#define FLAGS_MAX 4

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

enum status word_too_many(char *argv[], int index)
{
	return fail(STATUS_USAGE, "%s: '%s' is one word too many: see `sebpctl %s --help`",
		    argv[0], argv[index], argv[0]);
}

const struct flag *find_flag(const struct flag flags[], int letter)
{
	while (flags->name && flags->name[0] != letter)
		flags++;
	return flags->name ? flags : NULL;
}

enum status read_flags(int argc, char *argv[], const struct flag flags[], const char *help,
		       bool *helped)
{
	struct option options[FLAGS_MAX + 2] = { { "help", no_argument, NULL, 'h' } };
	char letters[FLAGS_MAX + 3] = ":h";
	const struct flag *flag;
	int option;

	for (size_t i = 0; i < FLAGS_MAX && flags[i].name; i++) {
		letters[i + 2] = flags[i].name[0];
		options[i + 1] = (struct option){ flags[i].name, no_argument, NULL, letters[i + 2] };
	}

	opterr = 0;
	while ((option = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		flag = find_flag(flags, option);
		if (option == 'h') {
			puts(help);
			*helped = true;
			return STATUS_OK;
		}
		if (!flag)
			return bad_option(option, argv);
		*flag->given = true;
	}
	return STATUS_OK;
}

enum status read_json(int argc, char *argv[], const char *help, bool *json, bool *helped)
{
	const struct flag flags[] = { { "json", json }, { 0 } };
	enum status status = read_flags(argc, argv, flags, help, helped);

	if (!status && !*helped && optind < argc)
		status = word_too_many(argv, optind);
	return status;
}

enum status read_output(int argc, char *argv[], const char *help, const char **path, bool *helped)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' }, { "help", no_argument, NULL, 'h' }, { 0 },
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":ho:", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			puts(help);
			*helped = true;
			return STATUS_OK;
		case 'o':
			*path = optarg;
			break;
		default:
			return bad_option(option, argv);
		}
	}
	return STATUS_OK;
}

enum status name_operand(int argc, char *argv[], const char **name)
{
	if (optind == argc)
		return fail(STATUS_USAGE, "%s: name a network device: see `sebpctl %s --help`",
			    argv[0], argv[0]);
	if (argc - optind > 1)
		return fail(STATUS_USAGE, "%s: '%s' is one word too many: only one device is taken",
			    argv[0], argv[optind + 1]);
	*name = argv[optind];
	return STATUS_OK;
}

enum status device_operand(int argc, char *argv[], const char **name, uint32_t *ifindex)
{
	enum status status = name_operand(argc, argv, name);

	if (status)
		return status;
	*ifindex = if_nametoindex(*name);
	if (!*ifindex)
		return fail(STATUS_NO_DEVICE,
			    "%s: there is no such network device: `ip link` lists them", *name);
	return STATUS_OK;
}
