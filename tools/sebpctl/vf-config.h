/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings of a VF that its PF's driver holds, as rtnetlink's IFLA_VF_* carry them. Pure: needs
 * no socket.
 */
#ifndef SEBPCTL_VF_CONFIG_H
#define SEBPCTL_VF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/*
 * In the order in which they are set. Drivers may reset the VF for most of them, and take a rate
 * only while the PF has a link, which is given the time of the others to come.
 */
enum vf_setting { VF_MAC, VF_VLAN, VF_SPOOFCHK, VF_TRUST, VF_STATE, VF_RATE, VF_SETTINGS };

struct vf_config {
	bool has[VF_SETTINGS];		/* known, or wanted */
	uint8_t mac[6];
	uint32_t vlan, qos;		/* VLAN 0: none */
	uint16_t vlan_proto;		/* ETH_P_8021Q or ETH_P_8021AD */
	uint32_t min_tx_rate, max_tx_rate;	/* Mbit/s, 0: no bound */
	uint32_t spoofchk, trust;	/* 0 or 1 */
	uint32_t state;			/* IFLA_VF_LINK_STATE_* */
};

/* "mac 02:5e:b0:00:00:01": the words that `ip link set PF vf N` would take. */
#define VF_WORDS_SIZE	64
const char *vf_config_words(char text[VF_WORDS_SIZE], enum vf_setting setting, const struct vf_config *config);
const char *vf_state_name(uint32_t state);
const char *vf_proto_name(uint16_t proto);

bool vf_config_same(enum vf_setting setting, const struct vf_config *a, const struct vf_config *b);

/*
 * Of an answer to RTM_GETLINK about a PF: the settings of its VFs below @count. 0, or -EBADMSG if
 * the message is malformed: then the content of @configs is undefined.
 */
int vf_config_decode(const struct nlmsghdr *message, struct vf_config configs[], size_t count);

/* Adds one setting of the VF @index to an RTM_SETLINK about its PF. */
void vf_config_encode(struct nlmsghdr *message, uint32_t index, enum vf_setting setting,
		      const struct vf_config *config);

#endif
