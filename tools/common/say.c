// SPDX-License-Identifier: GPL-2.0-only
#include "common/say.h"

#include <stdarg.h>
#include <stdio.h>

enum status fail(enum status status, const char *format, ...)
{
	va_list args;

	/* What was printed before the error shall also be read before it. */
	fflush(stdout);
	fputs("sebpctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return status;
}
