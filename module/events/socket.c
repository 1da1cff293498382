// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program is about to send, to receive or to wait for packets: the moments when a poll is worth most. ftrace hooks the
 * functions behind those system calls, so that no other call pays. Task context, IRQs on, preemption off in the callback;
 * the poll runs at once, before the program looks into its socket.
 */
#include <linux/ftrace.h>
#include <linux/string.h>

#include "event.h"
#include "poller.h"

/* What the system calls have in common below their entry points; a kernel that inlined one just lacks it. */
static const char *const functions[] = {
	"sock_read_iter",	/* read, readv on sockets, io_uring */
	"sock_write_iter",
	"__sys_recvfrom",	/* recv, recvfrom */
	"__sys_sendto",
	"__sys_recvmsg",
	"__sys_sendmsg",
	"do_epoll_wait",
	"do_sys_poll",
	"core_sys_select",
};

static void socket_called(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			  struct ftrace_regs *fregs)
{
	sebp_event_task(SEBP_EVENT_SOCKET);
}

static struct ftrace_ops socket_ops = { .func = socket_called };

static int set_filter(const char *function)
{
	char name[32];

	strscpy(name, function, sizeof(name));
	return ftrace_set_filter(&socket_ops, name, strlen(name), 0);
}

static int set_filters(void)
{
	int i, hooked = 0;

	for (i = 0; i < ARRAY_SIZE(functions); i++)
		hooked += !set_filter(functions[i]);
	return hooked;
}

/*
 * Set once and kept: in 6.1 a filter that was freed cannot be set again, ftrace_free_filter() leaves the pointer to it.
 */
static const char *find_socket(struct sebp_source *s)
{
	return set_filters() ? NULL : "this kernel has no ftrace, or none of the functions";
}

static void forget_socket(struct sebp_source *s)
{
	ftrace_free_filter(&socket_ops);
}

static int start_socket(struct sebp_source *s)
{
	return register_ftrace_function(&socket_ops);
}

static void stop_socket(struct sebp_source *s)
{
	unregister_ftrace_function(&socket_ops);
}

struct sebp_source sebp_source_socket = {
	.context = "entry of receive, send, poll, epoll and select calls, IRQs on; the poll runs at once",
	.cost = "about 70 instructions for each such call while a device polls",
	.find = find_socket,
	.forget = forget_socket,
	.start = start_socket,
	.stop = stop_socket,
};
