/* SPDX-License-Identifier: GPL-2.0-only */
/* The settings of a VF as options of `vf set` and `vf assign`. */
#ifndef SEBPCTL_VF_WISH_H
#define SEBPCTL_VF_WISH_H

#include <stdbool.h>

#include "command.h"
#include "vf-steps.h"

#define VF_WISHES	9

/* The words given, by option; NULL for one that is not. */
struct vf_wish {
	bool any;
	const char *word[VF_WISHES];
};

/* For the help of a command that takes them. */
#define VF_WISH_HELP \
	"  --mac MAC              its address; 00:00:00:00:00:00: one of its own choice\n" \
	"  --vlan ID              VLAN of all its packets, 1 to 4094; 0: none\n" \
	"  --qos N                priority in the VLAN tag, 0 to 7\n" \
	"  --vlan-proto PROTO     802.1Q or 802.1ad\n" \
	"  --spoofchk on|off      drop what the VF sends from other addresses\n" \
	"  --trust on|off         may change its address and see all packets\n" \
	"  --state auto|enable|disable\n" \
	"                         its link: that of the PF, always up, always down\n" \
	"  --min-tx-rate MBIT     bandwidth it is promised for sending, Mbit/s; 0: none\n" \
	"  --max-tx-rate MBIT     bandwidth that it cannot exceed; 0: no bound\n"

/* As read_flags(), for commands that take settings besides @flags. */
enum status vf_wish_read(int argc, char *argv[], const struct flag flags[], const char *help,
			 struct vf_wish *wish, bool *helped);

/* What has been set, to undo it. */
struct vf_undo {
	struct vf_config before, after;
	bool done[VF_SETTINGS];
};

/* Sets what is wished and is not so already; all of it or, with an error, nothing. */
enum status vf_wish_apply(struct steps *steps, const struct vf *vf, const struct vf_wish *wish,
			  struct vf_undo *undo);
void vf_wish_undo(struct steps *steps, const struct vf *vf, struct vf_undo *undo);

#endif
