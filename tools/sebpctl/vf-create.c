// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <string.h>

#include "command.h"
#include "common/parse.h"
#include "common/say.h"
#include "vf-steps.h"

static const char help[] =
	"Usage: sebpctl vf create PF N [OPTIONS]\n"
	"\n"
	"Give the physical function PF, a network device or a PCI address, N VFs; 0\n"
	"removes them all. PF is set up, which it must be before a driver meets its VFs.\n"
	"\n"
	"  -n, --no-probe  leave the VFs without a driver, now and later: for guests\n"
	"  -f, --force     even if VFs that there are now are assigned or in use\n"
	"  -d, --dry-run   print what would be done, and do nothing\n"
	"  -j, --json      print PF and its VFs as JSON\n"
	"  -h, --help      this text\n"
	"\n"
	"Example:\n"
	"  sebpctl vf create enp1s0 4 --no-probe";

/* All VFs go when their number changes. */
static enum status none_in_use(const struct steps *steps, const struct pf *pf, bool force)
{
	enum status status = STATUS_OK;
	struct vf vf;

	for (uint32_t i = 0; i < pf->count && !status; i++) {
		if (vf_of_pf(steps->root, pf, i, &vf))
			continue;
		status = vf_unused(steps->root, &vf, force);
		if (!status && !force && is_vfio(vf.driver))
			status = fail(STATUS_FAILED, "%s: the number of VFs changes only by removing all, and this one is "
				      "assigned: `sebpctl vf release %s` first, or use --force", vf.name, vf.name);
	}
	return status;
}

static enum status write_number(struct steps *steps, const struct pf *pf, const char *file, uint32_t number)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", number);
	return step_pci_write(steps, text, pf->address, file);
}

static enum status write_count(struct steps *steps, const struct pf *pf, uint32_t count)
{
	return write_number(steps, pf, "sriov_numvfs", count);
}

/* From one number to another the kernel goes by way of none. */
static enum status change_count(struct steps *steps, const struct pf *pf, uint32_t count)
{
	enum status status = STATUS_OK;

	if (pf->count)
		status = write_count(steps, pf, 0);
	if (!status && count)
		status = write_count(steps, pf, count);
	return status;
}

static void undo_count(struct steps *steps, const struct pf *before)
{
	struct pf now;

	steps->undoing = true;
	pf_read(steps->root, before->address, &now);
	if (now.count != before->count) {
		change_count(steps, &now, before->count);
		pf_read(steps->root, before->address, &now);
		if (now.count != before->count)
			steps_leave(steps, "the PF has %u VFs now", now.count);
		else if (before->count)
			steps_leave(steps, "the VFs were removed and made anew, without their settings");
	}
	if (now.autoprobe != before->autoprobe)
		write_number(steps, before, "sriov_drivers_autoprobe", before->autoprobe);
}

/*
 * Where the VF will be, for a dry run: SR-IOV numbers the VFs from an offset behind the PF, in a
 * stride (PCI Express base specification, 9.2.1).
 */
static bool predict(const struct steps *steps, const struct pf *pf, uint32_t index, char address[PCI_NAME_SIZE])
{
	unsigned int domain, bus, device, function, id;
	uint32_t offset, stride;

	if (pci_number(steps->root, pf->address, "sriov_offset", &offset) ||
	    pci_number(steps->root, pf->address, "sriov_stride", &stride) ||
	    sscanf(pf->address, "%x:%x:%x.%x", &domain, &bus, &device, &function) != 4)
		return false;
	id = (bus << 8 | device << 3 | function) + offset + index * stride;
	snprintf(address, PCI_NAME_SIZE, "%04x:%02x:%02x.%x", domain, id >> 8 & 0xff, id >> 3 & 0x1f, id & 7);
	return true;
}

/* A host may well have no driver for its VFs, and that of guests is not the host's. */
static void probe_all(struct steps *steps, const struct pf *pf, uint32_t count)
{
	const bool predicted = steps->dry_run && count != pf->count;
	char address[PCI_NAME_SIZE];
	struct vf vf;

	for (uint32_t i = 0; i < count; i++) {
		if (predicted && predict(steps, pf, i, address))
			step_probe(steps, address);
		else if (!predicted && !vf_of_pf(steps->root, pf, i, &vf) && !vf.driver[0])
			step_probe(steps, vf.address);
	}
}

/*
 * The order that igb needs, and no driver minds: VFs without drivers, the PF up, which has it tell
 * its VFs that it is there, and only then drivers.
 */
static enum status create(struct steps *steps, const struct pf *pf, uint32_t count, bool probe)
{
	uint32_t autoprobe = pf->autoprobe;
	enum status status = STATUS_OK;

	if (count && count != pf->count && autoprobe) {
		autoprobe = 0;
		status = write_number(steps, pf, "sriov_drivers_autoprobe", 0);
	}
	if (!status && count != pf->count)
		status = change_count(steps, pf, count);
	if (!status && count && pf->ifindex && !netdev_is_up(steps->root, pf->netdev))
		status = step_link_up(steps, pf);
	if (!status && count && autoprobe != probe)
		status = write_number(steps, pf, "sriov_drivers_autoprobe", probe);
	if (status)
		undo_count(steps, pf);
	else if (probe)
		probe_all(steps, pf, count);
	return status;
}

static enum status run(struct steps *steps, char *argv[], bool probe, bool force)
{
	uint32_t count;
	struct pf pf;
	const char *wrong = parse_count(argv[1], &count);
	enum status status;

	if (wrong)
		return fail(STATUS_USAGE, "vf create: number of VFs '%s': %s", argv[1], wrong);
	status = pf_find(steps->root, argv[0], &pf);
	if (status)
		return status;
	if (count > pf.total)
		return fail(STATUS_FAILED, "%s: the device offers %u VFs at most, not %u", argv[0], pf.total, count);
	if (!pf.driver[0])
		return fail(STATUS_FAILED, "%s: no driver has the PF, so nothing can make VFs: load its driver", argv[0]);
	if (count != pf.count)
		status = none_in_use(steps, &pf, force);
	if (status)
		return status;
	return steps_end(steps, create(steps, &pf, count, probe), &pf);
}

enum status vf_create(int argc, char *argv[])
{
	struct steps steps = { .root = vf_root };
	bool no_probe = false, force = false, helped = false;
	const struct flag flags[] = {
		{ "no-probe", &no_probe }, { "force", &force }, { "dry-run", &steps.dry_run },
		{ "json", &steps.json }, { 0 },
	};
	enum status status = read_flags(argc, argv, flags, help, &helped);

	if (status || helped)
		return status;
	status = vf_operands(argc, argv, 2, "a PF and a number of VFs");
	if (status)
		return status;
	steps.subject = argv[optind];
	return run(&steps, argv + optind, !no_probe, force);
}
