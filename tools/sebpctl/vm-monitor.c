// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include <linux/sebp_vmm.h>

#include "common/say.h"
#include "family.h"
#include "vms.h"

struct monitor {
	struct family *asking;
	bool json;
};

static int print_vf(const struct nlmsghdr *message, void *data)
{
	const struct monitor *monitor = data;
	struct timespec now;
	struct vm_vf vf;
	int error = decode_vm_vf(message, &vf);

	if (error)
		return error;
	clock_gettime(CLOCK_REALTIME, &now);
	if (monitor->json)
		vm_notice_json(stdout, &now, &vf);
	else
		vm_notice_text(stdout, &now, &vf);
	return 0;
}

static enum status print_all(struct monitor *monitor)
{
	bool interrupted;

	family_request(monitor->asking, SEBP_VMM_CMD_VF_GET);
	return family_dump(monitor->asking, "vm monitor", print_vf, monitor, &interrupted);
}

/* Each line says what a device is now: where some were lost, all are said again. */
static enum status take_notice(const struct nlmsghdr *message, void *data)
{
	if (!message)
		return print_all(data);
	/* Others are of a newer module. */
	if (decode_command(message) == SEBP_VMM_CMD_VF_CHANGE_NTF && print_vf(message, data))
		return fail(STATUS_FAILED, "vm monitor: a notice of the module is malformed: are module and sebpctl of the "
			    "same version?");
	return STATUS_OK;
}

static enum status listen_with(struct family *listening, struct monitor *monitor)
{
	enum status status = family_join(listening, SEBP_VMM_MCGRP_MGMT);

	/* After joining: what changes in between is said twice, not missed. */
	if (!status)
		status = print_all(monitor);
	return status ? status : family_hear(listening, take_notice, monitor);
}

enum status vm_monitor(bool json)
{
	struct monitor monitor = { .json = json };
	struct family *listening;
	enum status status = family_open_vmm(&listening);

	if (status)
		return status;
	status = family_open_vmm(&monitor.asking);
	if (!status) {
		setvbuf(stdout, NULL, _IOLBF, 0);
		status = listen_with(listening, &monitor);
		family_close(monitor.asking);
	}
	family_close(listening);
	return status;
}
