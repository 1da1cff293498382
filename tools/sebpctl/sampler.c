// SPDX-License-Identifier: GPL-2.0-only
#include "sampler.h"

#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

#include "common/clock.h"
#include "family.h"

enum status sampler_open(struct sampler *sampler)
{
	struct family *vmm;
	enum status status;

	*sampler = (struct sampler){ 0 };
	status = family_find_loaded(&sampler->family, SEBP_FAMILY_NAME);
	if (status != STATUS_NO_MODULE)
		return status;
	status = family_find_loaded(&vmm, SEBP_VMM_FAMILY_NAME);
	if (!status)
		family_close(vmm);
	/* That one says what to do. */
	return status == STATUS_NO_MODULE ? family_open(&sampler->family) : status;
}

static enum status take_queues(struct sampler *sampler, struct snapshot *snapshot)
{
	enum status status = sampler->family ? STATUS_OK : family_find_loaded(&sampler->family, SEBP_FAMILY_NAME);

	if (!status)
		status = snapshot_take(snapshot, sampler->family, 0, "top");
	return status == STATUS_NO_MODULE ? STATUS_OK : status;
}

/* Found anew each time: the module may have come, gone, or done both, which gives its family another number. */
static enum status take_vms(struct vms *vms, bool *loaded)
{
	struct family *family;
	enum status status = family_find_loaded(&family, SEBP_VMM_FAMILY_NAME);

	if (!status) {
		status = vms_take(vms, family, "top");
		family_close(family);
	}
	*loaded = !status;
	return status == STATUS_NO_MODULE ? STATUS_OK : status;
}

enum status sampler_take(struct sampler *sampler)
{
	static const struct vms none;
	struct picture *picture = &sampler->picture;
	struct snapshot snapshot = { 0 };
	struct vms vms = none;
	enum status status = take_queues(sampler, &snapshot);
	uint64_t now;

	if (!status)
		status = take_vms(&vms, &picture->vmm);
	now = monotonic_ns();
	if (!status) {
		picture->sebp = sampler->family;
		flows_sample(&picture->flows, &snapshot, now - sampler->sampled_ns);
		vm_flows_sample(&picture->vm_flows, picture->vmm ? &vms : &none, now - sampler->sampled_ns);
	}
	sampler->sampled_ns = now;
	snapshot_free(&snapshot);
	vms_free(&vms);
	return status;
}

void sampler_close(struct sampler *sampler)
{
	picture_free(&sampler->picture);
	if (sampler->family)
		family_close(sampler->family);
}
