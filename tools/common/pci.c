// SPDX-License-Identifier: GPL-2.0-only
#include "common/pci.h"

#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/parse.h"

bool pci_address(const char *word, char address[PCI_NAME_SIZE])
{
	unsigned int domain = 0, bus, device, function;
	int length = 0;

	address[0] = '\0';
	/* Its numbers are no longer than these; sscanf() alone would take blanks and signs too. */
	if (strlen(word) > strlen("ffffffff:ff:1f.7") || word[strspn(word, "0123456789abcdefABCDEF:.")])
		return false;
	if (sscanf(word, "%8x:%2x:%2x.%1x%n", &domain, &bus, &device, &function, &length) != 4 || word[length]) {
		domain = length = 0;
		if (sscanf(word, "%2x:%2x.%1x%n", &bus, &device, &function, &length) != 3 || word[length])
			return false;
	}
	if (device > 0x1f || function > 7)
		return false;
	snprintf(address, PCI_NAME_SIZE, "%04x:%02x:%02x.%x", domain, bus, device, function);
	return true;
}

void pci_path(char path[PATH_MAX], const char *address, const char *file)
{
	snprintf(path, PATH_MAX, "/sys/bus/pci/devices/%s/%s", address, file);
}

/* @path below @root; what does not fit is cut and then not there. */
static const char *under(char full[PATH_MAX], const char *root, const char *path)
{
	snprintf(full, PATH_MAX, "%s%s", root, path);
	return full;
}

int sysfs_read(const char *root, const char *path, char *text, int size)
{
	char full[PATH_MAX];
	FILE *file = fopen(under(full, root, path), "re");
	int error = 0;

	text[0] = '\0';
	if (!file)
		return -errno;
	/* An empty file is an empty line. */
	errno = 0;
	if (!fgets(text, size, file) && ferror(file))
		error = -errno;
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	return error;
}

int pci_read(const char *root, const char *address, const char *file, char *text, int size)
{
	char path[PATH_MAX];

	pci_path(path, address, file);
	return sysfs_read(root, path, text, size);
}

int pci_number(const char *root, const char *address, const char *file, uint32_t *number)
{
	char text[32];
	int error = pci_read(root, address, file, text, sizeof(text));

	*number = 0;
	if (error)
		return error;
	return parse_count(text, number) ? -EINVAL : 0;
}

static int copy_name(char name[PCI_NAME_SIZE], const char *from)
{
	if (strlen(from) >= PCI_NAME_SIZE)
		return -ENAMETOOLONG;
	strcpy(name, from);
	return 0;
}

int pci_link(const char *root, const char *address, const char *file, char name[PCI_NAME_SIZE])
{
	char path[PATH_MAX], full[PATH_MAX], target[PATH_MAX];
	ssize_t length;
	const char *last;

	name[0] = '\0';
	pci_path(path, address, file);
	length = readlink(under(full, root, path), target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	last = strrchr(target, '/');
	return copy_name(name, last ? last + 1 : target);
}

int directory_names(const char *root, const char *path, char ***names)
{
	char full[PATH_MAX];
	struct dirent **entries;
	int found = scandir(under(full, root, path), &entries, NULL, alphasort), count = 0;

	*names = NULL;
	if (found < 0)
		return -errno;
	*names = calloc((size_t)found + 1, sizeof(**names));
	for (int i = 0; i < found; i++) {
		if (*names && strcmp(entries[i]->d_name, ".") && strcmp(entries[i]->d_name, "..") &&
		    ((*names)[count] = strdup(entries[i]->d_name)))
			count++;
		free(entries[i]);
	}
	free(entries);
	return *names ? count : -ENOMEM;
}

void free_names(char **names, int count)
{
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* The first name in a directory that begins with @prefix. */
static int first_name(const char *root, const char *path, const char *prefix, char name[PCI_NAME_SIZE])
{
	char **names;
	int count = directory_names(root, path, &names), error = count < 0 ? count : -ENOENT;

	name[0] = '\0';
	for (int i = 0; i < count && error == -ENOENT; i++) {
		if (!strncmp(names[i], prefix, strlen(prefix)))
			error = copy_name(name, names[i]);
	}
	free_names(names, count);
	return error;
}

int pci_netdev(const char *root, const char *address, char netdev[PCI_NAME_SIZE])
{
	char path[PATH_MAX], virtio[PCI_NAME_SIZE], below[PCI_NAME_SIZE + 8];

	pci_path(path, address, "net");
	if (!first_name(root, path, "", netdev))
		return 0;
	/* A virtio device, which has the network device, sits below its PCI function. */
	pci_path(path, address, "");
	if (first_name(root, path, "virtio", virtio))
		return -ENODEV;
	snprintf(below, sizeof(below), "%s/net", virtio);
	pci_path(path, address, below);
	return first_name(root, path, "", netdev);
}

int pci_of_netdev(const char *root, const char *netdev, char address[PCI_NAME_SIZE])
{
	char path[PATH_MAX], full[PATH_MAX], target[PATH_MAX], *last;

	address[0] = '\0';
	if (!netdev[0] || netdev[0] == '.' || strchr(netdev, '/'))
		return -ENODEV;
	snprintf(path, sizeof(path), "/sys/class/net/%s/device", netdev);
	if (!realpath(under(full, root, path), target)) {
		/* lo, bridges and the like are there, but are no devices. */
		*strrchr(full, '/') = '\0';
		return access(full, F_OK) ? -ENOENT : -ENODEV;
	}
	last = strrchr(target, '/');
	if (!pci_address(last + 1, address)) {
		*last = '\0';
		last = strrchr(target, '/');
	}
	return last && pci_address(last + 1, address) ? 0 : -ENODEV;
}

bool netdev_is_up(const char *root, const char *netdev)
{
	char path[PATH_MAX], flags[32];

	snprintf(path, sizeof(path), "/sys/class/net/%s/flags", netdev);
	return !sysfs_read(root, path, flags, sizeof(flags)) && strtoul(flags, NULL, 16) & IFF_UP;
}
