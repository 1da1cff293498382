/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices that guests have by sebp-vfio-pci, their vectors, and the ways to print them. */
#ifndef SEBPCTL_VMS_H
#define SEBPCTL_VMS_H

#include <stddef.h>
#include <stdio.h>

#include "common/status.h"
#include "decode.h"

struct vms {
	struct vm_vf *vfs;
	size_t vf_count;
	struct vector *vectors;		/* of all devices */
	size_t vector_count;
};

/* For people, in 80 columns. */
void vm_text(FILE *out, const struct vms *vms);

/* All of it, in the schema of docs/sebpctl-json.md. */
enum status vm_json(FILE *out, const struct vms *vms);

#endif
