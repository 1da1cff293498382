// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sebp.h>

#include "command.h"
#include "settings.h"

enum status attach_command(int argc, char *argv[])
{
	static const struct settings_command attach = {
		.command = SEBP_CMD_DEV_ATTACH,
		.purpose = "Start event-based polling on DEV. What is left out is chosen by the preset.",
		.example = "eth0 --preset efficiency --events tick,irq --max-gap 2ms",
	};

	return settings_send(&attach, argc, argv);
}
