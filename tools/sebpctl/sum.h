/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEBPCTL_SUM_H
#define SEBPCTL_SUM_H

#include "decode.h"

/*
 * Adds to @sum, zeros at first, by how much the counters of a queue, its gaps and those of its events grew from @before
 * to @after; from 0 if @before is NULL.
 */
void queue_add(struct queue *sum, const struct queue *before, const struct queue *after);

#endif
