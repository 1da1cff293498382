// SPDX-License-Identifier: GPL-2.0-only
#include "vf.h"

#include <string.h>

#define COLUMNS	80
#define INDENT	6

static const char *or_dash(const char *name)
{
	return name[0] ? name : "-";
}

/* Puts @part on the line, or on the next one if it does not fit. */
static int add(FILE *out, int column, const char *part)
{
	if (column > INDENT && column + 2 + (int)strlen(part) > COLUMNS) {
		fprintf(out, "\n%*s", INDENT, "");
		column = INDENT;
	}
	return column + fprintf(out, "%s%s", column > INDENT ? "  " : "", part);
}

/* No VLAN and no bound to the rate are what everybody expects. */
static bool is_telling(const struct vf_config *config, enum vf_setting setting)
{
	if (setting == VF_VLAN && !config->vlan)
		return false;
	if (setting == VF_RATE && !config->min_tx_rate && !config->max_tx_rate)
		return false;
	return config->has[setting];
}

static void show_vf(FILE *out, const struct vf_row *row)
{
	static const enum vf_setting order[] = { VF_MAC, VF_VLAN, VF_RATE, VF_SPOOFCHK, VF_TRUST, VF_STATE };
	char part[4 * PCI_NAME_SIZE];
	int column;

	fprintf(out, "  %-3u %-13s %-15s %s\n", row->vf.index, row->vf.address, or_dash(row->vf.driver),
		or_dash(row->vf.netdev));
	column = fprintf(out, "%*s", INDENT, "");
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (!is_telling(&row->config, order[i]))
			continue;
		column = add(out, column, vf_config_words(part, order[i], &row->config));
	}
	if (row->vf.group[0]) {
		snprintf(part, sizeof(part), "IOMMU group %s", row->vf.group);
		column = add(out, column, part);
	}
	if (row->user.pid) {
		snprintf(part, sizeof(part), "open in %s, process %u", row->user.command, row->user.pid);
		column = add(out, column, part);
	}
	fprintf(out, "%s\n", column == INDENT ? "-" : "");
}

void vf_text(FILE *out, const struct pf_table *table)
{
	if (!table->count)
		fputs("No device here offers VFs: they need SR-IOV, in the card and in the firmware.\n", out);
	for (uint32_t i = 0; i < table->count; i++) {
		const struct pf_rows *rows = &table->pfs[i];

		fprintf(out, "%s%s  %s  %s  %u of %u VFs\n", i ? "\n" : "", or_dash(rows->pf.netdev),
			rows->pf.address, or_dash(rows->pf.driver), rows->pf.count, rows->pf.total);
		if (rows->count)
			fprintf(out, "  %-3s %-13s %-15s %s\n", "VF", "address", "driver", "device");
		for (uint32_t j = 0; j < rows->count; j++)
			show_vf(out, &rows->rows[j]);
	}
}
