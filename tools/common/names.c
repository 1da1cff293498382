// SPDX-License-Identifier: GPL-2.0-only
#include "common/names.h"

#include <string.h>

#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

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

static const char *const presets[] = {
	[SEBP_PRESET_BALANCED]		= "balanced",
	[SEBP_PRESET_LATENCY]		= "latency",
	[SEBP_PRESET_EFFICIENCY]	= "efficiency",
};

static const char *const modes[] = {
	[SEBP_MODE_POLL]	= "poll",
	[SEBP_MODE_SHADOW]	= "shadow",
};

static const char *const dev_states[] = {
	[SEBP_DEV_STATE_ACTIVE]		= "active",
	[SEBP_DEV_STATE_DOWN]		= "down",
	[SEBP_DEV_STATE_DEGRADED]	= "degraded",
	[SEBP_DEV_STATE_SHADOW]		= "shadow",
};

static const char *const queue_states[] = {
	[SEBP_QUEUE_STATE_PARKED]	= "parked",
	[SEBP_QUEUE_STATE_POLLING]	= "polling",
};

static const char *const vm_states[] = {
	[SEBP_VMM_VF_STATE_CLOSED]	= "closed",
	[SEBP_VMM_VF_STATE_ACTIVE]	= "active",
	[SEBP_VMM_VF_STATE_INTERRUPT]	= "interrupt",
};

static const char *const vm_modes[] = {
	[SEBP_VMM_MODE_AUTO]		= "auto",
	[SEBP_VMM_MODE_INTERRUPT]	= "interrupt",
};

static const char *name_of(uint32_t number, const char *const names[], size_t count)
{
	return number < count ? names[number] : "unknown";
}

const char *event_name(uint32_t event)
{
	return name_of(event, events, COUNT(events));
}

const char *preset_name(uint32_t preset)
{
	return name_of(preset, presets, COUNT(presets));
}

const char *mode_name(uint32_t mode)
{
	return name_of(mode, modes, COUNT(modes));
}

const char *dev_state_name(uint32_t state)
{
	return name_of(state, dev_states, COUNT(dev_states));
}

const char *queue_state_name(uint32_t state)
{
	return name_of(state, queue_states, COUNT(queue_states));
}

void print_events(FILE *out, uint32_t events)
{
	const char *separator = "";

	if (!events)
		fprintf(out, "none");
	for (uint32_t i = 0; i < 32; i++) {
		if (!(events & 1u << i))
			continue;
		fprintf(out, "%s%s", separator, event_name(i));
		separator = ",";
	}
}

const char *vm_state_name(uint32_t state)
{
	return name_of(state, vm_states, COUNT(vm_states));
}

const char *vm_mode_name(uint32_t mode)
{
	return name_of(mode, vm_modes, COUNT(vm_modes));
}

static int number_of(const char *name, size_t length, const char *const names[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(names[i]) == length && !memcmp(names[i], name, length))
			return (int)i;
	}
	return -1;
}

int event_number(const char *name, size_t length)
{
	return number_of(name, length, events, COUNT(events));
}

int preset_number(const char *name)
{
	return number_of(name, strlen(name), presets, COUNT(presets));
}

int vf_mode_number(const char *name)
{
	return number_of(name, strlen(name), vm_modes, COUNT(vm_modes));
}

static const char *join(char *text, size_t size, const char *const names[], size_t count)
{
	size_t length = 0;

	for (size_t i = 0; i < count && length < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%s",
					   i ? ", " : "", names[i]);
	return text;
}

const char *event_choices(void)
{
	static char text[128];

	/* The watchdog is the last one and cannot be chosen. */
	return join(text, sizeof(text), events, SEBP_EVENT_WATCHDOG);
}

const char *preset_choices(void)
{
	static char text[64];

	return join(text, sizeof(text), presets, COUNT(presets));
}
