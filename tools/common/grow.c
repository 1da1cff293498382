// SPDX-License-Identifier: GPL-2.0-only
#include "common/grow.h"

#include <stdlib.h>

#include "common/say.h"

void *grow(void *array, size_t count, size_t size)
{
	array = reallocarray(array, count + 1, size);
	if (!array)
		exit(fail(STATUS_FAILED, "out of memory"));
	return array;
}

void *allocate(size_t count, size_t size)
{
	void *memory = count ? calloc(count, size) : NULL;

	if (count && !memory)
		exit(fail(STATUS_FAILED, "out of memory"));
	return memory;
}
