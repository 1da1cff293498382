// SPDX-License-Identifier: GPL-2.0-only
#include "vf.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/say.h"

bool is_vfio(const char *driver)
{
	return strstr(driver, "vfio");
}

/* --- VMMs */

/* The character devices by which a VMM holds the VF: its group, or, with iommufd, itself. */
struct nodes {
	char group[PATH_MAX];
	char device[PATH_MAX];
};

static void find_nodes(const char *root, const struct vf *vf, struct nodes *nodes)
{
	char path[PATH_MAX], **names;
	int count;

	snprintf(nodes->group, sizeof(nodes->group), "/dev/vfio/%s", vf->group);
	pci_path(path, vf->address, "vfio-dev");
	count = directory_names(root, path, &names);
	snprintf(nodes->device, sizeof(nodes->device), "/dev/vfio/devices/%s", count > 0 ? names[0] : "");
	free_names(names, count);
}

static bool has_open(const char *root, const char *pid, const struct nodes *nodes)
{
	char directory[PATH_MAX], path[PATH_MAX + PCI_NAME_SIZE], target[PATH_MAX], **fds;
	bool found = false;
	int count;

	snprintf(directory, sizeof(directory), "/proc/%s/fd", pid);
	count = directory_names(root, directory, &fds);
	for (int i = 0; i < count && !found; i++) {
		ssize_t length;

		snprintf(path, sizeof(path), "%s%s/%s", root, directory, fds[i]);
		length = readlink(path, target, sizeof(target) - 1);
		target[length > 0 ? length : 0] = '\0';
		found = !strcmp(target, nodes->group) || !strcmp(target, nodes->device);
	}
	free_names(fds, count);
	return found;
}

bool vf_user(const char *root, const struct vf *vf, struct vf_user *user)
{
	char path[PATH_MAX], **pids;
	struct nodes nodes;
	int count;

	memset(user, 0, sizeof(*user));
	if (!is_vfio(vf->driver))
		return false;
	find_nodes(root, vf, &nodes);
	count = directory_names(root, "/proc", &pids);
	for (int i = 0; i < count && !user->pid; i++) {
		if (strspn(pids[i], "0123456789") < strlen(pids[i]) || !has_open(root, pids[i], &nodes))
			continue;
		user->pid = (uint32_t)strtoul(pids[i], NULL, 10);
		snprintf(path, sizeof(path), "/proc/%s/comm", pids[i]);
		sysfs_read(root, path, user->command, sizeof(user->command));
	}
	free_names(pids, count);
	return user->pid;
}

/* --- The host */

/* An address of the network device; false if it has none. */
static bool find_address(const char *netdev, char text[INET6_ADDRSTRLEN])
{
	struct ifaddrs *all = NULL;
	bool found = false;

	if (getifaddrs(&all))
		return false;
	for (const struct ifaddrs *i = all; i && !found; i = i->ifa_next) {
		if (!i->ifa_addr || strcmp(i->ifa_name, netdev))
			continue;
		if (i->ifa_addr->sa_family == AF_INET)
			found = inet_ntop(AF_INET, &((struct sockaddr_in *)i->ifa_addr)->sin_addr,
					  text, INET6_ADDRSTRLEN);
		else if (i->ifa_addr->sa_family == AF_INET6)
			found = inet_ntop(AF_INET6, &((struct sockaddr_in6 *)i->ifa_addr)->sin6_addr,
					  text, INET6_ADDRSTRLEN);
	}
	freeifaddrs(all);
	return found;
}

static enum status netdev_unused(const char *root, const struct vf *vf)
{
	char address[INET6_ADDRSTRLEN];

	if (find_address(vf->netdev, address))
		return fail(STATUS_FAILED, "%s: the host uses the VF, as %s with the address %s: "
			    "remove that, or use --force", vf->name, vf->netdev, address);
	if (netdev_is_up(root, vf->netdev))
		return fail(STATUS_FAILED, "%s: the host uses the VF, as %s, which is up: "
			    "`ip link set %s down` first, or use --force", vf->name, vf->netdev, vf->netdev);
	return STATUS_OK;
}

enum status vf_unused(const char *root, const struct vf *vf, bool force)
{
	struct vf_user user;

	/* Not even by force: the kernel would let us wait until the VMM closes it. */
	if (vf_user(root, vf, &user))
		return fail(STATUS_FAILED, "%s: %s, process %u, has the VF open: stop it, or detach the VF from its guest, "
			    "first", vf->name, user.command, user.pid);
	if (force || !vf->driver[0] || is_vfio(vf->driver))
		return STATUS_OK;
	if (vf->netdev[0])
		return netdev_unused(root, vf);
	return fail(STATUS_FAILED, "%s: the driver %s has the VF, but no network device is here, so perhaps another network "
		    "namespace uses it: use --force if not", vf->name, vf->driver);
}

/* --- Its IOMMU group */

/* Drivers that leave DMA alone do not spoil a group for VFIO. */
static bool spoils_group(const char *driver)
{
	return driver[0] && !is_vfio(driver) && strcmp(driver, "pcieport") && strcmp(driver, "pci-stub");
}

static enum status member_fits(const char *root, const struct vf *vf, const char *address)
{
	char driver[PCI_NAME_SIZE];

	pci_link(root, address, "driver", driver);
	if (!strcmp(address, vf->address) || !spoils_group(driver))
		return STATUS_OK;
	return fail(STATUS_FAILED, "%s: %s, which the driver %s has, is in the same IOMMU group, %s, and a VMM gets all of "
		    "a group or nothing: assign that too, with --force, or use a slot with ACS",
		    vf->name, address, driver, vf->group);
}

enum status vf_isolated(const char *root, const struct vf *vf, bool force)
{
	char path[PATH_MAX], **members;
	enum status status = STATUS_OK;
	int count;

	if (!vf->group[0])
		return fail(STATUS_FAILED, "%s: the IOMMU is off: switch VT-d or AMD-Vi on in the firmware, put intel_iommu=on "
			    "(with an Intel CPU) on the kernel command line, and reboot", vf->name);
	pci_path(path, vf->address, "iommu_group/devices");
	count = directory_names(root, path, &members);
	for (int i = 0; i < count && !force && !status; i++)
		status = member_fits(root, vf, members[i]);
	free_names(members, count);
	return status;
}
