// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "common/parse.h"
#include "common/say.h"
#include "screen.h"

static const char help[] =
	"Usage: sebpctl top [-d SECONDS] [-j [-n COUNT]]\n"
	"\n"
	"Show live what the queues of attached devices do: packets, polls, interrupts, gaps.\n"
	"On a host also what the vectors of VFs bound to sebp-vfio-pci do, and for root\n"
	"the VM exits of their guests. One of the two modules is enough.\n"
	"In it, the key h explains the columns and q quits.\n"
	"\n"
	"  -d, --delay SECONDS  time from one picture to the next, 1 to 60; 1 if not said\n"
	"  -j, --json           no screen: a line of JSON after each delay\n"
	"  -n, --count COUNT    with -j: end after so many lines\n"
	"  -h, --help           this text\n"
	"\n"
	"Example:\n"
	"  sebpctl top -j -n 5 | jq '.devices[].queues[].packets_per_second'";

struct top {
	uint32_t delay;
	uint32_t count;		/* 0: for ever */
	bool json;
};

static enum status read_number(uint32_t *number, const char *option, const char *word, uint32_t least,
			       uint32_t most)
{
	const char *wrong = parse_count(word, number);

	if (wrong)
		return fail(STATUS_USAGE, "%s '%s': %s", option, word, wrong);
	if (*number < least || *number > most)
		return fail(STATUS_USAGE, "%s '%s': from %u to %u is taken", option, word, least, most);
	return STATUS_OK;
}

/* *@helped: the help was printed, that is all. */
static enum status read_options(struct top *top, int argc, char *argv[], bool *helped)
{
	static const struct option options[] = {
		{ "delay", required_argument, NULL, 'd' }, { "count", required_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' }, { "help", no_argument, NULL, 'h' }, { 0 },
	};
	enum status status = STATUS_OK;
	int option;

	opterr = 0;
	while (!status && !*helped && (option = getopt_long(argc, argv, ":hjd:n:", options, NULL)) != -1) {
		if (option == 'h')
			*helped = true;
		else if (option == 'j')
			top->json = true;
		else if (option == 'd')
			status = read_number(&top->delay, "--delay", optarg, 1, 60);
		else if (option == 'n')
			status = read_number(&top->count, "--count", optarg, 1, UINT32_MAX);
		else
			status = bad_option(option, argv);
	}
	if (*helped)
		puts(help);
	else if (!status && optind < argc)
		status = word_too_many(argv, optind);
	else if (!status && top->count && !top->json)
		status = fail(STATUS_USAGE, "--count: only lines of JSON are counted: add -j");
	return status;
}

static enum status stream(const struct top *top, struct sampler *sampler)
{
	const struct timespec pause = { .tv_sec = top->delay };
	enum status status = sampler_take(sampler);

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (uint32_t i = 0; !status && (!top->count || i < top->count); i++) {
		struct timespec now;

		nanosleep(&pause, NULL);
		status = sampler_take(sampler);
		clock_gettime(CLOCK_REALTIME, &now);
		if (!status)
			status = picture_json(stdout, &sampler->picture, &now);
	}
	return status;
}

enum status top_command(int argc, char *argv[])
{
	struct top top = { .delay = 1 };
	struct sampler sampler;
	bool helped = false;
	enum status status = read_options(&top, argc, argv, &helped);

	if (status || helped)
		return status;
	if (!top.json && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		return fail(STATUS_FAILED, "top needs a terminal; `sebpctl top -j` does not");
	status = sampler_open(&sampler);
	if (status)
		return status;
	status = top.json ? stream(&top, &sampler) : screen_run(&sampler, top.delay);
	sampler_close(&sampler);
	return status;
}
