// SPDX-License-Identifier: GPL-2.0-only
#include "vf.h"

#include <stdlib.h>
#include <string.h>

#include "common/say.h"
#include "link.h"

static void read_configs(struct pf_rows *rows)
{
	struct vf_config *configs = calloc(rows->pf.count, sizeof(*configs));

	/* What cannot be asked is not known, and the list shows that. */
	if (configs && rows->pf.ifindex && !link_vf_configs(rows->pf.ifindex, configs, rows->pf.count)) {
		for (uint32_t i = 0; i < rows->count; i++)
			rows->rows[i].config = configs[rows->rows[i].vf.index];
	}
	free(configs);
}

static enum status read_rows(const char *root, struct pf_rows *rows)
{
	if (!rows->pf.count)
		return STATUS_OK;
	rows->rows = calloc(rows->pf.count, sizeof(*rows->rows));
	if (!rows->rows)
		return fail(STATUS_FAILED, "out of memory");
	for (uint32_t i = 0; i < rows->pf.count; i++) {
		struct vf_row *row = &rows->rows[rows->count];

		/* One that has gone meanwhile is left out. */
		if (vf_of_pf(root, &rows->pf, i, &row->vf))
			continue;
		vf_user(root, &row->vf, &row->user);
		rows->count++;
	}
	read_configs(rows);
	return STATUS_OK;
}

static enum status read_pfs(const char *root, char **addresses, uint32_t count, struct pf_table *table)
{
	enum status status = STATUS_OK;

	table->pfs = calloc(count + 1, sizeof(*table->pfs));
	if (!table->pfs)
		return fail(STATUS_FAILED, "out of memory");
	for (uint32_t i = 0; i < count && !status; i++) {
		struct pf_rows *rows = &table->pfs[table->count];

		if (!pf_read(root, addresses[i], &rows->pf))
			continue;
		table->count++;
		status = read_rows(root, rows);
	}
	return status;
}

enum status pf_table_read(const char *root, const char *address, struct pf_table *table)
{
	char *one[] = { (char *)address }, **addresses;
	enum status status;
	int count;

	memset(table, 0, sizeof(*table));
	if (address)
		return read_pfs(root, one, 1, table);
	count = directory_names(root, "/sys/bus/pci/devices", &addresses);
	/* A machine may have no PCI. */
	status = read_pfs(root, addresses, count > 0 ? (uint32_t)count : 0, table);
	free_names(addresses, count);
	return status;
}

void pf_table_free(struct pf_table *table)
{
	for (uint32_t i = 0; i < table->count; i++)
		free(table->pfs[i].rows);
	free(table->pfs);
}
