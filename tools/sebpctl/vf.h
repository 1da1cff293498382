/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PFs and their VFs. The functions say what went wrong themselves and return the status to exit
 * with, unless it is said otherwise. @root: see common/pci.h.
 */
#ifndef SEBPCTL_VF_H
#define SEBPCTL_VF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/pci.h"
#include "common/status.h"
#include "vf-config.h"

/* "": this machine. Tests have their own. */
extern const char *vf_root;

enum status vf_create(int argc, char *argv[]);
enum status vf_set(int argc, char *argv[]);
enum status vf_assign(int argc, char *argv[]);
enum status vf_release(int argc, char *argv[]);
enum status vf_list(int argc, char *argv[]);

/* Whether @count words are behind the options, as getopt_long() has left them; @what they are. */
enum status vf_operands(int argc, char *argv[], int count, const char *what);

/* Names are empty for what is not there. */
struct pf {
	char address[PCI_NAME_SIZE];
	char driver[PCI_NAME_SIZE];
	char netdev[PCI_NAME_SIZE];
	uint32_t ifindex;
	uint32_t total;			/* VFs that it could have */
	uint32_t count;			/* that it has */
	uint32_t autoprobe;		/* 0: a VF gets a driver only by driver_override */
};

struct vf {
	struct pf pf;
	uint32_t index;
	char name[2 * PCI_NAME_SIZE];	/* PF/index, as in messages */
	char address[PCI_NAME_SIZE];
	char driver[PCI_NAME_SIZE];
	char driver_override[PCI_NAME_SIZE];
	char netdev[PCI_NAME_SIZE];
	char group[PCI_NAME_SIZE];	/* of the IOMMU */
};

/* By PCI address or network device; a VF also as PF/index. */
enum status pf_find(const char *root, const char *word, struct pf *pf);
enum status vf_find(const char *root, const char *word, struct vf *vf);

/* The VF @index of @pf; says nothing: 0 or a negative errno. */
int vf_of_pf(const char *root, const struct pf *pf, uint32_t index, struct vf *vf);

/* The function in @address; says nothing, is false if it has no VFs to offer. */
bool pf_read(const char *root, const char *address, struct pf *pf);

/* --- Who works with a VF (vf-use.c) */

struct vf_user {
	uint32_t pid;
	char command[PCI_NAME_SIZE];
};

/* Whether @driver gives devices to VMMs: vfio-pci, sebp-vfio-pci, mlx5_vfio_pci ... */
bool is_vfio(const char *driver);

/* The VMM that has the VF open. Who may not look at other users' processes finds only their own. */
bool vf_user(const char *root, const struct vf *vf, struct vf_user *user);

/* Refuses if a VMM has the VF open, and, unless @force, if the host uses it. */
enum status vf_unused(const char *root, const struct vf *vf, bool force);

/* Refuses if its IOMMU group cannot be handed to a VMM, unless @force, or there is no IOMMU. */
enum status vf_isolated(const char *root, const struct vf *vf, bool force);

/* --- How they are listed (vf-text.c, vf-json.c) */

struct vf_row {
	struct vf vf;
	struct vf_config config;
	struct vf_user user;		/* pid 0: nobody */
};

struct pf_rows {
	struct pf pf;
	struct vf_row *rows;
	uint32_t count;
};

struct pf_table {
	struct pf_rows *pfs;
	uint32_t count;
};

/* One PF, or all, if @address is NULL; to be freed in any case. */
enum status pf_table_read(const char *root, const char *address, struct pf_table *table);
void pf_table_free(struct pf_table *table);

void vf_text(FILE *out, const struct pf_table *table);
enum status vf_json(FILE *out, const struct pf_table *table);

#endif
