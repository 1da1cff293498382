// SPDX-License-Identifier: GPL-2.0-only
/*
 * badvmm GROUP PCI-ADDRESS WHAT: a VMM that has an igb VF and means no good. Its guest is a loop that exits all the time,
 * and its VF raises interrupts by itself, so that vectors are in memory mode. WHAT is
 *
 *	stall	VFIO_DEVICE_SET_IRQS reads from memory that does not come; "stalled" is printed, and after 20 s it comes
 *	flip	VFIO_DEVICE_SET_IRQS while another thread changes the request that is being read, until SIGTERM; "flipped" is
 *		printed after each round
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <linux/userfaultfd.h>
#include <linux/vfio.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE		4096
#define TRIES		20
#define PCI_COMMAND	4
#define PCI_WORKS	6	/* memory, and to write it */
#define EICS		(0x1520 / 4)	/* raise interrupts */
#define EIMS		(0x1524 / 4)	/* let them through */
#define EIAC		(0x152c / 4)	/* end them by themselves */

struct request {
	struct vfio_irq_set set;
	int32_t fd;
};

static int container, device, trigger, vcpu;
static volatile uint32_t *registers;
static struct request *shared;
static struct request good, harmless, none;
static volatile bool flipping;
static volatile sig_atomic_t ended;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static int must(int result, const char *what)
{
	if (result < 0)
		die(what);
	return result;
}

static void *map(size_t size, int protection, int flags, int fd, off_t offset)
{
	void *at = mmap(NULL, size, protection, flags, fd, offset);

	if (at == MAP_FAILED)
		die("mmap");
	return at;
}

static void *memory(size_t size)
{
	return map(size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void *run_guest(void *unused)
{
	cpu_set_t last;

	/* By itself. */
	CPU_ZERO(&last);
	CPU_SET((int)sysconf(_SC_NPROCESSORS_CONF) - 1, &last);
	sched_setaffinity(0, sizeof(last), &last);
	for (;;)
		ioctl(vcpu, KVM_RUN, 0);
	return unused;
}

static void *raise_interrupts(void *unused)
{
	for (;;) {
		registers[EIAC] = 7;
		registers[EIMS] = 7;
		registers[EICS] = 7;
		usleep(300);
	}
	return unused;
}

static void *flip(void *unused)
{
	for (;;) {
		if (!flipping) {
			usleep(10);
			continue;
		}
		*(volatile struct vfio_irq_set *)&shared->set = none.set;
		*(volatile struct vfio_irq_set *)&shared->set = harmless.set;
	}
	return unused;
}

static void start(void *(*function)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, function, NULL))
		die("pthread_create");
}

/* Returns the file of a VM whose only vCPU does nothing but read a port. */
static int make_guest(int kvm)
{
	static const uint8_t code[] = { 0xe4, 0x80, 0xeb, 0xfc };
	struct kvm_userspace_memory_region region = { .memory_size = PAGE };
	struct kvm_regs regs = { .rflags = 2 };
	struct kvm_sregs sregs;
	int vm = must(ioctl(kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
	void *ram = memory(PAGE);

	memcpy(ram, code, sizeof(code));
	region.userspace_addr = (uintptr_t)ram;
	must(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region), "KVM_SET_USER_MEMORY_REGION");
	vcpu = must(ioctl(vm, KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU");
	map((size_t)must(ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), "KVM_GET_VCPU_MMAP_SIZE"), PROT_READ | PROT_WRITE,
	    MAP_SHARED, vcpu, 0);
	must(ioctl(vcpu, KVM_GET_SREGS, &sregs), "KVM_GET_SREGS");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	must(ioctl(vcpu, KVM_SET_SREGS, &sregs), "KVM_SET_SREGS");
	must(ioctl(vcpu, KVM_SET_REGS, &regs), "KVM_SET_REGS");
	return vm;
}

static void tell_kvm(int vm, int group)
{
	struct kvm_create_device create = { .type = KVM_DEV_TYPE_VFIO };
	int32_t fd = group;
	struct kvm_device_attr attribute = {
		.group = KVM_DEV_VFIO_GROUP, .attr = KVM_DEV_VFIO_GROUP_ADD, .addr = (uintptr_t)&fd,
	};

	must(ioctl(vm, KVM_CREATE_DEVICE, &create), "KVM_CREATE_DEVICE");
	must(ioctl((int)create.fd, KVM_SET_DEVICE_ATTR, &attribute), "KVM_DEV_VFIO_GROUP_ADD");
}

static struct vfio_region_info region_of(uint32_t index)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = index };

	must(ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &info), "VFIO_DEVICE_GET_REGION_INFO");
	return info;
}

static void open_device(const char *group_number, const char *address)
{
	struct vfio_region_info config, bar;
	uint16_t command = PCI_WORKS;
	char path[64];
	int group, kvm;

	snprintf(path, sizeof(path), "/dev/vfio/%s", group_number);
	container = must(open("/dev/vfio/vfio", O_RDWR), "/dev/vfio/vfio");
	group = must(open(path, O_RDWR), path);
	kvm = must(open("/dev/kvm", O_RDWR), "/dev/kvm");
	must(ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), "VFIO_GROUP_SET_CONTAINER");
	must(ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU), "VFIO_SET_IOMMU");
	tell_kvm(make_guest(kvm), group);
	device = must(ioctl(group, VFIO_GROUP_GET_DEVICE_FD, address), "VFIO_GROUP_GET_DEVICE_FD");
	config = region_of(VFIO_PCI_CONFIG_REGION_INDEX);
	if (pwrite(device, &command, sizeof(command), (off_t)config.offset + PCI_COMMAND) != sizeof(command))
		die("configuration space");
	bar = region_of(VFIO_PCI_BAR0_REGION_INDEX);
	registers = map(0x2000, PROT_READ | PROT_WRITE, MAP_SHARED, device, (off_t)bar.offset);
}

static void make_request(struct request *request, uint32_t index, uint32_t data, uint32_t count)
{
	request->set.argsz = sizeof(*request);
	request->set.flags = data | VFIO_IRQ_SET_ACTION_TRIGGER;
	request->set.index = index;
	request->set.count = count;
	request->fd = trigger;
}

static int set_irqs(const struct request *request)
{
	return ioctl(device, VFIO_DEVICE_SET_IRQS, request);
}

static void set_up(void)
{
	must(set_irqs(&good), "VFIO_DEVICE_SET_IRQS");
	usleep(20000);
}

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static int flip_requests(void)
{
	int gone = 0;

	signal(SIGTERM, end);
	shared = memory(PAGE);
	start(flip);
	while (!ended) {
		*shared = none;
		set_up();
		flipping = true;
		for (int n = 0; n < TRIES; n++)
			gone += !set_irqs(shared);
		flipping = false;
		usleep(2000);
		puts("flipped");
		fflush(stdout);
	}
	printf("%d times the vectors went\n", gone);
	return 0;
}

static void *stall_thread(void *request)
{
	set_irqs(request);
	return NULL;
}

/* The request ends where one page does, and what belongs to it lies in the next, which does not come. */
static int stall(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_zeropage page = { 0 };
	uint8_t *at = map(2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vfio_irq_set *set = (struct vfio_irq_set *)(at + PAGE) - 1;
	struct pollfd missing = { .events = POLLIN };
	pthread_t thread;

	missing.fd = must((int)syscall(SYS_userfaultfd, O_CLOEXEC), "userfaultfd");
	must(ioctl(missing.fd, UFFDIO_API, &api), "UFFDIO_API");
	range.range.start = page.range.start = (uintptr_t)at + PAGE;
	range.range.len = page.range.len = PAGE;
	must(ioctl(missing.fd, UFFDIO_REGISTER, &range), "UFFDIO_REGISTER");
	*set = good.set;
	if (pthread_create(&thread, NULL, stall_thread, set) || poll(&missing, 1, 5000) != 1)
		die("nobody reads what does not come");
	puts("stalled");
	fflush(stdout);
	sleep(20);
	must(ioctl(missing.fd, UFFDIO_ZEROPAGE, &page), "UFFDIO_ZEROPAGE");
	pthread_join(thread, NULL);
	puts("done");
	return 0;
}

int main(int argc, char *argv[])
{
	if (argc != 4) {
		fputs("usage: badvmm GROUP PCI-ADDRESS stall|flip\n", stderr);
		return 2;
	}
	open_device(argv[1], argv[2]);
	trigger = must(eventfd(0, 0), "eventfd");
	make_request(&good, VFIO_PCI_MSIX_IRQ_INDEX, VFIO_IRQ_SET_DATA_EVENTFD, 1);
	make_request(&none, VFIO_PCI_MSIX_IRQ_INDEX, VFIO_IRQ_SET_DATA_NONE, 0);
	make_request(&harmless, VFIO_PCI_REQ_IRQ_INDEX, VFIO_IRQ_SET_DATA_NONE, 0);
	start(run_guest);
	start(raise_interrupts);
	set_up();
	return argv[3][0] == 's' ? stall() : flip_requests();
}
