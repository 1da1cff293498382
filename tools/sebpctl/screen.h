/* SPDX-License-Identifier: GPL-2.0-only */
/* The screen of top: the only part that knows ncurses. */
#ifndef SEBPCTL_SCREEN_H
#define SEBPCTL_SCREEN_H

#include "sampler.h"

/* Draws every @delay seconds, until the user quits or a sample cannot be taken. */
enum status screen_run(struct sampler *sampler, uint32_t delay);

#endif
