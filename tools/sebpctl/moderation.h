/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEBPCTL_MODERATION_H
#define SEBPCTL_MODERATION_H

#include <stdint.h>

#include "decode.h"

/* How a device moderates its interrupts, by ethtool's netlink family: nothing is known if that does not tell. */
void moderation_get(uint32_t ifindex, struct moderation *moderation);

#endif
