// SPDX-License-Identifier: GPL-2.0-only
/* sebpctl: switches event-based polling of network devices on and off, and shows what it does. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "common/say.h"

static const struct {
	const char *name;
	enum status (*run)(int argc, char *argv[]);
	const char *help;
} commands[] = {
	{ "attach", attach_command, "Start event-based polling on a network device" },
	{ "apply",  apply_command,  "Give a network device the settings of its configuration file" },
	{ "set",    set_command,    "Change the settings of an attached device" },
	{ "detach", detach_command, "Give a network device back to plain interrupts" },
	{ "show",   show_command,   "Show attached devices, their queues and counters" },
	{ "events", events_command, "List the event sources from which polls can start" },
	{ "vf",     vf_command,     "Create, set up and assign the VFs of SR-IOV cards" },
	{ "doctor", doctor_command, "Say what could be gained here, and how" },
	{ "shadow", shadow_command, "Watch a device: what would polling change?" },
	{ "monitor", monitor_command, "Report what happens to attached devices, as it happens" },
	{ "top", top_command, "Show live what the queues of attached devices do" },
	{ "report", report_command, "Print a page for a browser about what polling does" },
	{ "metrics", metrics_command, "Print the counters for Prometheus" },
	{ "vm",     vm_command,     "On a host: devices assigned to guests by sebp-vfio-pci" },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static enum status help(void)
{
	puts("Usage: sebpctl COMMAND [ARGUMENTS]\n"
	     "\n"
	     "Event-based polling of network devices: events that the kernel passes anyway\n"
	     "poll the queues of a busy device, so that it needs no interrupts.\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-8s  %s\n", commands[i].name, commands[i].help);
	puts("\n"
	     "`sebpctl COMMAND --help` explains a command; sebpctl(8) explains them all.\n"
	     "\n"
	     "Example:\n"
	     "  sebpctl attach eth0 && sebpctl show eth0");
	return STATUS_OK;
}

static enum status run(int argc, char *argv[])
{
	if (argc < 2)
		return fail(STATUS_USAGE, "a command is missing: see `sebpctl --help`");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help();
	if (!strcmp(argv[1], "--version")) {
		puts("sebpctl " SEBP_VERSION);
		return STATUS_OK;
	}
	for (size_t i = 0; i < COMMANDS; i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	}
	return fail(STATUS_USAGE, "there is no command '%s': see `sebpctl --help`", argv[1]);
}

int main(int argc, char *argv[])
{
	enum status status = run(argc, argv);

	if ((fflush(stdout) || ferror(stdout)) && !status)
		return fail(STATUS_FAILED, "cannot write the output: %s", strerror(errno));
	return status;
}
