/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen of top: the only part that knows ncurses. */
#ifndef SEBPCTL_SCREEN_H
#define SEBPCTL_SCREEN_H

#include "flows.h"

struct sampler {
	struct family *family;
	struct flows flows;
	uint64_t sampled_ns;	/* when, on the monotonic clock */
};

enum status sampler_take(struct sampler *sampler);

/* Draws every @delay seconds, until the user quits or a sample cannot be taken. */
enum status screen_run(struct sampler *sampler, uint32_t delay);

#endif
