// SPDX-License-Identifier: GPL-2.0-only
#include "picture.h"

#include "json.h"

enum status picture_json(FILE *out, const struct picture *p, const struct timespec *when)
{
	char time[JSON_TIME_SIZE];

	return json_print_line(out, json_pack("{s:s, s:o, s:o}", "time", json_time(time, when),
		"devices", flows_list(&p->flows), "vfs", vm_flows_list(&p->vm_flows)));
}
