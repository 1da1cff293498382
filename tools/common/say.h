/* SPDX-License-Identifier: GPL-2.0-only */
/* How the tool speaks of errors: one sentence on stderr, starting "sebpctl: ". */
#ifndef SEBP_TOOLS_SAY_H
#define SEBP_TOOLS_SAY_H

#include "common/status.h"

/* Says the sentence and returns @status, so that callers can write `return fail(…)`. */
__attribute__((format(printf, 2, 3)))
enum status fail(enum status status, const char *format, ...);

#endif
