// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <string.h>

const struct driver *driver_find(const char *name)
{
	static const struct driver drivers[] = {
		/* Made of the module's sources by tools/drivers.awk. */
#include "drivers.inc"
	};

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		if (!strcmp(drivers[i].name, name))
			return &drivers[i];
	}
	return NULL;
}
