/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays that grow by one. */
#ifndef SEBP_TOOLS_GROW_H
#define SEBP_TOOLS_GROW_H

#include <stddef.h>

/* One more element at the end of an array that grows; exits where memory is gone. */
void *grow(void *array, size_t count, size_t size);

#endif
