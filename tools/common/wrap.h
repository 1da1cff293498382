/* SPDX-License-Identifier: GPL-2.0-only */
/* Sentences in a terminal of 80 columns. */
#ifndef SEBP_TOOLS_WRAP_H
#define SEBP_TOOLS_WRAP_H

#include <stdio.h>

/*
 * @text from column @indent on, where the line stands, in lines broken at blanks, and the end of the last one. A word
 * too long for a line stays whole.
 */
void print_wrapped(FILE *out, const char *text, int indent);

#endif
