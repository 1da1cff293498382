// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif

#include <linux/sebp.h>

#include "common/clock.h"
#include "common/names.h"
#include "common/pci.h"
#include "common/say.h"
#include "family.h"
#include "moderation.h"
#include "proc.h"
#include "snapshot.h"

/* "Y" and "1", "N" and "0", as module parameters and flags in sysfs have it. */
static enum seen look_flag(const char *path)
{
	char line[16];

	if (!proc_line(line, sizeof(line), "%s", path))
		return UNSEEN;
	return line[0] == 'Y' || line[0] == '1';
}

/* ---- the machine ---- */

#ifdef __x86_64__
static void look_hypervisor(struct doctor *d)
{
	static const struct { const char *signature, *name; } known[] = {
		{ "KVMKVMKVM", "KVM" }, { "TCGTCGTCGTCG", "QEMU without KVM" }, { "VMwareVMware", "VMware" },
		{ "Microsoft Hv", "Hyper-V" }, { "XenVMMXenVMM", "Xen" }, { "bhyve bhyve ", "bhyve" },
	};
	unsigned int eax, registers[3];
	char signature[sizeof(registers) + 1] = "";

	/* The leaf is there if the bit for "there is a hypervisor" is set. */
	if (!__get_cpuid(1, &eax, &registers[0], &registers[1], &registers[2]) || !(registers[1] & 1u << 31))
		return;
	__cpuid(0x40000000, eax, registers[0], registers[1], registers[2]);
	memcpy(signature, registers, sizeof(registers));
	snprintf(d->hypervisor, sizeof(d->hypervisor), "unknown");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strcmp(signature, known[i].signature))
			snprintf(d->hypervisor, sizeof(d->hypervisor), "%s", known[i].name);
	}
}
#else
static void look_hypervisor(struct doctor *d)
{
	proc_line(d->hypervisor, sizeof(d->hypervisor), "/sys/hypervisor/type");
}
#endif

static void look_cpu(struct doctor *d)
{
	char *text = proc_read("/proc/cpuinfo");

	d->tsc_constant = text && *text ? proc_has_word(text, "flags", "constant_tsc") : UNSEEN;
	free(text);
	d->cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	proc_line(d->clocksource, sizeof(d->clocksource),
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource");
}

/* Intel's VT-d says in bit 59 of its capabilities whether it posts interrupts. */
static enum seen look_posted(void)
{
	char line[32];

	if (!proc_line(line, sizeof(line), "/sys/class/iommu/dmar0/intel-iommu/cap"))
		return UNSEEN;
	return strtoull(line, NULL, 16) >> 59 & 1;
}

static void look_machine(struct doctor *d)
{
	char vendor[48], product[64];
	struct utsname name;

	uname(&name);
	snprintf(d->kernel, sizeof(d->kernel), "%s", name.release);
	d->realtime = strstr(name.version, "PREEMPT_RT") != NULL;
	look_hypervisor(d);
	proc_line(vendor, sizeof(vendor), "/sys/class/dmi/id/sys_vendor");
	proc_line(product, sizeof(product), "/sys/class/dmi/id/product_name");
	snprintf(d->machine, sizeof(d->machine), "%s%s%s", vendor, vendor[0] && product[0] ? ", " : "", product);
	look_cpu(d);
	d->apicv = look_flag("/sys/module/kvm_intel/parameters/enable_apicv");
	d->avic = look_flag("/sys/module/kvm_amd/parameters/avic");
	d->posted = look_posted();
}

/* ---- network devices ---- */

/* What the link of that name in a network device's directory leads to, without its directory. */
static void base_of_link(char *name, size_t size, const char *device, const char *link)
{
	char path[256], target[512];
	const char *base;
	ssize_t length;

	snprintf(path, sizeof(path), "/sys/class/net/%s/device/%s", device, link);
	length = readlink(path, target, sizeof(target) - 1);
	target[length < 0 ? 0 : length] = '\0';
	base = strrchr(target, '/');
	snprintf(name, size, "%.*s", (int)size - 1, base ? base + 1 : target);
}

/* virtio devices sit on a bus of their own below their PCI function: @above is "" or "/..". */
static bool look_irqs(struct nic *nic, const char *above)
{
	char path[128], **names;
	int count;

	snprintf(path, sizeof(path), "/sys/class/net/%s/device%s/msi_irqs", nic->name, above);
	count = directory_names("", path, &names);
	for (int i = 0; i < count && nic->irq_count < NIC_IRQS_MAX; i++)
		nic->irqs[nic->irq_count++] = (unsigned int)strtoul(names[i], NULL, 10);
	free_names(names, count);
	if (!nic->irq_count && proc_line(path, sizeof(path), "/sys/class/net/%s/device%s/irq", nic->name, above))
		nic->irqs[nic->irq_count++] = (unsigned int)strtoul(path, NULL, 10);
	return nic->irq_count;
}

static void look_bus(struct nic *nic)
{
	char bus[16], above[16];

	base_of_link(bus, sizeof(bus), nic->name, "subsystem");
	base_of_link(above, sizeof(above), nic->name, "../subsystem");
	nic->pci = !strcmp(bus, "pci") || !strcmp(above, "pci");
	if (!look_irqs(nic, ""))
		look_irqs(nic, "/..");
}

static void look_nic(struct nic *nic, const char *name)
{
	char path[64];

	*nic = (struct nic){ 0 };
	snprintf(nic->name, sizeof(nic->name), "%.*s", IFNAMSIZ - 1, name);
	nic->ifindex = if_nametoindex(nic->name);
	base_of_link(nic->driver, sizeof(nic->driver), nic->name, "driver");
	nic->up = netdev_is_up("", nic->name);
	snprintf(path, sizeof(path), "/sys/class/net/%s/threaded", nic->name);
	nic->threaded = look_flag(path);
	look_bus(nic);
	moderation_get(nic->ifindex, &nic->moderation);
}

/* Those that are a device's; bridges, tunnels and the like have none below them. */
static void look_nics(struct doctor *d)
{
	char **names;
	int count = directory_names("", "/sys/class/net", &names);

	for (int i = 0; i < count; i++) {
		char path[512];

		snprintf(path, sizeof(path), "/sys/class/net/%s/device/driver", names[i]);
		if (access(path, F_OK))
			continue;
		d->nics = reallocarray(d->nics, d->nic_count + 1, sizeof(*d->nics));
		if (!d->nics)
			exit(fail(STATUS_FAILED, "out of memory"));
		look_nic(&d->nics[d->nic_count++], names[i]);
	}
	free_names(names, count);
}

/* ---- counting ---- */

static void add_softirqs(uint64_t *sum)
{
	static const char *const others[] = { "HI", "TIMER", "NET_TX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED",
					      "HRTIMER", "RCU" };
	char *text = proc_read("/proc/softirqs");

	for (size_t i = 0; text && i < sizeof(others) / sizeof(others[0]); i++)
		*sum += proc_row_sum(text, others[i]);
	free(text);
}

static uint64_t nic_packets(const struct nic *nic)
{
	char rx[32], tx[32];

	proc_line(rx, sizeof(rx), "/sys/class/net/%s/statistics/rx_packets", nic->name);
	proc_line(tx, sizeof(tx), "/sys/class/net/%s/statistics/tx_packets", nic->name);
	return strtoull(rx, NULL, 10) + strtoull(tx, NULL, 10);
}

static uint64_t nic_interrupts(const struct nic *nic, const char *interrupts)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < nic->irq_count; i++) {
		char label[16];

		snprintf(label, sizeof(label), "%u", nic->irqs[i]);
		sum += proc_row_sum(interrupts, label);
	}
	return sum;
}

/* Counters as they stand, where the rates will be. False if some cannot be read: containers hide them, as empty files. */
static bool count(struct doctor *d, struct rates *rates)
{
	char *interrupts = proc_read("/proc/interrupts"), *stat = proc_read("/proc/stat");
	bool counted = interrupts && *interrupts && stat && *stat;

	*rates = (struct rates){ 0 };
	if (counted) {
		rates->interrupts = proc_value(stat, "intr");
		rates->switches = proc_value(stat, "ctxt");
		rates->timer = proc_row_sum(interrupts, "LOC");
	}
	add_softirqs(&rates->softirqs);
	for (size_t i = 0; i < d->nic_count; i++) {
		d->nics[i].packets = nic_packets(&d->nics[i]) - d->nics[i].packets;
		if (counted)
			d->nics[i].interrupts = nic_interrupts(&d->nics[i], interrupts) -
						d->nics[i].interrupts;
	}
	free(interrupts);
	free(stat);
	return counted;
}

static void count_for_a_second(struct doctor *d)
{
	const struct timespec pause = { .tv_sec = 1 };
	struct rates before, after;
	uint64_t elapsed_ns;
	bool counted = count(d, &before);
	elapsed_ns = monotonic_ns();
	nanosleep(&pause, NULL);
	elapsed_ns = monotonic_ns() - elapsed_ns;
	d->counted = count(d, &after) && counted;

	d->rates = (struct rates){
		.interrupts = per_second(after.interrupts - before.interrupts, elapsed_ns),
		.timer = per_second(after.timer - before.timer, elapsed_ns),
		.softirqs = per_second(after.softirqs - before.softirqs, elapsed_ns),
		.switches = per_second(after.switches - before.switches, elapsed_ns),
	};
	for (size_t i = 0; i < d->nic_count; i++) {
		d->nics[i].packets = per_second(d->nics[i].packets, elapsed_ns);
		d->nics[i].interrupts = per_second(d->nics[i].interrupts, elapsed_ns);
	}
}

/* ---- the module ---- */

static void look_attached(struct doctor *d, const struct snapshot *s)
{
	for (size_t i = 0; i < d->nic_count; i++) {
		const struct device *device = snapshot_device(s, d->nics[i].ifindex);

		if (!device)
			continue;
		snprintf(d->nics[i].state, sizeof(d->nics[i].state), "%s", dev_state_name(device->state));
		memcpy(d->nics[i].reason, device->reason, sizeof(d->nics[i].reason));
	}
}

static enum status look_module(struct doctor *d)
{
	struct snapshot snapshot = { 0 };
	struct family *family;
	enum status status = family_find(&family, SEBP_FAMILY_NAME);

	if (status)
		return status == STATUS_NO_MODULE ? STATUS_OK : status;
	d->module = true;
	status = snapshot_take(&snapshot, family, 0, "doctor");
	if (!status)
		look_attached(d, &snapshot);
	snapshot_free(&snapshot);
	family_close(family);
	return status;
}

enum status doctor_look(struct doctor *d)
{
	*d = (struct doctor){ 0 };
	look_machine(d);
	look_nics(d);
	count_for_a_second(d);
	return look_module(d);
}

void doctor_free(struct doctor *d)
{
	free(d->nics);
}
