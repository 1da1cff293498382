// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include "screen.h"
#include "snapshot.h"

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

enum status sampler_take(struct sampler *sampler)
{
	struct snapshot snapshot;
	enum status status = snapshot_take(&snapshot, sampler->family, 0, "top");
	uint64_t now = now_ns();

	if (!status)
		flows_sample(&sampler->flows, &snapshot, now - sampler->sampled_ns);
	sampler->sampled_ns = now;
	snapshot_free(&snapshot);
	return status;
}
