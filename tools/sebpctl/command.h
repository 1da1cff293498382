/* SPDX-License-Identifier: GPL-2.0-only */
/* The subcommands, and what they share: each gets its own name as argv[0]. */
#ifndef SEBPCTL_COMMAND_H
#define SEBPCTL_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/status.h"

enum status apply_command(int argc, char *argv[]);
enum status attach_command(int argc, char *argv[]);
enum status detach_command(int argc, char *argv[]);
enum status doctor_command(int argc, char *argv[]);
enum status events_command(int argc, char *argv[]);
enum status metrics_command(int argc, char *argv[]);
enum status monitor_command(int argc, char *argv[]);
enum status report_command(int argc, char *argv[]);
enum status set_command(int argc, char *argv[]);
enum status shadow_command(int argc, char *argv[]);
enum status show_command(int argc, char *argv[]);
enum status vf_command(int argc, char *argv[]);
enum status top_command(int argc, char *argv[]);
enum status vm_command(int argc, char *argv[]);

/* Says what getopt_long() did not like; @result is '?' or ':' (short options start with ':'). */
enum status bad_option(int result, char *argv[]);

/* Refuses argv[index], an operand that the command does not take. */
enum status word_too_many(char *argv[], int index);

/* An option without a value, --NAME or its first letter. */
struct flag {
	const char *name;
	bool *given;
};

/* The one whose short option is @letter; NULL if there is none. @flags end with one that has no name. */
const struct flag *find_flag(const struct flag flags[], int letter);

/*
 * Reads the options of a command that has none but @flags, whose last one has no name, and --help:
 * that prints @help and sets *@helped.
 */
enum status read_flags(int argc, char *argv[], const struct flag flags[], const char *help,
		       bool *helped);

/* The same for a command that has --json and --help and takes no operand, which is refused. */
enum status read_json(int argc, char *argv[], const char *help, bool *json, bool *helped);

/* The same for a command that has --output FILE and --help. */
enum status read_output(int argc, char *argv[], const char *help, const char **path, bool *helped);

/* The one operand DEV of a command whose options getopt_long() has read; there need be no such device. */
enum status name_operand(int argc, char *argv[], const char **name);

/* The same, of a device that is there. */
enum status device_operand(int argc, char *argv[], const char **name, uint32_t *ifindex);

#endif
