// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include <linux/sebp_vmm.h>

#include "family.h"
#include "listen.h"
#include "vms.h"

static int print_vf(const struct nlmsghdr *message, void *data)
{
	const struct listener *listener = data;
	struct timespec now;
	struct vm_vf vf;
	int error = decode_vm_vf(message, &vf);

	if (error)
		return error;
	clock_gettime(CLOCK_REALTIME, &now);
	if (listener->json)
		vm_notice_json(stdout, &now, &vf);
	else
		vm_notice_text(stdout, &now, &vf);
	return 0;
}

static enum status print_all(struct listener *listener)
{
	bool interrupted;

	family_request(listener->asking, SEBP_VMM_CMD_VF_GET);
	return family_dump(listener->asking, "vm monitor", print_vf, listener, &interrupted);
}

/* Each line says what a device is now: where some were lost, all are said again. */
static enum status take_notice(const struct nlmsghdr *message, void *data)
{
	struct listener *listener = data;

	if (!message)
		return print_all(listener);
	/* Others are of a newer module. */
	if (decode_command(message) == SEBP_VMM_CMD_VF_CHANGE_NTF && print_vf(message, listener))
		return family_malformed(listener->asking, "vm monitor");
	return STATUS_OK;
}

enum status vm_monitor(bool json)
{
	struct listener listener = {
		.open = family_open_vmm, .group = SEBP_VMM_MCGRP_MGMT, .print_all = print_all, .take = take_notice, .json = json,
	};

	return listen_with(&listener);
}
