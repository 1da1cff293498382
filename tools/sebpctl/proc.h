/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading files of /proc and /sys. */
#ifndef SEBPCTL_PROC_H
#define SEBPCTL_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All of the file @format makes, to be freed; NULL if it cannot be read. */
__attribute__((format(printf, 1, 2)))
char *proc_read(const char *format, ...);

/* Its first line, cut to @size; false and an empty one if it cannot be read. */
__attribute__((format(printf, 3, 4)))
bool proc_line(char *line, size_t size, const char *format, ...);

/*
 * The sum of the numbers behind "LABEL:" (or "LABEL ", as in /proc/stat), up to the first word that is none: a row of
 * /proc/interrupts or /proc/softirqs over all CPUs. 0 if there is no such row.
 */
uint64_t proc_row_sum(const char *text, const char *label);

/* The number right behind "LABEL ". */
uint64_t proc_value(const char *text, const char *label);

/* Whether the first line that starts with @label has @word: a flag of /proc/cpuinfo. */
bool proc_has_word(const char *text, const char *label, const char *word);

#endif
