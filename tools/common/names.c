// SPDX-License-Identifier: GPL-2.0-only
#include "common/names.h"

#include <string.h>

#include <linux/sebp.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const events[] = {
	[SEBP_EVENT_TICK]	= "tick",
	[SEBP_EVENT_IRQ]	= "irq",
	[SEBP_EVENT_SOFTIRQ]	= "softirq",
	[SEBP_EVENT_XMIT]	= "xmit",
	[SEBP_EVENT_SCHED]	= "sched",
	[SEBP_EVENT_SYSCALL]	= "syscall",
	[SEBP_EVENT_SOCKET]	= "socket",
	[SEBP_EVENT_IDLE]	= "idle",
	[SEBP_EVENT_FAULT]	= "fault",
	[SEBP_EVENT_WATCHDOG]	= "watchdog",
};

static const char *const dev_states[] = {
	[SEBP_DEV_STATE_ACTIVE]		= "active",
	[SEBP_DEV_STATE_DOWN]		= "down",
	[SEBP_DEV_STATE_DEGRADED]	= "degraded",
};

static const char *const queue_states[] = {
	[SEBP_QUEUE_STATE_PARKED]	= "parked",
	[SEBP_QUEUE_STATE_POLLING]	= "polling",
};

static const char *name_of(uint32_t number, const char *const names[], size_t count)
{
	return number < count ? names[number] : "unknown";
}

const char *event_name(uint32_t event)
{
	return name_of(event, events, COUNT(events));
}

const char *dev_state_name(uint32_t state)
{
	return name_of(state, dev_states, COUNT(dev_states));
}

const char *queue_state_name(uint32_t state)
{
	return name_of(state, queue_states, COUNT(queue_states));
}

int event_number(const char *name, size_t length)
{
	for (size_t i = 0; i < COUNT(events); i++) {
		if (strlen(events[i]) == length && !memcmp(events[i], name, length))
			return (int)i;
	}
	return -1;
}
