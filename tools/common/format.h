/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers for people: short enough for a column, exact as long as that fits. */
#ifndef SEBP_TOOLS_FORMAT_H
#define SEBP_TOOLS_FORMAT_H

#include <stdint.h>

#define FORMAT_SIZE	48

/* At most 7 characters: "9999999", "10.0M". Returns @text, which holds FORMAT_SIZE bytes. */
const char *format_count(char *text, uint64_t count);

/* At most 9 characters: "300 us", "1.25 ms", "12.0 s". */
const char *format_time(char *text, uint64_t ns);

/* @part of @whole, cut off: "99.9%", "<0.1%" if it is little but not nothing, "-" of nothing. */
const char *format_percent(char *text, uint64_t part, uint64_t whole);

#endif
