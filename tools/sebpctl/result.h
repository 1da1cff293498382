/* SPDX-License-Identifier: GPL-2.0-only */
/* What has come of a request that changes a device, as JSON, in the schema of docs/sebpctl-json.md. */
#ifndef SEBPCTL_RESULT_H
#define SEBPCTL_RESULT_H

#include <stdint.h>

#include "common/status.h"

struct family;

/* Of a device that is attached now: its settings, and its state, which need not be what was asked for. @done is the word for it. */
enum status result_print(struct family *family, const char *done, const char *name, uint32_t ifindex);

/* Of any other; 0 is a number that nobody has looked for. */
enum status result_print_name(const char *done, const char *name, uint32_t ifindex);

#endif
