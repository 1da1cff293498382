// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sebp.h>

#include "command.h"
#include "settings.h"

enum status set_command(int argc, char *argv[])
{
	static const struct settings_command set = {
		.command = SEBP_CMD_DEV_SET,
		.needs_one = true,
		.purpose = "Change settings of the attached device DEV; its counters stay. What is left out\n"
			   "stays too, but a preset replaces gaps, batch, packets and window together.",
		.example = "eth0 --shadow --batch 16",
	};

	return settings_send(&set, argc, argv);
}
