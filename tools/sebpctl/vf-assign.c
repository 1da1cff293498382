// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "vf-wish.h"

static const char help[] =
	"Usage: sebpctl vf assign VF [SETTINGS] [OPTIONS]\n"
	"\n"
	"Make the VF ready for a guest: set what its PF keeps for it, take it from the\n"
	"host's driver, and give it to vfio-pci, where a VMM finds it. VF is a PCI\n"
	"address, PF/index such as enp1s0/3, or a network device.\n"
	"\n"
	VF_WISH_HELP
	"\n"
	"  -v, --vmm              sebp-vfio-pci, which polls the VF for its guest\n"
	"  -f, --force            though the host uses it, or others share its group\n"
	"  -d, --dry-run          print what would be done, and do nothing\n"
	"  -j, --json             print the PF and its VFs as JSON\n"
	"  -h, --help             this text\n"
	"\n"
	"Example:\n"
	"  sebpctl vf assign enp1s0/3 --mac 02:5e:b0:00:00:03 --vlan 100 --vmm";

/* A driver is there when its directory is: it may also be built into the kernel. */
static enum status need_driver(struct steps *steps, const char *driver)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/bus/pci/drivers/%s", steps->root, driver);
	return access(path, F_OK) ? step_modprobe(steps, driver) : STATUS_OK;
}

static void undo(struct steps *steps, struct vf *vf, const struct vf *before)
{
	struct pf pf = vf->pf;

	steps->undoing = true;
	vf_of_pf(steps->root, &pf, before->index, vf);
	/* Where it was without a driver, a driver that is not there leaves it so. */
	if (strcmp(vf->driver, before->driver))
		vf_bind(steps, vf, before->driver_override);
	else if (strcmp(vf->driver_override, before->driver_override))
		step_pci_write(steps, before->driver_override, vf->address, "driver_override");
	vf_of_pf(steps->root, &pf, before->index, vf);
	if (strcmp(vf->driver, before->driver))
		steps_leave_driver(steps, vf);
	if (strcmp(vf->driver_override, before->driver_override))
		steps_leave(steps, "its driver_override is '%s' now", vf->driver_override);
}

static enum status assign(struct steps *steps, struct vf *vf, const char *driver, const struct vf_wish *wish)
{
	const struct vf before = *vf;
	struct vf_undo settings;
	enum status status = need_driver(steps, driver);

	if (!status)
		status = vf_wish_apply(steps, vf, wish, &settings);
	if (status)
		return status;
	if (strcmp(vf->driver, driver))
		status = vf_bind(steps, vf, driver);
	else if (strcmp(vf->driver_override, driver))
		status = step_pci_write(steps, driver, vf->address, "driver_override");
	if (status) {
		undo(steps, vf, &before);
		vf_wish_undo(steps, vf, &settings);
	}
	return status;
}

static enum status run(struct steps *steps, const char *driver, const struct vf_wish *wish, bool force)
{
	struct vf vf;
	enum status status = vf_find(steps->root, steps->subject, &vf);

	if (!status)
		status = vf_isolated(steps->root, &vf, force);
	/* What is assigned so already may also be in use. */
	if (!status && strcmp(vf.driver, driver))
		status = vf_unused(steps->root, &vf, force);
	if (status)
		return status;
	return steps_end(steps, assign(steps, &vf, driver, wish), &vf.pf);
}

enum status vf_assign(int argc, char *argv[])
{
	struct steps steps = { .root = vf_root };
	struct vf_wish wish = { 0 };
	bool vmm = false, force = false, helped = false;
	const struct flag flags[] = {
		{ "vmm", &vmm }, { "force", &force }, { "dry-run", &steps.dry_run }, { "json", &steps.json }, { 0 },
	};
	enum status status = vf_wish_read(argc, argv, flags, help, &wish, &helped);

	if (status || helped)
		return status;
	status = vf_operands(argc, argv, 1, "a VF");
	if (status)
		return status;
	steps.subject = argv[optind];
	return run(&steps, vmm ? "sebp-vfio-pci" : "vfio-pci", &wish, force);
}
