/* SPDX-License-Identifier: GPL-2.0-only */
/* Configuration files, strictly: a line is blank, a comment that starts with '#', or "key = value". */
#ifndef SEBP_TOOLS_CONF_H
#define SEBP_TOOLS_CONF_H

#include <stdio.h>

#include "common/status.h"

/* Takes a setting. NULL, or what is wrong, to be put behind "FILE:LINE: KEY = VALUE: ". */
typedef const char *(*conf_take)(const char *key, const char *value, void *data);

/* Reads @file, called @name, to its end or to the first line that is wrong, and says so itself. */
enum status conf_read(FILE *file, const char *name, conf_take take, void *data);

#endif
