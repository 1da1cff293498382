/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI functions and their network devices as sysfs shows them. @root is put before every path: "" on
 * a real machine, a directory with a tree of their own in tests. Functions return 0 or a negative
 * errno; what they fill in is then empty.
 */
#ifndef SEBP_TOOLS_PCI_H
#define SEBP_TOOLS_PCI_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* Room for an address (0000:01:10.0), or the name of a driver or a network device. */
#define PCI_NAME_SIZE	64

/* Whether @word is a PCI address, with its domain or without; @address gets it as sysfs spells it. */
bool pci_address(const char *word, char address[PCI_NAME_SIZE]);

/* The path of a function's file, without the root. */
void pci_path(char path[PATH_MAX], const char *address, const char *file);

/* The first line of a file; of a function's file; the number in it. */
int sysfs_read(const char *root, const char *path, char *text, int size);
int pci_read(const char *root, const char *address, const char *file, char *text, int size);
int pci_number(const char *root, const char *address, const char *file, uint32_t *number);

/* The last part of what a function's symbolic link (driver, physfn, iommu_group ...) points to. */
int pci_link(const char *root, const char *address, const char *file, char name[PCI_NAME_SIZE]);

/* A function's network device in this network namespace, and the function of a network device. */
int pci_netdev(const char *root, const char *address, char netdev[PCI_NAME_SIZE]);
int pci_of_netdev(const char *root, const char *netdev, char address[PCI_NAME_SIZE]);

/* Whether the network device is up. */
bool netdev_is_up(const char *root, const char *netdev);

/*
 * The names in a directory, sorted, without . and .., to be freed with free_names(); -errno, and
 * none, where it cannot be read.
 */
int directory_names(const char *root, const char *path, char ***names);
void free_names(char **names, int count);

#endif
