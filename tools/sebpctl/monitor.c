// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include <linux/sebp.h>

#include "command.h"
#include "common/say.h"
#include "family.h"
#include "notice.h"
#include "snapshot.h"

static const char help[] =
	"Usage: sebpctl monitor [-j]\n"
	"\n"
	"Print what happens to attached devices, a line each, as it happens: attached, detached,\n"
	"changed in state or settings. First come those that are attached already. Ends when it\n"
	"is interrupted or the module is unloaded.\n"
	"\n"
	"  -j, --json   each line a JSON object\n"
	"  -h, --help   this text\n"
	"\n"
	"Example:\n"
	"  sebpctl monitor -j | jq --unbuffered -r 'select(.device.state == \"degraded\").device.ifname'";

struct monitor {
	struct family *asking;
	bool json;
};

static void print_notice(const struct monitor *monitor, enum notice notice, const struct device *device)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (monitor->json)
		notice_json(stdout, &now, notice, device);
	else
		notice_text(stdout, &now, notice, device);
}

static enum status print_all(const struct monitor *monitor)
{
	struct snapshot snapshot;
	enum status status = snapshot_take(&snapshot, monitor->asking, 0, "monitor");

	for (size_t i = 0; !status && i < snapshot.device_count; i++)
		print_notice(monitor, NOTICE_NOW, &snapshot.devices[i]);
	snapshot_free(&snapshot);
	return status;
}

static enum status take_notice(const struct nlmsghdr *message, void *data)
{
	const struct monitor *monitor = data;
	struct device device;
	enum notice notice;

	if (!message) {
		print_notice(monitor, NOTICE_LOST, NULL);
		return print_all(monitor);
	}
	switch (decode_command(message)) {
	case SEBP_CMD_DEV_ATTACH_NTF:
		notice = NOTICE_ATTACH;
		break;
	case SEBP_CMD_DEV_DETACH_NTF:
		notice = NOTICE_DETACH;
		break;
	case SEBP_CMD_DEV_CHANGE_NTF:
		notice = NOTICE_CHANGE;
		break;
	default:
		/* Of a newer module. */
		return STATUS_OK;
	}
	if (decode_device(message, &device))
		return fail(STATUS_FAILED, "monitor: a notice of the sebp module is malformed: are "
			    "module and sebpctl of the same version?");
	print_notice(monitor, notice, &device);
	return STATUS_OK;
}

static enum status listen_with(struct family *listening, struct monitor *monitor)
{
	enum status status = family_join(listening, SEBP_MCGRP_MGMT);

	/* After joining: what changes in between is said twice, not missed. */
	if (!status)
		status = print_all(monitor);
	return status ? status : family_hear(listening, take_notice, monitor);
}

static enum status monitor(bool json)
{
	struct monitor monitor = { .json = json };
	struct family *listening;
	enum status status = family_open(&listening);

	if (status)
		return status;
	status = family_open(&monitor.asking);
	if (!status) {
		setvbuf(stdout, NULL, _IOLBF, 0);
		status = listen_with(listening, &monitor);
		family_close(monitor.asking);
	}
	family_close(listening);
	return status;
}

enum status monitor_command(int argc, char *argv[])
{
	bool json = false, helped = false;
	enum status status = read_json(argc, argv, help, &json, &helped);

	if (status || helped)
		return status;
	return monitor(json);
}
