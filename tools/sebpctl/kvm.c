// SPDX-License-Identifier: GPL-2.0-only
#include "kvm.h"

#include <glob.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proc.h"

/* PROC_PID_INIT_INO, include/linux/proc_ns.h: debugfs has the numbers of that namespace alone. */
#define FIRST_PID_NAMESPACE	"pid:[4026531836]"

/* Names: STATS_DESC_COUNTER in arch/x86/kvm/x86.c. A directory has the sums over all vCPUs. */
static const struct {
	const char *name;
	size_t offset;
} counters[] = {
	{ "exits", offsetof(struct kvm_exits, total) },
	{ "irq_exits", offsetof(struct kvm_exits, interrupt) },
	{ "irq_window_exits", offsetof(struct kvm_exits, interrupt_window) },
	{ "halt_exits", offsetof(struct kvm_exits, halt) },
	{ "io_exits", offsetof(struct kvm_exits, io) },
	{ "mmio_exits", offsetof(struct kvm_exits, mmio) },
};

static bool in_first_pid_namespace(void)
{
	char name[sizeof(FIRST_PID_NAMESPACE)] = "";

	return readlink("/proc/self/ns/pid", name, sizeof(name)) == sizeof(FIRST_PID_NAMESPACE) - 1 &&
	       !memcmp(name, FIRST_PID_NAMESPACE, sizeof(FIRST_PID_NAMESPACE) - 1);
}

static bool add_counter(uint64_t *sum, const char *directory, const char *name)
{
	char line[32];

	if (!proc_line(line, sizeof(line), "%s/%s", directory, name))
		return false;
	*sum += strtoull(line, NULL, 10);
	return true;
}

/* A VMM may have made several guests: PID-FD each. */
void kvm_exits_read(struct kvm_exits *exits, uint32_t pid)
{
	char pattern[64];
	glob_t guests;
	bool found;

	*exits = (struct kvm_exits){ 0 };
	if (!pid || !in_first_pid_namespace())
		return;
	snprintf(pattern, sizeof(pattern), "/sys/kernel/debug/kvm/%u-*", pid);
	found = !glob(pattern, GLOB_ERR, NULL, &guests);
	for (size_t i = 0; found && i < guests.gl_pathc; i++) {
		for (size_t j = 0; found && j < sizeof(counters) / sizeof(counters[0]); j++)
			found = add_counter((uint64_t *)((char *)exits + counters[j].offset), guests.gl_pathv[i],
					    counters[j].name);
	}
	globfree(&guests);
	if (!found)
		exits->total = 0;
}
