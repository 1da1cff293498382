/* SPDX-License-Identifier: GPL-2.0-only */
/* The words that users read and type for the numbers of linux/sebp.h and linux/sebp_vmm.h. */
#ifndef SEBP_TOOLS_NAMES_H
#define SEBP_TOOLS_NAMES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Number to word. A newer module may know more than this tool: such numbers are "unknown", never
 * an error.
 */
const char *event_name(uint32_t event);
const char *preset_name(uint32_t preset);
const char *mode_name(uint32_t mode);
const char *dev_state_name(uint32_t state);
const char *queue_state_name(uint32_t state);
const char *vm_state_name(uint32_t state);
const char *vm_mode_name(uint32_t mode);

/* The events of a mask, with commas between; "none" if it is empty. */
void print_events(FILE *out, uint32_t events);

/* Word to number; -1 if nothing has that name. @name of an event need not end in a NUL. */
int event_number(const char *name, size_t length);
int preset_number(const char *name);
int vf_mode_number(const char *name);

/* All that users can choose: "tick, irq, …". */
const char *event_choices(void);
const char *preset_choices(void);

#endif
