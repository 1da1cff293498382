/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands, and what they share: each gets its own name as argv[0]. */
#ifndef SEBPCTL_COMMAND_H
#define SEBPCTL_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/status.h"

enum status attach_command(int argc, char *argv[]);
enum status detach_command(int argc, char *argv[]);
enum status events_command(int argc, char *argv[]);
enum status set_command(int argc, char *argv[]);
enum status show_command(int argc, char *argv[]);
enum status vm_command(int argc, char *argv[]);

/* Says what getopt_long() did not like; @result is '?' or ':' (short options start with ':'). */
enum status bad_option(int result, char *argv[]);

/* An option without a value, --NAME or its first letter. */
struct flag {
	const char *name;
	bool *given;
};

/*
 * Reads the options of a command that has none but , whose last one has no name, and --help:
 * that prints @help and sets *@helped.
 */
enum status read_flags(int argc, char *argv[], const struct flag flags[], const char *help,
		       bool *helped);

/* The one operand DEV of a command whose options getopt_long() has read. */
enum status device_operand(int argc, char *argv[], const char **name, uint32_t *ifindex);

#endif
