// SPDX-License-Identifier: GPL-2.0-only
#include "common/clock.h"
#include "screen.h"
#include "snapshot.h"

enum status sampler_take(struct sampler *sampler)
{
	struct snapshot snapshot;
	enum status status = snapshot_take(&snapshot, sampler->family, 0, "top");
	uint64_t now = monotonic_ns();

	if (!status)
		flows_sample(&sampler->flows, &snapshot, now - sampler->sampled_ns);
	sampler->sampled_ns = now;
	snapshot_free(&snapshot);
	return status;
}
