/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands that print JSON share. */
#ifndef SEBPCTL_JSON_H
#define SEBPCTL_JSON_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <jansson.h>

#include "common/status.h"

/* For json_pack(): jansson's integers are signed; counters would need centuries to tell. */
json_int_t json_count(uint64_t value);

/* Bytes that may be no UTF-8, such as the name of a device. */
json_t *json_bytes(const char *bytes);

/* UTC, to the millisecond: "2026-11-23T04:32:40.123Z". Returns @text. */
#define JSON_TIME_SIZE	48
const char *json_time(char *text, const struct timespec *when);

/* Prints and frees @root, which may be NULL if memory was short. */
enum status json_print(FILE *out, json_t *root);

/* The same in one line, for a stream of them. */
enum status json_print_line(FILE *out, json_t *root);

#endif
