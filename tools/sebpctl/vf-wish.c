// SPDX-License-Identifier: GPL-2.0-only
#include "vf-wish.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_ether.h>
#include <linux/if_link.h>

#include "common/parse.h"
#include "common/say.h"
#include "link.h"

/* --- Each option: NULL, or what is wrong with its word */

static const char *parse_mac(const char *word, struct vf_config *config)
{
	static const char wrong[] = "a MAC address is needed, such as 02:5e:b0:00:00:01";
	unsigned int byte[6];
	int length = 0;

	if (strlen(word) != strlen("02:5e:b0:00:00:01") || word[strspn(word, "0123456789abcdefABCDEF:")] ||
	    sscanf(word, "%2x:%2x:%2x:%2x:%2x:%2x%n", &byte[0], &byte[1], &byte[2], &byte[3], &byte[4],
		   &byte[5], &length) != 6 || word[length])
		return wrong;
	if (byte[0] & 1)
		return "this is an address of a group, not of one device";
	for (int i = 0; i < 6; i++)
		config->mac[i] = (uint8_t)byte[i];
	return NULL;
}

static const char *parse_up_to(const char *word, uint32_t *number, uint32_t most, const char *wrong)
{
	return parse_count(word, number) || *number > most ? wrong : NULL;
}

static const char *parse_vlan(const char *word, struct vf_config *config)
{
	const char *wrong = parse_up_to(word, &config->vlan, 4094, "a number from 0 to 4094 is needed");

	/* Without a tag there is no priority. */
	if (!wrong && !config->vlan)
		config->qos = 0;
	return wrong;
}

static const char *parse_qos(const char *word, struct vf_config *config)
{
	return parse_up_to(word, &config->qos, 7, "a number from 0 to 7 is needed");
}

static const char *parse_proto(const char *word, struct vf_config *config)
{
	if (!strcasecmp(word, "802.1Q"))
		config->vlan_proto = ETH_P_8021Q;
	else if (!strcasecmp(word, "802.1ad"))
		config->vlan_proto = ETH_P_8021AD;
	else
		return "choose one of these: 802.1Q, 802.1ad";
	return NULL;
}

static const char *parse_switch(const char *word, uint32_t *setting)
{
	*setting = !strcmp(word, "on");
	return *setting || !strcmp(word, "off") ? NULL : "choose one of these: on, off";
}

static const char *parse_spoofchk(const char *word, struct vf_config *config)
{
	return parse_switch(word, &config->spoofchk);
}

static const char *parse_trust(const char *word, struct vf_config *config)
{
	return parse_switch(word, &config->trust);
}

static const char *parse_state(const char *word, struct vf_config *config)
{
	for (uint32_t state = IFLA_VF_LINK_STATE_AUTO; state <= IFLA_VF_LINK_STATE_DISABLE; state++) {
		if (!strcmp(word, vf_state_name(state))) {
			config->state = state;
			return NULL;
		}
	}
	return "choose one of these: auto, enable, disable";
}

static const char *parse_min(const char *word, struct vf_config *config)
{
	return parse_count(word, &config->min_tx_rate);
}

static const char *parse_max(const char *word, struct vf_config *config)
{
	return parse_count(word, &config->max_tx_rate);
}

/* The order matters for --vlan 0 with --qos. */
static const struct wish {
	const char *option;
	enum vf_setting setting;
	const char *(*parse)(const char *word, struct vf_config *config);
} wishes[VF_WISHES] = {
	{ "mac",		VF_MAC,		parse_mac },
	{ "vlan",		VF_VLAN,	parse_vlan },
	{ "qos",		VF_VLAN,	parse_qos },
	{ "vlan-proto",		VF_VLAN,	parse_proto },
	{ "spoofchk",		VF_SPOOFCHK,	parse_spoofchk },
	{ "trust",		VF_TRUST,	parse_trust },
	{ "state",		VF_STATE,	parse_state },
	{ "min-tx-rate",	VF_RATE,	parse_min },
	{ "max-tx-rate",	VF_RATE,	parse_max },
};

/* --- Reading */

enum { OPTION_FIRST_WISH = 256, FLAGS_MAX = 4 };

static enum status take_wish(struct vf_wish *wish, int number, const char *word)
{
	struct vf_config scratch = { 0 };
	const char *wrong = wishes[number].parse(word, &scratch);

	if (wrong)
		return fail(STATUS_USAGE, "--%s '%s': %s", wishes[number].option, word, wrong);
	wish->any = true;
	wish->word[number] = word;
	return STATUS_OK;
}

enum status vf_wish_read(int argc, char *argv[], const struct flag flags[], const char *help,
			 struct vf_wish *wish, bool *helped)
{
	struct option options[1 + VF_WISHES + FLAGS_MAX + 1] = { { "help", no_argument, NULL, 'h' } };
	char letters[FLAGS_MAX + 3] = ":h";
	enum status status = STATUS_OK;
	int option, count = 1;

	for (int i = 0; i < VF_WISHES; i++)
		options[count++] = (struct option){ wishes[i].option, required_argument, NULL, OPTION_FIRST_WISH + i };
	for (int i = 0; i < FLAGS_MAX && flags[i].name; i++) {
		letters[i + 2] = flags[i].name[0];
		options[count++] = (struct option){ flags[i].name, no_argument, NULL, letters[i + 2] };
	}

	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		const struct flag *flag = find_flag(flags, option);

		if (option == 'h') {
			puts(help);
			*helped = true;
			return STATUS_OK;
		}
		if (flag)
			*flag->given = true;
		else if (option >= OPTION_FIRST_WISH)
			status = take_wish(wish, option - OPTION_FIRST_WISH, optarg);
		else
			status = bad_option(option, argv);
	}
	return status;
}

/* --- Applying */

static enum status read_before(struct steps *steps, const struct vf *vf, struct vf_config *before)
{
	struct vf_config *configs = calloc(vf->index + 1, sizeof(*configs));
	int error = configs ? link_vf_configs(vf->pf.ifindex, configs, vf->index + 1) : -ENOMEM;

	if (!error)
		*before = configs[vf->index];
	free(configs);
	if (error)
		return steps_fail(steps, STATUS_FAILED, "cannot ask %s for the settings of its VFs: %s",
				  vf->pf.netdev, strerror(-error));
	return STATUS_OK;
}

static void make_wanted(const struct vf_wish *wish, struct vf_config *config)
{
	if (!config->vlan_proto)
		config->vlan_proto = ETH_P_8021Q;
	for (int i = 0; i < VF_WISHES; i++) {
		if (!wish->word[i])
			continue;
		wishes[i].parse(wish->word[i], config);
		config->has[wishes[i].setting] = true;
	}
}

static bool is_wished(const struct vf_wish *wish, enum vf_setting setting)
{
	for (int i = 0; i < VF_WISHES; i++) {
		if (wish->word[i] && wishes[i].setting == setting)
			return true;
	}
	return false;
}

void vf_wish_undo(struct steps *steps, const struct vf *vf, struct vf_undo *undo)
{
	char words[VF_WORDS_SIZE];

	steps->undoing = true;
	for (int setting = VF_SETTINGS - 1; setting >= 0; setting--) {
		if (!undo->done[setting])
			continue;
		if (!undo->before.has[setting] || step_set(steps, vf, setting, &undo->before))
			steps_leave(steps, "'%s' stays", vf_config_words(words, setting, &undo->after));
	}
}

enum status vf_wish_apply(struct steps *steps, const struct vf *vf, const struct vf_wish *wish,
			  struct vf_undo *undo)
{
	struct vf_config *wanted = &undo->after;
	enum status status;

	memset(undo, 0, sizeof(*undo));
	if (!wish->any)
		return STATUS_OK;
	if (!vf->pf.ifindex)
		return steps_fail(steps, STATUS_FAILED, "the PF %s has no network device here to set this with",
				  vf->pf.address);
	status = read_before(steps, vf, &undo->before);
	if (status)
		return status;
	*wanted = undo->before;
	make_wanted(wish, wanted);
	if (wanted->max_tx_rate && wanted->min_tx_rate > wanted->max_tx_rate)
		return steps_fail(steps, STATUS_FAILED, "the rate cannot be at least %u and at most %u Mbit/s",
				  wanted->min_tx_rate, wanted->max_tx_rate);

	for (int setting = 0; setting < VF_SETTINGS && !status; setting++) {
		if (!is_wished(wish, setting) || vf_config_same(setting, wanted, &undo->before))
			continue;
		status = step_set(steps, vf, setting, wanted);
		undo->done[setting] = !status;
	}
	if (status)
		vf_wish_undo(steps, vf, undo);
	return status;
}
