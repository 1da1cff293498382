// SPDX-License-Identifier: GPL-2.0-only
#include "notice.h"

#include "device-json.h"
#include "json.h"

void notice_json(FILE *out, const struct timespec *when, enum notice notice, const struct device *d)
{
	static const char *const words[] = {
		[NOTICE_NOW] = "now", [NOTICE_ATTACH] = "attach", [NOTICE_DETACH] = "detach",
		[NOTICE_CHANGE] = "change", [NOTICE_LOST] = "lost",
	};
	char seconds[32], time[48];

	strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", gmtime(&when->tv_sec));
	snprintf(time, sizeof(time), "%s.%03ldZ", seconds, when->tv_nsec / 1000000);
	json_print_line(out, json_pack("{s:s, s:s, s:o*}",
		"time", time,
		"notice", words[notice],
		"device", notice == NOTICE_LOST ? NULL : device_object(d)));
}
