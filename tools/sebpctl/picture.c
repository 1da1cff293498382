// SPDX-License-Identifier: GPL-2.0-only
#include "picture.h"

void picture_free(struct picture *picture)
{
	flows_free(&picture->flows);
	vm_flows_free(&picture->vm_flows);
}
