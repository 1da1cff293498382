// SPDX-License-Identifier: GPL-2.0-only
#include "vf.h"

#include "json.h"

/* NULL, which leaves the key out, for what is not there. */
static json_t *name_or_none(const char *name)
{
	return name[0] ? json_bytes(name) : NULL;
}

static void add_config(json_t *object, const struct vf_config *c)
{
	char words[VF_WORDS_SIZE];

	if (c->has[VF_MAC])
		json_object_set_new(object, "mac", json_string(vf_config_words(words, VF_MAC, c) + sizeof("mac")));
	if (c->has[VF_VLAN]) {
		json_object_set_new(object, "vlan", json_integer(c->vlan));
		json_object_set_new(object, "qos", json_integer(c->qos));
		json_object_set_new(object, "vlan_proto", json_string(vf_proto_name(c->vlan_proto)));
	}
	if (c->has[VF_SPOOFCHK])
		json_object_set_new(object, "spoofchk", json_boolean(c->spoofchk));
	if (c->has[VF_TRUST])
		json_object_set_new(object, "trust", json_boolean(c->trust));
	if (c->has[VF_STATE])
		json_object_set_new(object, "state", json_string(vf_state_name(c->state)));
	if (c->has[VF_RATE]) {
		json_object_set_new(object, "min_tx_rate", json_integer(c->min_tx_rate));
		json_object_set_new(object, "max_tx_rate", json_integer(c->max_tx_rate));
	}
}

static json_t *user_object(const struct vf_user *user)
{
	if (!user->pid)
		return NULL;
	return json_pack("{s:I, s:o}", "pid", json_count(user->pid), "command", json_bytes(user->command));
}

static json_t *vf_object(const struct vf_row *row)
{
	json_t *object = json_pack("{s:I, s:s, s:b, s:o*, s:o*, s:o*, s:o*, s:o*}",
		"index", json_count(row->vf.index),
		"address", row->vf.address,
		"assigned", is_vfio(row->vf.driver),
		"driver", name_or_none(row->vf.driver),
		"driver_override", name_or_none(row->vf.driver_override),
		"netdev", name_or_none(row->vf.netdev),
		"iommu_group", name_or_none(row->vf.group),
		"user", user_object(&row->user));

	if (object)
		add_config(object, &row->config);
	return object;
}

static json_t *pf_object(const struct pf_rows *rows)
{
	json_t *vfs = json_array();

	for (uint32_t i = 0; i < rows->count; i++)
		json_array_append_new(vfs, vf_object(&rows->rows[i]));
	return json_pack("{s:s, s:o*, s:o*, s:I, s:I, s:b, s:o}",
		"address", rows->pf.address,
		"driver", name_or_none(rows->pf.driver),
		"netdev", name_or_none(rows->pf.netdev),
		"total", json_count(rows->pf.total),
		"count", json_count(rows->pf.count),
		"autoprobe", rows->pf.autoprobe != 0,
		"vfs", vfs);
}

enum status vf_json(FILE *out, const struct pf_table *table)
{
	json_t *pfs = json_array();

	for (uint32_t i = 0; i < table->count; i++)
		json_array_append_new(pfs, pf_object(&table->pfs[i]));
	return json_print(out, json_pack("{s:o}", "pfs", pfs));
}
