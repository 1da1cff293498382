// SPDX-License-Identifier: GPL-2.0-only
#include "vms.h"

#include <stdlib.h>

#include <linux/sebp_vmm.h>

#include "common/grow.h"
#include "family.h"

static int take_vf(const struct nlmsghdr *message, void *data)
{
	struct vms *vms = data;

	vms->vfs = grow(vms->vfs, vms->vf_count, sizeof(*vms->vfs));
	return decode_vm_vf(message, &vms->vfs[vms->vf_count++]);
}

static int take_vector(const struct nlmsghdr *message, void *data)
{
	struct vms *vms = data;

	vms->vectors = grow(vms->vectors, vms->vector_count, sizeof(*vms->vectors));
	return decode_vector(message, &vms->vectors[vms->vector_count++]);
}

/* A device that comes or goes between the two dumps is shown without its vectors, or not at all. */
enum status vms_take(struct vms *vms, struct family *family, const char *subject)
{
	enum status status;

	*vms = (struct vms){ 0 };
	family_request(family, SEBP_VMM_CMD_VF_GET);
	status = family_try_dump(family, subject, take_vf, vms);
	if (!status) {
		family_request(family, SEBP_VMM_CMD_VECTOR_GET);
		status = family_try_dump(family, subject, take_vector, vms);
	}
	for (size_t i = 0; !status && i < vms->vf_count; i++)
		kvm_exits_read(&vms->vfs[i].exits, vms->vfs[i].pid);
	return status;
}

void vms_free(struct vms *vms)
{
	free(vms->vfs);
	free(vms->vectors);
}
