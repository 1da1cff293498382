/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEBPCTL_DEVICE_JSON_H
#define SEBPCTL_DEVICE_JSON_H

#include <jansson.h>

#include "decode.h"

/* An attached device without its queues, in the schema of docs/sebpctl-json.md. */
json_t *device_object(const struct device *device);

/* The event sources of a queue. */
json_t *event_stats_list(const struct queue *queue);

#endif
