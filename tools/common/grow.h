/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays, where there is no going on without memory: they exit. */
#ifndef SEBP_TOOLS_GROW_H
#define SEBP_TOOLS_GROW_H

#include <stddef.h>

/* One more element at the end of an array that grows. */
void *grow(void *array, size_t count, size_t size);

/* A new one of zeros; NULL for nothing. */
void *allocate(size_t count, size_t size);

#endif
