/* SPDX-License-Identifier: GPL-2.0-only */
/* The settings of a device as options: attach starts with them, set changes them. */
#ifndef SEBPCTL_SETTINGS_H
#define SEBPCTL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/status.h"

struct settings_command {
	uint8_t command;	/* enum sebp_cmd */
	bool needs_one;		/* no setting at all is an error */
	const char *purpose;	/* sentences of the help */
	const char *example;	/* the words behind the command */
};

/* Reads DEV and the settings, and sends the command with what was given. */
enum status settings_send(const struct settings_command *command, int argc, char *argv[]);

#endif
