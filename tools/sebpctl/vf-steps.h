/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is done to PFs and VFs, one step after the other, or, in a dry run, what would be: every step
 * is then printed as a shell would do it. A step that fails leaves its reason in the struct, and
 * steps_end() says it, together with what could not be undone.
 *
 *	struct steps steps = { .subject = "eth0/1", .dry_run = true };
 *	enum status status = step_pci_write(&steps, "0", address, "sriov_numvfs");
 *
 *	return steps_end(&steps, status, NULL);
 */
#ifndef SEBPCTL_VF_STEPS_H
#define SEBPCTL_VF_STEPS_H

#include <stdbool.h>

#include <jansson.h>

#include "common/status.h"
#include "vf.h"

struct steps {
	const char *root;	/* as in common/pci.h */
	const char *subject;	/* whom an error is about */
	bool dry_run;
	bool json;

	bool undoing;		/* further failures do not replace the reason of the first */
	char why[512];
	char left[512];		/* what has changed for good */
	json_t *planned;	/* of a dry run with JSON */
};

enum status step_write(struct steps *steps, const char *text, const char *path);
enum status step_pci_write(struct steps *steps, const char *text, const char *address, const char *file);

/* Has a driver look at the VF; that none takes it is no failure. */
void step_probe(struct steps *steps, const char *vf_address);

/* @module is a name or an alias; fails if there is no such module. */
enum status step_modprobe(struct steps *steps, const char *module);

enum status step_link_up(struct steps *steps, const struct pf *pf);
enum status step_set(struct steps *steps, const struct vf *vf, enum vf_setting setting,
		     const struct vf_config *config);

/* A failure found between steps. Returns @status. */
__attribute__((format(printf, 3, 4)))
enum status steps_fail(struct steps *steps, enum status status, const char *format, ...);

/* Adds to what will have changed nevertheless; if nothing is, an error says so. */
__attribute__((format(printf, 2, 3)))
void steps_leave(struct steps *steps, const char *format, ...);

/* The same of the driver that the VF has now. */
void steps_leave_driver(struct steps *steps, const struct vf *vf);

/*
 * The end of a command: says what failed; or prints what was planned; or, with JSON, the PF as it is
 * now. Returns the status to exit with.
 */
enum status steps_end(struct steps *steps, enum status status, const struct pf *pf);

/*
 * Gives the VF to @driver, or, if that is empty, to the host's own one, and fails if it does not take
 * it. @vf->driver and @vf->driver_override tell where it is afterwards.
 */
enum status vf_bind(struct steps *steps, struct vf *vf, const char *driver);

#endif
