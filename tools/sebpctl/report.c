// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"

#include <getopt.h>
#include <sys/utsname.h>

#include "command.h"
#include "common/output.h"
#include "family.h"

static const char help[] =
	"Usage: sebpctl report [DEV] [--output FILE]\n"
	"\n"
	"Print a page for a browser about the attached devices, or DEV alone: interrupts with\n"
	"and without polling, polls by event, the times between polls. One file, no scripts.\n"
	"\n"
	"  -o, --output FILE  write FILE instead, in one step\n"
	"  -h, --help         this text\n"
	"\n"
	"Example:\n"
	"  sebpctl report eth0 --output eth0.html";

static enum status print_report(FILE *out, void *data)
{
	report_html(out, data);
	return STATUS_OK;
}

static enum status report(const char *path, uint32_t ifindex, const char *subject)
{
	struct report report = { 0 };
	struct family *family;
	struct utsname name;
	enum status status = family_open(&family);

	if (status)
		return status;
	uname(&name);
	snprintf(report.host, sizeof(report.host), "%s", name.nodename);
	snprintf(report.kernel, sizeof(report.kernel), "%s", name.release);
	clock_gettime(CLOCK_REALTIME, &report.when);
	status = snapshot_take(&report.snapshot, family, ifindex, subject);
	if (!status)
		status = output_to(path, print_report, &report);
	snapshot_free(&report.snapshot);
	family_close(family);
	return status;
}

enum status report_command(int argc, char *argv[])
{
	const char *path = NULL, *subject = "report";
	enum status status = STATUS_OK;
	uint32_t ifindex = 0;
	bool helped = false;

	status = read_output(argc, argv, help, &path, &helped);
	if (status || helped)
		return status;
	if (optind < argc)
		status = device_operand(argc, argv, &subject, &ifindex);
	return status ? status : report(path, ifindex, subject);
}
