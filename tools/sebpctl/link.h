/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PF's network device over rtnetlink. Functions return 0 or a negative errno; -EBADMSG is a
 * malformed answer.
 */
#ifndef SEBPCTL_LINK_H
#define SEBPCTL_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "vf-config.h"

/* The settings of its VFs below @count; what its driver does not tell is not there. */
int link_vf_configs(uint32_t ifindex, struct vf_config configs[], size_t count);

/* Sets one setting of a VF. */
int link_vf_set(uint32_t ifindex, uint32_t index, enum vf_setting setting, const struct vf_config *config);

/* ip link set ... up */
int link_up(uint32_t ifindex);

#endif
