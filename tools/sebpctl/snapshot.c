// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <stdlib.h>

#include <linux/sebp.h>

#include "common/grow.h"
#include "common/say.h"
#include "family.h"

/* Dumps are short and devices change rarely: more tries than these mean that something is wrong. */
#define TRIES	16

static int take_device(const struct nlmsghdr *message, void *data)
{
	struct snapshot *s = data;

	s->devices = grow(s->devices, s->device_count, sizeof(*s->devices));
	return decode_device(message, &s->devices[s->device_count++]);
}

static int take_queue(const struct nlmsghdr *message, void *data)
{
	struct snapshot *s = data;

	s->queues = grow(s->queues, s->queue_count, sizeof(*s->queues));
	return decode_queue(message, &s->queues[s->queue_count++]);
}

static enum status take_devices(struct snapshot *snapshot, struct family *family,
				uint32_t ifindex, const char *subject, bool *interrupted)
{
	family_request(family, SEBP_CMD_DEV_GET);
	if (!ifindex)
		return family_dump(family, subject, take_device, snapshot, interrupted);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	return family_do(family, subject, take_device, snapshot);
}

static enum status take_queues(struct snapshot *snapshot, struct family *family,
			       uint32_t ifindex, const char *subject, bool *interrupted)
{
	family_request(family, SEBP_CMD_QUEUE_GET);
	if (ifindex)
		family_put_u32(family, SEBP_A_QUEUE_IFINDEX, ifindex);
	return family_dump(family, subject, take_queue, snapshot, interrupted);
}

enum status snapshot_take(struct snapshot *snapshot, struct family *family, uint32_t ifindex,
			  const char *subject)
{
	*snapshot = (struct snapshot){ 0 };
	for (int i = 0; i < TRIES; i++) {
		bool devices_changed = false, queues_changed = false;
		enum status status;

		status = take_devices(snapshot, family, ifindex, subject, &devices_changed);
		if (!status)
			status = take_queues(snapshot, family, ifindex, subject, &queues_changed);
		if (status || (!devices_changed && !queues_changed))
			return status;
		snapshot->device_count = 0;
		snapshot->queue_count = 0;
	}
	return fail(STATUS_FAILED, "%s: devices come and go too fast to be listed: try again",
		    subject);
}

void snapshot_free(struct snapshot *snapshot)
{
	free(snapshot->devices);
	free(snapshot->queues);
}
