/* SPDX-License-Identifier: GPL-2.0-only */
/* The devices that guests have by sebp-vfio-pci, their vectors, and the ways to print them. */
#ifndef SEBPCTL_VMS_H
#define SEBPCTL_VMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "common/status.h"
#include "decode.h"

struct family;

struct vms {
	struct vm_vf *vfs;
	size_t vf_count;
	struct vector *vectors;		/* of all devices */
	size_t vector_count;
};

/*
 * Asks @family, that of sebp-vfio-pci, for all of them, and KVM for the exits of their guests. Where the module has
 * been unloaded meanwhile, STATUS_NO_MODULE is returned without a word.
 */
enum status vms_take(struct vms *vms, struct family *family, const char *subject);
void vms_free(struct vms *vms);

/* For people, in 80 columns. */
void vm_text(FILE *out, const struct vms *vms);

/* All of it, in the schema of docs/sebpctl-json.md. */
enum status vm_json(FILE *out, const struct vms *vms);

/* What a device is at a time, in a line. */
void vm_notice_text(FILE *out, const struct timespec *when, const struct vm_vf *vf);
void vm_notice_json(FILE *out, const struct timespec *when, const struct vm_vf *vf);

/* Prints such lines until it is interrupted or the module is unloaded. */
enum status vm_monitor(bool json);

#endif
