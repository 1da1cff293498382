/* SPDX-License-Identifier: GPL-2.0-only */
/* The generic netlink family sebp-vmm, by the contract spec/sebp-vmm.yaml. It reads and configures, it never decides. */
#ifndef SEBP_VMM_NETLINK_H
#define SEBP_VMM_NETLINK_H

int sebp_vmm_netlink_init(void);
void sebp_vmm_netlink_exit(void);

struct sebp_vf;

/* Tells whoever listens what @vf is and does now. Context: process; takes its lock. */
void sebp_vmm_netlink_notify(struct sebp_vf *vf);

#endif /* SEBP_VMM_NETLINK_H */
