/* SPDX-License-Identifier: GPL-2.0-only */
/* The settings of a device, as options and as lines of a file: attach starts with them, set changes them. */
#ifndef SEBPCTL_SETTINGS_H
#define SEBPCTL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/sebp.h>

#include "common/status.h"

struct family;

/* By attribute. */
struct settings {
	bool given[SEBP_A_DEV_MAX + 1];
	uint32_t value[SEBP_A_DEV_MAX + 1];
};

struct settings_command {
	uint8_t command;	/* enum sebp_cmd */
	bool needs_one;		/* no setting at all is an error */
	const char *purpose;	/* sentences of the help */
	const char *example;	/* the words behind the command */
};

/* Reads DEV and the settings, and sends the command with what was given. */
enum status settings_send(const struct settings_command *command, int argc, char *argv[]);

/* A line of a file, each key at most once. NULL, or what is wrong. */
const char *settings_take(struct settings *settings, const char *key, const char *word);

/* Unless it is given already. */
void settings_default(struct settings *settings, uint16_t attribute, uint32_t value);

/* Sends the command with what is given. */
enum status settings_request(const struct settings *settings, struct family *family, uint8_t command,
			     const char *name, uint32_t ifindex);

#endif
