/* SPDX-License-Identifier: GPL-2.0-only */
/* Asks the modules that are loaded, one of them at least to begin with, for what top shows. */
#ifndef SEBPCTL_SAMPLER_H
#define SEBPCTL_SAMPLER_H

#include "picture.h"

struct family;

struct sampler {
	struct family *family;	/* of sebp.ko; NULL until it is loaded */
	struct picture picture;
	uint64_t sampled_ns;	/* when, on the monotonic clock */
};

enum status sampler_open(struct sampler *sampler);
enum status sampler_take(struct sampler *sampler);
void sampler_close(struct sampler *sampler);

#endif
