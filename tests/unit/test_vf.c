// SPDX-License-Identifier: GPL-2.0-only
/*
 * sebpctl vf on a tree of its own in place of sysfs and /proc, with a PF whose settings a table
 * stands for: names, lists, dry runs, refusals, and that what fails half-way is undone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <jansson.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sebpctl/command.h"
#include "sebpctl/link.h"
#include "sebpctl/vf.h"

#define WORDS_MAX	24
#define DEVICES		"/sys/bus/pci/devices/"

/*
 *	fpf0  0000:01:00.0  two VFs: 0000:01:10.0 with the host, as fvf0; 0000:01:10.2 open in a VMM
 *	fpf1  0000:02:00.0  a virtio PF, down, without VFs
 *	fnic  0000:03:00.0  no SR-IOV
 */
static char root[] = "/tmp/test_vf.XXXXXX";

/* --- The PF's driver, in place of rtnetlink */

#define IFINDEX	4242
#define PF_VFS	2

static struct {
	struct vf_config config[PF_VFS];
	enum vf_setting refuses;	/* VF_SETTINGS: none */
	int with;
	int busy;			/* so often, first */
	char log[1024];
} driver;

int link_vf_configs(uint32_t ifindex, struct vf_config configs[], size_t count)
{
	memset(configs, 0, count * sizeof(*configs));
	if (ifindex != IFINDEX)
		return -ENODEV;
	for (size_t i = 0; i < count && i < PF_VFS; i++)
		configs[i] = driver.config[i];
	return 0;
}

int link_vf_set(uint32_t ifindex, uint32_t index, enum vf_setting setting, const struct vf_config *config)
{
	char words[VF_WORDS_SIZE];
	size_t length = strlen(driver.log);

	assert_int_equal(ifindex, IFINDEX);
	if (driver.busy && driver.busy--)
		return -EAGAIN;
	if (setting == driver.refuses)
		return driver.with;
	snprintf(driver.log + length, sizeof(driver.log) - length, "%u %s\n", index,
		 vf_config_words(words, setting, config));
	return 0;
}

int link_up(uint32_t ifindex)
{
	(void)ifindex;
	return -EPERM;
}

/* --- The tree */

static void make_parents(char *path)
{
	for (char *slash = strchr(path + strlen(root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		assert_true(!mkdir(path, 0755) || errno == EEXIST);
		*slash = '/';
	}
}

static const char *in_tree(const char *path)
{
	static char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return full;
}

static void put(const char *path, const char *line)
{
	char full[PATH_MAX];
	FILE *file;

	snprintf(full, sizeof(full), "%s", in_tree(path));
	make_parents(full);
	file = fopen(full, "w");
	assert_non_null(file);
	fprintf(file, "%s\n", line);
	fclose(file);
}

static void point(const char *path, const char *target)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s", in_tree(path));
	make_parents(full);
	unlink(full);
	assert_int_equal(symlink(target, full), 0);
}

/* What a file says now. */
static const char *now(const char *path)
{
	static char text[256];

	assert_int_equal(sysfs_read(root, path, text, sizeof(text)), 0);
	return text;
}

static void add_netdev(const char *name, const char *device, const char *directory, const char *flags)
{
	char path[PATH_MAX], target[PATH_MAX];

	snprintf(path, sizeof(path), DEVICES "%s/net/%s/x", directory, name);
	put(path, "");
	snprintf(path, sizeof(path), "/sys/class/net/%s/device", name);
	snprintf(target, sizeof(target), "../../../bus/pci/devices/%s", directory);
	point(path, target);
	snprintf(path, sizeof(path), "/sys/class/net/%s/flags", name);
	put(path, flags);
	snprintf(path, sizeof(path), "/sys/class/net/%s/ifindex", name);
	put(path, strcmp(device, "0000:01:00.0") ? "77" : "4242");
}

static void add_pf(const char *address, const char *total, const char *count)
{
	static const char *const names[] = {
		"sriov_totalvfs", "sriov_numvfs", "sriov_drivers_autoprobe", "sriov_offset", "sriov_stride", "vendor",
	};
	const char *const values[] = { total, count, "1", "128", "2", "0x8086" };
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), DEVICES "%s/%s", address, names[i]);
		put(path, values[i]);
	}
	snprintf(path, sizeof(path), DEVICES "%s/driver", address);
	point(path, "../../../../bus/pci/drivers/igb");
}

static void add_vf(const char *address, const char *link, const char *vf_driver, const char *override,
		   const char *group)
{
	char path[PATH_MAX], target[PATH_MAX];

	snprintf(path, sizeof(path), DEVICES "%s/vendor", address);
	put(path, "0x8086");
	snprintf(path, sizeof(path), DEVICES "%s/driver_override", address);
	put(path, override);
	snprintf(path, sizeof(path), DEVICES "%s/physfn", address);
	point(path, "../0000:01:00.0");
	snprintf(path, sizeof(path), DEVICES "0000:01:00.0/%s", link);
	snprintf(target, sizeof(target), "../%s", address);
	point(path, target);
	snprintf(path, sizeof(path), DEVICES "%s/driver", address);
	snprintf(target, sizeof(target), "../../../../bus/pci/drivers/%s", vf_driver);
	point(path, target);
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/unbind", vf_driver);
	put(path, "");
	snprintf(path, sizeof(path), DEVICES "%s/iommu_group", address);
	snprintf(target, sizeof(target), "../../../../kernel/iommu_groups/%s", group);
	point(path, target);
	snprintf(path, sizeof(path), "/sys/kernel/iommu_groups/%s/devices/%s", group, address);
	put(path, "");
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

static void clear(void)
{
	nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static int set_up(void **state)
{
	static const struct vf_config config = {
		.has = { true, true, true, true, true, true }, .mac = { 0x02, 0, 0, 0, 0, 0x01 },
		.vlan_proto = ETH_P_8021Q, .spoofchk = 1, .state = IFLA_VF_LINK_STATE_AUTO,
	};

	(void)state;
	memcpy(root + strlen(root) - 6, "XXXXXX", 6);
	assert_non_null(mkdtemp(root));
	vf_root = root;
	add_pf("0000:01:00.0", "7", "2");
	add_netdev("fpf0", "0000:01:00.0", "0000:01:00.0", "0x1003");
	add_vf("0000:01:10.0", "virtfn0", "fakevf", "(null)", "10");
	add_netdev("fvf0", "0000:01:10.0", "0000:01:10.0", "0x1002");
	add_vf("0000:01:10.2", "virtfn1", "vfio-pci", "vfio-pci", "11");
	add_pf("0000:02:00.0", "3", "0");
	add_netdev("fpf1", "0000:02:00.0", "0000:02:00.0/virtio3", "0x1002");
	put(DEVICES "0000:03:00.0/vendor", "0x8086");
	add_netdev("fnic", "0000:03:00.0", "0000:03:00.0", "0x1003");
	put("/sys/class/net/lo/flags", "0x9");
	put("/sys/bus/pci/drivers_probe", "");
	put("/proc/77/comm", "qemu-system-x86");
	point("/proc/77/fd/9", "/dev/vfio/11");
	point("/proc/12/fd/9", "/dev/vfio/1");

	memset(&driver, 0, sizeof(driver));
	driver.refuses = VF_SETTINGS;
	driver.config[0] = driver.config[1] = config;
	driver.config[1].vlan = 100;
	driver.config[1].max_tx_rate = 500;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clear();
	return 0;
}

/* --- Running it */

static char *said, *printed;

static void forget(void)
{
	free(said);
	free(printed);
	said = printed = NULL;
}

/* Runs `sebpctl WORDS`; leaves what it @printed and @said until the next run. */
static enum status run(const char *words)
{
	char *copy = strdup(words), *argv[WORDS_MAX];
	FILE *out = stdout, *error = stderr;
	size_t printed_size, said_size;
	enum status status;
	int argc = 0;

	forget();
	for (char *word = strtok(copy, " "); word && argc < WORDS_MAX - 1; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	optind = 0;
	stdout = open_memstream(&printed, &printed_size);
	stderr = open_memstream(&said, &said_size);
	status = vf_command(argc, argv);
	fclose(stdout);
	fclose(stderr);
	stdout = out;
	stderr = error;
	free(copy);
	return status;
}

static void prints(const char *words, const char *wanted)
{
	assert_int_equal(run(words), STATUS_OK);
	assert_string_equal(said, "");
	assert_string_equal(printed, wanted);
}

/* One sentence on one line, with @part in it. */
static void refuses(const char *words, enum status status, const char *part)
{
	enum status got = run(words);

	if (got != status || !strstr(said, part) || strncmp(said, "sebpctl: ", 9) ||
	    strchr(said, '\n') != said + strlen(said) - 1)
		fail_msg("'%s' returned %d and said: %s", words, got, said);
	assert_string_equal(printed, "");
}

/* --- Names */

static void addresses_are_taken_strictly(void **state)
{
	static const char *const wrong[] = {
		"", ".", "eth0", "01:10", "0000:01:10", "01:10.8", "01:20.0", "01:10.0 ", " 01:10.0", "01:10.0x",
		"-1:10.0", "0000:01:10.0:", "123456789:01:10.0", "0000:001:10.0", "::.", "0x01:10.0", "01:10.00",
	};
	char address[PCI_NAME_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (pci_address(wrong[i], address))
			fail_msg("'%s' is taken as %s", wrong[i], address);
	}
	assert_true(pci_address("01:10.7", address));
	assert_string_equal(address, "0000:01:10.7");
	assert_true(pci_address("ABCD:1F:1f.0", address));
	assert_string_equal(address, "abcd:1f:1f.0");
	assert_true(pci_address("10000:01:00.0", address));
	assert_string_equal(address, "10000:01:00.0");
}

static void a_vf_has_many_names(void **state)
{
	static const char *const words[] = {
		"0000:01:10.0", "01:10.0", "fpf0/0", "0000:01:00.0/0", "01:00.0/0", "fvf0",
	};
	struct vf vf;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		assert_int_equal(vf_find(root, words[i], &vf), STATUS_OK);
		assert_string_equal(vf.address, "0000:01:10.0");
		assert_string_equal(vf.name, "fpf0/0");
		assert_string_equal(vf.driver, "fakevf");
		assert_string_equal(vf.driver_override, "");
		assert_string_equal(vf.netdev, "fvf0");
		assert_string_equal(vf.group, "10");
		assert_int_equal(vf.pf.ifindex, IFINDEX);
	}
}

static void virtio_sits_below_its_function(void **state)
{
	struct pf pf;

	(void)state;
	assert_int_equal(pf_find(root, "fpf1", &pf), STATUS_OK);
	assert_string_equal(pf.address, "0000:02:00.0");
	assert_int_equal(pf_find(root, "02:00.0", &pf), STATUS_OK);
	assert_string_equal(pf.netdev, "fpf1");
	assert_int_equal(pf.total, 3);
}

static void what_is_not_there_is_refused(void **state)
{
	(void)state;
	refuses("vf create nosuch 1", STATUS_NO_DEVICE, "nosuch: ");
	refuses("vf create ../fpf0 1", STATUS_NO_DEVICE, "../fpf0: ");
	refuses("vf create lo 1", STATUS_NO_DEVICE, "on PCI");
	refuses("vf create 0000:09:00.0 1", STATUS_NO_DEVICE, "no such PCI device");
	refuses("vf create fnic 1", STATUS_FAILED, "SR-IOV");
	refuses("vf create fvf0 1", STATUS_FAILED, "a VF itself: name its PF, 0000:01:00.0");
	refuses("vf release fpf0", STATUS_FAILED, "no VF");
	refuses("vf release fpf0/2", STATUS_NO_DEVICE, "2 VFs");
	refuses("vf release fpf0/x", STATUS_USAGE, "fpf0/0");
	refuses("vf release fnic/0", STATUS_FAILED, "SR-IOV");
	refuses("vf list fnic", STATUS_FAILED, "SR-IOV");
}

/* --- The command line */

static void words_are_read_strictly(void **state)
{
	(void)state;
	refuses("vf", STATUS_USAGE, "a command is missing");
	refuses("vf bogus", STATUS_USAGE, "'bogus'");
	refuses("vf create fpf0", STATUS_USAGE, "`sebpctl vf create --help`");
	refuses("vf create fpf0 -1", STATUS_USAGE, "-1");
	refuses("vf create fpf0 1 2", STATUS_USAGE, "'2' is one word too many");
	refuses("vf create fpf0 0x1", STATUS_USAGE, "'0x1'");
	refuses("vf create fpf0 8", STATUS_FAILED, "7 VFs at most, not 8");
	refuses("vf set fpf0/0", STATUS_USAGE, "name a setting");
	refuses("vf set --vlan 1", STATUS_USAGE, "name a VF");
	refuses("vf set fpf0/0 --vlan", STATUS_USAGE, "--vlan needs a value");
	refuses("vf set fpf0/0 --vlan 4095", STATUS_USAGE, "--vlan '4095'");
	refuses("vf set fpf0/0 --qos 8", STATUS_USAGE, "--qos '8'");
	refuses("vf set fpf0/0 --vlan-proto ip", STATUS_USAGE, "802.1ad");
	refuses("vf set fpf0/0 --trust yes", STATUS_USAGE, "on, off");
	refuses("vf set fpf0/0 --state up", STATUS_USAGE, "auto, enable, disable");
	refuses("vf set fpf0/0 --max-tx-rate 1G", STATUS_USAGE, "--max-tx-rate '1G'");
	refuses("vf set fpf0/0 --mac 02:00:00:00:00:1", STATUS_USAGE, "MAC address is needed");
	refuses("vf set fpf0/0 --mac 02:00:00:00:00:1g", STATUS_USAGE, "MAC address is needed");
	refuses("vf set fpf0/0 --mac 33:33:00:00:00:01", STATUS_USAGE, "group");
	refuses("vf set fpf0/0 --vmm", STATUS_USAGE, "--vmm");
	refuses("vf assign fpf0/0 fpf0/1", STATUS_USAGE, "'fpf0/1'");
	refuses("vf list fpf0 fpf1", STATUS_USAGE, "'fpf1'");
}

/* --- Lists */

static void the_list_fits_a_terminal(void **state)
{
	(void)state;
	prints("vf list fpf0",
	       "fpf0  0000:01:00.0  igb  2 of 7 VFs\n"
	       "  VF  address       driver          device\n"
	       "  0   0000:01:10.0  fakevf          fvf0\n"
	       "      mac 02:00:00:00:00:01  spoofchk on  trust off  state auto  IOMMU group 10\n"
	       "  1   0000:01:10.2  vfio-pci        -\n"
	       "      mac 02:00:00:00:00:01  vlan 100 qos 0 proto 802.1Q\n"
	       "      min_tx_rate 0 max_tx_rate 500  spoofchk on  trust off  state auto\n"
	       "      IOMMU group 11  open in qemu-system-x86, process 77\n");
	prints("vf list fpf1", "fpf1  0000:02:00.0  igb  0 of 3 VFs\n");
	assert_int_equal(run("vf list"), STATUS_OK);
	assert_non_null(strstr(printed, "fpf0  "));
	assert_non_null(strstr(printed, "\n\nfpf1  "));
	assert_null(strstr(printed, "fnic"));
}

static void json_follows_the_schema(void **state)
{
	json_t *found, *wanted;

	(void)state;
	driver.config[0].has[VF_TRUST] = driver.config[0].has[VF_VLAN] = false;
	assert_int_equal(run("vf list -j fpf0"), STATUS_OK);
	found = json_loads(printed, JSON_REJECT_DUPLICATES, NULL);
	wanted = json_loads(
		"{\"pfs\": [{\"address\": \"0000:01:00.0\", \"driver\": \"igb\", \"netdev\": \"fpf0\","
		" \"total\": 7, \"count\": 2, \"autoprobe\": true, \"vfs\": [{"
		"  \"index\": 0, \"address\": \"0000:01:10.0\", \"assigned\": false, \"driver\": \"fakevf\","
		"  \"netdev\": \"fvf0\", \"iommu_group\": \"10\", \"mac\": \"02:00:00:00:00:01\","
		"  \"spoofchk\": true, \"state\": \"auto\", \"min_tx_rate\": 0, \"max_tx_rate\": 0"
		" }, {"
		"  \"index\": 1, \"address\": \"0000:01:10.2\", \"assigned\": true, \"driver\": \"vfio-pci\","
		"  \"driver_override\": \"vfio-pci\", \"iommu_group\": \"11\","
		"  \"user\": {\"pid\": 77, \"command\": \"qemu-system-x86\"}, \"mac\": \"02:00:00:00:00:01\","
		"  \"vlan\": 100, \"qos\": 0, \"vlan_proto\": \"802.1Q\", \"spoofchk\": true, \"trust\": false,"
		"  \"state\": \"auto\", \"min_tx_rate\": 0, \"max_tx_rate\": 500}]}]}", 0, NULL);
	assert_non_null(wanted);
	if (!json_equal(found, wanted))
		fail_msg("found: %s", printed);
	json_decref(found);
	json_decref(wanted);
}

static void a_vmm_with_iommufd_is_seen(void **state)
{
	(void)state;
	unlink(in_tree("/proc/77/fd/9"));
	assert_int_equal(run("vf list fpf0"), STATUS_OK);
	assert_null(strstr(printed, "open in"));
	put(DEVICES "0000:01:10.2/vfio-dev/vfio3/x", "");
	point("/proc/77/fd/5", "/dev/vfio/devices/vfio3");
	assert_int_equal(run("vf list fpf0"), STATUS_OK);
	assert_non_null(strstr(printed, "open in qemu-system-x86, process 77"));
}

static void no_pf_is_no_error(void **state)
{
	(void)state;
	clear();
	assert_int_equal(run("vf list"), STATUS_OK);
	assert_non_null(strstr(printed, "No device here offers VFs"));
	assert_int_equal(run("vf list -j"), STATUS_OK);
	assert_string_equal(printed, "{\n  \"pfs\": []\n}\n");
}

/* --- Dry runs, which change nothing */

static void making_vfs_dry(void **state)
{
	(void)state;
	prints("vf create fpf1 2 --dry-run",
	       "echo 0 > " DEVICES "0000:02:00.0/sriov_drivers_autoprobe\n"
	       "echo 2 > " DEVICES "0000:02:00.0/sriov_numvfs\n"
	       "ip link set fpf1 up\n"
	       "echo 1 > " DEVICES "0000:02:00.0/sriov_drivers_autoprobe\n"
	       "echo 0000:02:10.0 > /sys/bus/pci/drivers_probe\n"
	       "echo 0000:02:10.2 > /sys/bus/pci/drivers_probe\n");
	prints("vf create fpf1 1 --no-probe -j --dry-run",
	       "{\n  \"steps\": [\n"
	       "    \"echo 0 > " DEVICES "0000:02:00.0/sriov_drivers_autoprobe\",\n"
	       "    \"echo 1 > " DEVICES "0000:02:00.0/sriov_numvfs\",\n"
	       "    \"ip link set fpf1 up\"\n"
	       "  ]\n}\n");
	assert_string_equal(now(DEVICES "0000:02:00.0/sriov_numvfs"), "0");
	assert_string_equal(now(DEVICES "0000:02:00.0/sriov_drivers_autoprobe"), "1");
	/* What is so already needs nothing. */
	prints("vf create fpf1 0 -d", "");
	prints("vf create fpf0 2 -d", "");
	prints("vf create fpf0 2 -d -n", "echo 0 > " DEVICES "0000:01:00.0/sriov_drivers_autoprobe\n");
}

static void another_number_of_vfs_dry(void **state)
{
	(void)state;
	unlink(in_tree("/proc/77/fd/9"));
	prints("vf create fpf0 3 -d -n --force",
	       "echo 0 > " DEVICES "0000:01:00.0/sriov_drivers_autoprobe\n"
	       "echo 0 > " DEVICES "0000:01:00.0/sriov_numvfs\n"
	       "echo 3 > " DEVICES "0000:01:00.0/sriov_numvfs\n");
	prints("vf create fpf0 3 -d --force",
	       "echo 0 > " DEVICES "0000:01:00.0/sriov_drivers_autoprobe\n"
	       "echo 0 > " DEVICES "0000:01:00.0/sriov_numvfs\n"
	       "echo 3 > " DEVICES "0000:01:00.0/sriov_numvfs\n"
	       "echo 1 > " DEVICES "0000:01:00.0/sriov_drivers_autoprobe\n"
	       "echo 0000:01:10.0 > /sys/bus/pci/drivers_probe\n"
	       "echo 0000:01:10.2 > /sys/bus/pci/drivers_probe\n"
	       "echo 0000:01:10.4 > /sys/bus/pci/drivers_probe\n");
	prints("vf create fpf0 0 -d --force", "echo 0 > " DEVICES "0000:01:00.0/sriov_numvfs\n");
}

static void assigning_dry(void **state)
{
	(void)state;
	prints("vf assign fvf0 --mac 02:00:00:00:00:05 --max-tx-rate 10 --vmm --dry-run",
	       "modprobe -q sebp-vfio-pci\n"
	       "ip link set fpf0 vf 0 mac 02:00:00:00:00:05\n"
	       "ip link set fpf0 vf 0 min_tx_rate 0 max_tx_rate 10\n"
	       "echo sebp-vfio-pci > " DEVICES "0000:01:10.0/driver_override\n"
	       "echo 0000:01:10.0 > " DEVICES "0000:01:10.0/driver/unbind\n"
	       "echo 0000:01:10.0 > /sys/bus/pci/drivers_probe\n");
	/* Assigned, and in use as it should be. */
	prints("vf assign fpf0/1 --vlan 100 --dry-run", "");
	assert_string_equal(driver.log, "");
	assert_string_equal(now(DEVICES "0000:01:10.0/driver_override"), "(null)");
}

static void releasing_dry(void **state)
{
	(void)state;
	unlink(in_tree("/proc/77/fd/9"));
	put(DEVICES "0000:01:10.2/modalias", "pci:v00008086d000010CA");
	prints("vf release fpf0/1 -d",
	       "echo > " DEVICES "0000:01:10.2/driver_override\n"
	       "echo 0000:01:10.2 > " DEVICES "0000:01:10.2/driver/unbind\n"
	       "modprobe -q pci:v00008086d000010CA\n"
	       "echo 0000:01:10.2 > /sys/bus/pci/drivers_probe\n");
	put(DEVICES "0000:01:00.0/sriov_drivers_autoprobe", "0");
	assert_int_equal(run("vf release fpf0/1 -d"), STATUS_OK);
	assert_non_null(strstr(printed, "echo 1 > " DEVICES "0000:01:00.0/sriov_drivers_autoprobe\n"
			       "echo 0000:01:10.2 > /sys/bus/pci/drivers_probe\n"
			       "echo 0 > " DEVICES "0000:01:00.0/sriov_drivers_autoprobe\n"));
	/* The host's VF is the host's. */
	prints("vf release fpf0/0 -d", "");
}

/* What is already there is not unbound: somebody may use it. */
static void only_the_override_is_wrong(void **state)
{
	(void)state;
	put(DEVICES "0000:01:10.0/driver_override", "vfio-pci");
	prints("vf release fpf0/0 -d", "echo > " DEVICES "0000:01:10.0/driver_override\n");
	put(DEVICES "0000:01:10.0/driver_override", "fakevf");
	prints("vf release fpf0/0 -d", "");
	put(DEVICES "0000:01:10.2/driver_override", "(null)");
	prints("vf assign fpf0/1 -d", "echo vfio-pci > " DEVICES "0000:01:10.2/driver_override\n");
}

/* --- What is in use */

static void what_a_vmm_uses_stays(void **state)
{
	static const char *const words[] = {
		"vf release fpf0/1", "vf assign fpf0/1 --vmm --force", "vf create fpf0 3 --force", "vf create fpf0 0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		refuses(words[i], STATUS_FAILED, "fpf0/1: qemu-system-x86, process 77, has the VF open");
	unlink(in_tree("/proc/77/fd/9"));
	refuses("vf create fpf0 3", STATUS_FAILED, "fpf0/1: the number of VFs");
}

static void what_the_host_uses_stays(void **state)
{
	(void)state;
	put("/sys/class/net/fvf0/flags", "0x1003");
	refuses("vf assign fpf0/0", STATUS_FAILED, "as fvf0, which is up");
	refuses("vf create fpf0 0", STATUS_FAILED, "as fvf0, which is up");
	assert_int_equal(run("vf assign fpf0/0 --force -d"), STATUS_OK);
	remove(in_tree(DEVICES "0000:01:10.0/net/fvf0/x"));
	remove(in_tree(DEVICES "0000:01:10.0/net/fvf0"));
	refuses("vf assign fpf0/0", STATUS_FAILED, "another network namespace");
}

static void a_group_is_assigned_as_a_whole(void **state)
{
	(void)state;
	point(DEVICES "0000:03:00.0/driver", "../../drivers/e1000e");
	put("/sys/kernel/iommu_groups/10/devices/0000:03:00.0", "");
	refuses("vf assign fpf0/0 -d", STATUS_FAILED, "0000:03:00.0, which the driver e1000e has, is in the same IOMMU");
	assert_int_equal(run("vf assign fpf0/0 -d --force"), STATUS_OK);
	point(DEVICES "0000:03:00.0/driver", "../../drivers/pcieport");
	assert_int_equal(run("vf assign fpf0/0 -d"), STATUS_OK);
	unlink(in_tree(DEVICES "0000:01:10.0/iommu_group"));
	refuses("vf assign fpf0/0 --force", STATUS_FAILED, "the IOMMU is off");
}

/* --- What fails half-way: nothing behind these files does anything */

static void without_the_module(void **state)
{
	(void)state;
	refuses("vf assign fpf0/0 --vmm --vlan 5", STATUS_NO_MODULE, "sebp-vfio-pci is not loaded");
	assert_non_null(strstr(said, "; nothing has changed\n"));
	assert_string_equal(driver.log, "");
}

static void a_driver_that_does_not_take_the_vf(void **state)
{
	(void)state;
	refuses("vf assign fpf0/0 --vlan 5 --trust on", STATUS_FAILED,
		"fpf0/0: the driver vfio-pci does not take the VF: `dmesg` may tell why; nothing has changed\n");
	assert_string_equal(now(DEVICES "0000:01:10.0/driver_override"), "");
	assert_string_equal(driver.log, "0 vlan 5 qos 0 proto 802.1Q\n0 trust on\n"
					"0 trust off\n0 vlan 0 qos 0 proto 802.1Q\n");
}

static void a_host_that_does_not_take_the_vf(void **state)
{
	(void)state;
	unlink(in_tree("/proc/77/fd/9"));
	refuses("vf release fpf0/1", STATUS_FAILED, "; the VF is with the driver vfio-pci now\n");
	unlink(in_tree(DEVICES "0000:01:10.2/driver"));
	refuses("vf release fpf0/1", STATUS_FAILED, "; the VF has no driver now\n");
}

static void a_pf_that_cannot_be_set_up(void **state)
{
	(void)state;
	refuses("vf create fpf1 2", STATUS_NO_PERMISSION,
		"fpf1: no permission to set fpf1 up: run sebpctl as root; nothing has changed\n");
	assert_string_equal(now(DEVICES "0000:02:00.0/sriov_numvfs"), "0");
	assert_string_equal(now(DEVICES "0000:02:00.0/sriov_drivers_autoprobe"), "1");
}

static void a_file_that_is_not_there(void **state)
{
	(void)state;
	unlink(in_tree(DEVICES "0000:01:10.0/driver_override"));
	refuses("vf assign fpf0/0", STATUS_FAILED, "0000:01:10.0/driver_override: No such file");
	assert_non_null(strstr(said, "; nothing has changed\n"));
}

/* --- Settings */

static void settings_go_in_order(void **state)
{
	(void)state;
	prints("vf set fpf0/0 --max-tx-rate 7 --state enable --trust on --spoofchk off --qos 2 --vlan 9"
	       " --mac 02:00:00:00:00:05", "");
	assert_string_equal(driver.log, "0 mac 02:00:00:00:00:05\n0 vlan 9 qos 2 proto 802.1Q\n0 spoofchk off\n"
			    "0 trust on\n0 state enable\n0 min_tx_rate 0 max_tx_rate 7\n");
}

static void what_is_so_is_not_set(void **state)
{
	(void)state;
	prints("vf set fpf0/1 --vlan 100 --max-tx-rate 500 --spoofchk on --mac 02:00:00:00:00:01 --state auto", "");
	assert_string_equal(driver.log, "");
	/* One half of a pair leaves the other. */
	prints("vf set fpf0/1 --qos 1 --min-tx-rate 4", "");
	assert_string_equal(driver.log, "1 vlan 100 qos 1 proto 802.1Q\n1 min_tx_rate 4 max_tx_rate 500\n");
}

static void a_busy_driver_is_waited_for(void **state)
{
	(void)state;
	driver.busy = 3;
	prints("vf set fpf0/0 --trust on", "");
	assert_string_equal(driver.log, "0 trust on\n");
}

static void settings_are_all_or_none(void **state)
{
	(void)state;
	driver.refuses = VF_RATE;
	driver.with = -EINVAL;
	refuses("vf set fpf0/0 --mac 02:00:00:00:00:05 --vlan 7 --max-tx-rate 99", STATUS_FAILED,
		"'min_tx_rate 0 max_tx_rate 99'");
	assert_non_null(strstr(said, "; nothing has changed\n"));
	assert_string_equal(driver.log, "0 mac 02:00:00:00:00:05\n0 vlan 7 qos 0 proto 802.1Q\n"
			    "0 vlan 0 qos 0 proto 802.1Q\n0 mac 02:00:00:00:00:01\n");
	driver.with = -EPERM;
	refuses("vf set fpf0/0 --max-tx-rate 99", STATUS_NO_PERMISSION, "run sebpctl as root");
	driver.with = -EOPNOTSUPP;
	refuses("vf set fpf0/0 --max-tx-rate 99", STATUS_FAILED, "does not offer it");
	refuses("vf set fpf0/0 --min-tx-rate 99 --max-tx-rate 9", STATUS_FAILED, "at least 99 and at most 9");
}

/* What the driver did not tell before cannot be set back. */
static void what_stays_is_named(void **state)
{
	(void)state;
	driver.refuses = VF_STATE;
	driver.with = -EOPNOTSUPP;
	driver.config[0].has[VF_TRUST] = false;
	refuses("vf set fpf0/0 --trust on --state disable", STATUS_FAILED, "; 'trust on' stays\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_taken_strictly),
		TEST(a_vf_has_many_names),
		TEST(virtio_sits_below_its_function),
		TEST(what_is_not_there_is_refused),
		TEST(words_are_read_strictly),
		TEST(the_list_fits_a_terminal),
		TEST(json_follows_the_schema),
		TEST(a_vmm_with_iommufd_is_seen),
		TEST(no_pf_is_no_error),
		TEST(making_vfs_dry),
		TEST(another_number_of_vfs_dry),
		TEST(assigning_dry),
		TEST(releasing_dry),
		TEST(only_the_override_is_wrong),
		TEST(what_a_vmm_uses_stays),
		TEST(what_the_host_uses_stays),
		TEST(a_group_is_assigned_as_a_whole),
		TEST(without_the_module),
		TEST(a_driver_that_does_not_take_the_vf),
		TEST(a_host_that_does_not_take_the_vf),
		TEST(a_pf_that_cannot_be_set_up),
		TEST(a_file_that_is_not_there),
		TEST(settings_go_in_order),
		TEST(what_is_so_is_not_set),
		TEST(a_busy_driver_is_waited_for),
		TEST(settings_are_all_or_none),
		TEST(what_stays_is_named),
	};
	int failed;

	/* No modprobe. */
	setenv("PATH", "/nonexistent", 1);
	failed = cmocka_run_group_tests_name("vf", tests, NULL, NULL);

	forget();
	return failed;
}
