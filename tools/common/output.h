/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEBP_TOOLS_OUTPUT_H
#define SEBP_TOOLS_OUTPUT_H

#include <stdio.h>

#include "common/status.h"

typedef enum status (*output_print)(FILE *out, void *data);

/*
 * Calls @print for standard output, or, if @path is given, for a new file that takes its place when all is on the disk:
 * nobody ever reads half of it. If @print fails, nothing has changed.
 */
enum status output_to(const char *path, output_print print, void *data);

#endif
