// SPDX-License-Identifier: GPL-2.0-only
#include "vf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/parse.h"
#include "common/say.h"

bool pf_read(const char *root, const char *address, struct pf *pf)
{
	char path[PATH_MAX], text[32];

	memset(pf, 0, sizeof(*pf));
	snprintf(pf->address, sizeof(pf->address), "%s", address);
	if (pci_number(root, address, "sriov_totalvfs", &pf->total) || !pf->total)
		return false;
	pci_number(root, address, "sriov_numvfs", &pf->count);
	pci_number(root, address, "sriov_drivers_autoprobe", &pf->autoprobe);
	pci_link(root, address, "driver", pf->driver);
	if (!pci_netdev(root, address, pf->netdev)) {
		snprintf(path, sizeof(path), "/sys/class/net/%s/ifindex", pf->netdev);
		if (sysfs_read(root, path, text, sizeof(text)) || parse_count(text, &pf->ifindex))
			pf->ifindex = 0;
	}
	return true;
}

/* The function that @word names, be it what it may. */
static enum status find_function(const char *root, const char *word, char address[PCI_NAME_SIZE])
{
	char vendor[16];

	if (pci_address(word, address)) {
		if (pci_read(root, address, "vendor", vendor, sizeof(vendor)))
			return fail(STATUS_NO_DEVICE, "%s: there is no such PCI device: `lspci -D` lists them", word);
		return STATUS_OK;
	}
	switch (pci_of_netdev(root, word, address)) {
	case 0:
		return STATUS_OK;
	case -ENODEV:
		return fail(STATUS_NO_DEVICE, "%s: this is neither a PCI address nor a network device on PCI", word);
	default:
		return fail(STATUS_NO_DEVICE, "%s: there is no such network device here: `ip link` lists them, "
			    "`sebpctl vf list` the VFs", word);
	}
}

enum status pf_find(const char *root, const char *word, struct pf *pf)
{
	char address[PCI_NAME_SIZE], physfn[PCI_NAME_SIZE];
	enum status status = find_function(root, word, address);

	if (status)
		return status;
	if (pf_read(root, address, pf))
		return STATUS_OK;
	if (!pci_link(root, address, "physfn", physfn))
		return fail(STATUS_FAILED, "%s: this is a VF itself: name its PF, %s", word, physfn);
	return fail(STATUS_FAILED, "%s: the device offers no VFs: it has no SR-IOV, or the firmware has it off",
		    word);
}

int vf_of_pf(const char *root, const struct pf *pf, uint32_t index, struct vf *vf)
{
	char link[32];
	int error;

	memset(vf, 0, sizeof(*vf));
	vf->pf = *pf;
	vf->index = index;
	snprintf(vf->name, sizeof(vf->name), "%s/%u", pf->netdev[0] ? pf->netdev : pf->address, index);
	snprintf(link, sizeof(link), "virtfn%u", index);
	error = pci_link(root, pf->address, link, vf->address);
	if (error)
		return error;
	pci_link(root, vf->address, "driver", vf->driver);
	pci_link(root, vf->address, "iommu_group", vf->group);
	pci_netdev(root, vf->address, vf->netdev);
	pci_read(root, vf->address, "driver_override", vf->driver_override, sizeof(vf->driver_override));
	/* So the kernel spells that there is none. */
	if (!strcmp(vf->driver_override, "(null)"))
		vf->driver_override[0] = '\0';
	return 0;
}

static enum status find_by_index(const char *root, const char *word, const char *slash, struct vf *vf)
{
	char pf_word[PCI_NAME_SIZE];
	struct pf pf;
	uint32_t index;
	enum status status;

	if (parse_count(slash + 1, &index))
		return fail(STATUS_USAGE, "%s: behind the slash belongs the number of a VF, such as %.*s/0",
			    word, (int)(slash - word), word);
	snprintf(pf_word, sizeof(pf_word), "%.*s", (int)(slash - word), word);
	status = pf_find(root, pf_word, &pf);
	if (status)
		return status;
	if (vf_of_pf(root, &pf, index, vf))
		return fail(STATUS_NO_DEVICE, "%s: the PF %s has %u VFs, counted from 0: `sebpctl vf create` makes more",
			    word, pf_word, pf.count);
	return STATUS_OK;
}

enum status vf_find(const char *root, const char *word, struct vf *vf)
{
	const char *slash = strrchr(word, '/');
	char address[PCI_NAME_SIZE], physfn[PCI_NAME_SIZE];
	struct pf pf;
	enum status status;

	if (slash)
		return find_by_index(root, word, slash, vf);
	status = find_function(root, word, address);
	if (status)
		return status;
	if (pci_link(root, address, "physfn", physfn) || !pf_read(root, physfn, &pf))
		return fail(STATUS_FAILED, "%s: this is no VF: `sebpctl vf list` lists them", word);
	for (uint32_t i = 0; i < pf.count; i++) {
		if (!vf_of_pf(root, &pf, i, vf) && !strcmp(vf->address, address))
			return STATUS_OK;
	}
	return fail(STATUS_NO_DEVICE, "%s: its PF, %s, does not have this VF any more", word, physfn);
}
