// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entry of any system call: task context, IRQs on, preemptible on some kernels. The poll runs at once. While the
 * tracepoint has a probe every thread takes the slow path into the kernel, which is why nobody gets this by default.
 */
#include "event.h"
#include "poller.h"

static void probe_sys_enter(void *data, struct pt_regs *regs, long id)
{
	sebp_event_task(SEBP_EVENT_SYSCALL);
}

struct sebp_source sebp_source_syscall = {
	.context = "entry of any system call, IRQs on; the poll runs at once",
	.cost = "while a device polls, every system call of every thread takes the slow path, some 100 instructions",
	.tracepoint = "sys_enter",
	.probe = probe_sys_enter,
};
