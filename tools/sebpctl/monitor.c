// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include <linux/sebp.h>

#include "command.h"
#include "family.h"
#include "listen.h"
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

static void print_notice(const struct listener *listener, enum notice notice, const struct device *device)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (listener->json)
		notice_json(stdout, &now, notice, device);
	else
		notice_text(stdout, &now, notice, device);
}

static enum status print_all(struct listener *listener)
{
	struct snapshot snapshot;
	enum status status = snapshot_take(&snapshot, listener->asking, 0, "monitor");

	for (size_t i = 0; !status && i < snapshot.device_count; i++)
		print_notice(listener, NOTICE_NOW, &snapshot.devices[i]);
	snapshot_free(&snapshot);
	return status;
}

static enum status take_notice(const struct nlmsghdr *message, void *data)
{
	struct listener *listener = data;
	struct device device;
	enum notice notice;

	if (!message) {
		print_notice(listener, NOTICE_LOST, NULL);
		return print_all(listener);
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
		return family_malformed(listener->asking, "monitor");
	print_notice(listener, notice, &device);
	return STATUS_OK;
}

enum status monitor_command(int argc, char *argv[])
{
	struct listener listener = {
		.open = family_open, .group = SEBP_MCGRP_MGMT, .print_all = print_all, .take = take_notice,
	};
	bool helped = false;
	enum status status = read_json(argc, argv, help, &listener.json, &helped);

	return status || helped ? status : listen_with(&listener);
}
