// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>

#include "command.h"
#include "vf-steps.h"

static const char help[] =
	"Usage: sebpctl vf release VF [-j]\n"
	"\n"
	"Give an assigned VF back to the host's own network driver. What its PF keeps\n"
	"for it, such as MAC and VLAN, stays.\n"
	"\n"
	"  -d, --dry-run  print what would be done, and do nothing\n"
	"  -j, --json     print the PF and its VFs as JSON\n"
	"  -h, --help     this text\n"
	"\n"
	"Example:\n"
	"  sebpctl vf release enp1s0/3";

static enum status release(struct steps *steps, struct vf *vf)
{
	enum status status;

	/* With the host already: only an override that would take it away next time has to go. */
	if (vf->driver[0] && !is_vfio(vf->driver)) {
		if (is_vfio(vf->driver_override))
			return step_pci_write(steps, "", vf->address, "driver_override");
		return STATUS_OK;
	}
	status = vf_bind(steps, vf, "");
	if (status)
		steps_leave_driver(steps, vf);
	return status;
}

static enum status run(struct steps *steps)
{
	struct vf vf;
	enum status status = vf_find(steps->root, steps->subject, &vf);

	/* A host's own driver has nothing to give back. */
	if (!status)
		status = vf_unused(steps->root, &vf, true);
	if (status)
		return status;
	return steps_end(steps, release(steps, &vf), &vf.pf);
}

enum status vf_release(int argc, char *argv[])
{
	struct steps steps = { .root = vf_root };
	bool helped = false;
	const struct flag flags[] = { { "dry-run", &steps.dry_run }, { "json", &steps.json }, { 0 } };
	enum status status = read_flags(argc, argv, flags, help, &helped);

	if (status || helped)
		return status;
	status = vf_operands(argc, argv, 1, "a VF");
	if (status)
		return status;
	steps.subject = argv[optind];
	return run(&steps);
}
