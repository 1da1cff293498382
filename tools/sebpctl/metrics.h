/* SPDX-License-Identifier: GPL-2.0-only */
/* The counters for Prometheus. */
#ifndef SEBPCTL_METRICS_H
#define SEBPCTL_METRICS_H

#include <stdio.h>

#include "snapshot.h"
#include "vms.h"

/* In the text exposition format, version 0.0.4. No @snapshot, no @vms: the module is not loaded. */
void metrics_text(FILE *out, const struct snapshot *snapshot);
void metrics_vm_text(FILE *out, const struct vms *vms);

#endif
