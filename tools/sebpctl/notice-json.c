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
	char time[JSON_TIME_SIZE];

	json_print_line(out, json_pack("{s:s, s:s, s:o*}",
		"time", json_time(time, when),
		"notice", words[notice],
		"device", notice == NOTICE_LOST ? NULL : device_object(d)));
}
