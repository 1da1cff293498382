// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VMM with a guest of some instructions and assigned VFs of an 82576, which it has raise interrupts by their register
 * for that. It starts and dies in a moment, and asks more questions in a second than a guest with a kernel.
 *
 *	vmm spin|halt COUNT WAIT DEVICE...	asks COUNT questions (0: for ever), one after the other, each after a random
 *						time of up to WAIT microseconds: an interrupt, at which the guest copies the
 *						question's number. All vectors have their turns. In between the guest spins without a
 *						VM exit, or works for a random time and then halts until the next interrupt.
 *						Prints how many were not answered within two seconds, and the longest
 *						wait, in microseconds.
 *	vmm storm MS DEVICE			raises all interrupts as fast as it can for so long, the guest halts now and then;
 *						prints how many. Then 500 questions.
 *	vmm collide DEVICE			500 questions; then it maps a huge page over the word's address, prints "mapped"
 *						or why the kernel refused, and asks 500 more
 *	vmm doze DEVICE				500 questions, a tenth of a second in low power, 500 questions
 *	vmm intx|msi DEVICE			of a whole 82576: raises ten interrupts of that kind; prints how many came
 *	vmm token PF VF				gives the PF a token and opens the VF without one, with a wrong one, and with that;
 *						prints what became of each
 *
 * It stays until it is killed, so that others can look at its devices.
 * The vCPU runs on the last CPU, the one who asks on CPU 0.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <linux/vfio.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MEMORY		0x10000u	/* bytes, at the guest's address 0 */
#define CODE		0x1000u
#define VECTORS		3u		/* of a VF */
#define DEVICES		2u
#define FIRST_VECTOR	0x40u
#define PATIENCE_US	2000000u
#define TURN		64u		/* questions of a vector before the next has its turn */

#define HUGE_PAGE	(2u << 20)
#define TOKEN		"01020304-0506-0708-090a-0b0c0d0e0f10"

/* The VF's registers. */
#define EICS		0x1520
#define EIMS		0x1524
#define EIAC		0x152c

/* The PF's, where it has no MSI-X. */
#define ICR		0xc0
#define ICS		0xc8
#define IMS		0xd0
#define GPIE		0x1514	/* its driver had said that there is MSI-X */
#define LINK_CHANGED	4u

/* At 0x2000 in the guest, as its code has it. */
struct shared {
	_Atomic uint32_t question[8];
	_Atomic uint32_t answer[8];
	uint32_t halts;
};
#define SHARED		0x2000u

/*
 * Real mode, all segments at 0. A handler for each vector; the one that is told what to do; x2APIC's end of interrupt
 * is MSR 0x80b. The work is some rounds of a loop, and CPUID, at which every guest exits.
 */
asm(".pushsection .rodata\n"
    ".code16\n"
    "guest_code:\n"
    "	sti\n"
    "	mov $12345, %esi\n"
    "	cmpl $0, 0x2040\n"
    "	jne 2f\n"
    "1:	jmp 1b\n"
    "2:	imul $1103515245, %esi, %esi\n"
    "	add $12345, %esi\n"
    "	mov %esi, %edi\n"
    "	shr $16, %edi\n"
    "	and $127, %edi\n"
    "	inc %edi\n"
    "3:	mov $4000, %ecx\n"
    "4:	dec %ecx\n"
    "	jnz 4b\n"
    "	xor %eax, %eax\n"
    "	cpuid\n"
    "	dec %edi\n"
    "	jnz 3b\n"
    "	hlt\n"
    "	jmp 2b\n"
    ".irp n, 0, 1, 2, 3, 4, 5\n"
    "	.balign 64\n"
    "	.if \\n == 0\n"
    "guest_handlers:\n"
    "	.endif\n"
    "	push %eax\n"
    "	push %ecx\n"
    "	push %edx\n"
    "	mov 0x2000 + 4 * \\n, %eax\n"
    "	mov %eax, 0x2020 + 4 * \\n\n"
    "	mov $0x80b, %ecx\n"
    "	xor %eax, %eax\n"
    "	xor %edx, %edx\n"
    "	wrmsr\n"
    "	pop %edx\n"
    "	pop %ecx\n"
    "	pop %eax\n"
    "	iretw\n"
    ".endr\n"
    "guest_end:\n"
    ".code64\n"
    ".popsection\n");
extern const char guest_code[], guest_handlers[], guest_end[];

static int vm, container;
static char *memory;
static struct shared *shared;

static int must(int result, const char *what)
{
	if (result < 0)
		err(1, "%s", what);
	return result;
}

static void *map(int fd, size_t size, off_t offset)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, offset);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}

static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	must(sched_setaffinity(0, sizeof(set), &set), "sched_setaffinity");
}

/* --- The guest */

static void load_guest(void)
{
	uint16_t *table;

	memory = map(-1, MEMORY, 0);
	shared = (struct shared *)(memory + SHARED);
	memcpy(memory + CODE, guest_code, (uintptr_t)guest_end - (uintptr_t)guest_code);
	table = (uint16_t *)memory;
	for (unsigned int i = 0; i < VECTORS * DEVICES; i++)
		table[2 * (FIRST_VECTOR + i)] = CODE + ((uintptr_t)guest_handlers - (uintptr_t)guest_code) + 64 * i;
}

static void make_vm(void)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY, .userspace_addr = (uintptr_t)memory };
	int kvm = must(open("/dev/kvm", O_RDWR), "/dev/kvm");

	vm = must(ioctl(kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
	must(ioctl(vm, KVM_CREATE_IRQCHIP), "KVM_CREATE_IRQCHIP");
	must(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region), "KVM_SET_USER_MEMORY_REGION");
}

/* Of what the kernel offers only that interrupts are ended by an MSR is of interest. */
static void set_cpuid(int vcpu)
{
	struct {
		struct kvm_cpuid2 head;
		struct kvm_cpuid_entry2 entry[2];
	} id = { .head.nent = 2, .entry = { { .function = 0, .eax = 1 }, { .function = 1, .ecx = 1 << 21, .edx = 1 << 9 } } };

	must(ioctl(vcpu, KVM_SET_CPUID2, &id), "KVM_SET_CPUID2");
}

static int make_vcpu(void)
{
	int vcpu = must(ioctl(vm, KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU");
	struct kvm_regs regs = { .rip = CODE, .rsp = MEMORY - 16, .rflags = 2 };
	struct kvm_lapic_state apic;
	struct kvm_sregs sregs;

	set_cpuid(vcpu);
	must(ioctl(vcpu, KVM_GET_SREGS, &sregs), "KVM_GET_SREGS");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	sregs.apic_base |= 3 << 10;
	must(ioctl(vcpu, KVM_SET_SREGS, &sregs), "KVM_SET_SREGS");
	must(ioctl(vcpu, KVM_SET_REGS, &regs), "KVM_SET_REGS");
	must(ioctl(vcpu, KVM_GET_LAPIC, &apic), "KVM_GET_LAPIC");
	/* The spurious vector's register: enabled. */
	apic.regs[0xf0] = (char)0xff;
	apic.regs[0xf1] = 1;
	must(ioctl(vcpu, KVM_SET_LAPIC, &apic), "KVM_SET_LAPIC");
	return vcpu;
}

static void *run(void *vcpu)
{
	run_on((int)sysconf(_SC_NPROCESSORS_CONF) - 1);
	while (ioctl(*(int *)vcpu, KVM_RUN, 0) < 0 && errno == EINTR)
		;
	errx(1, "the guest has ended");
}

/* --- Its devices */

/* The container, once there is a group in it, and KVM know of each other. */
static void join(int group, bool first)
{
	struct kvm_create_device device = { .type = KVM_DEV_TYPE_VFIO };
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_GROUP, .attr = KVM_DEV_VFIO_GROUP_ADD, .addr = (uintptr_t)&group,
	};
	struct vfio_iommu_type1_dma_map all = {
		.argsz = sizeof(all), .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)memory, .size = MEMORY,
	};
	static int kvm_device;

	must(ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), "VFIO_GROUP_SET_CONTAINER");
	if (first) {
		must(ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU), "VFIO_SET_IOMMU");
		must(ioctl(container, VFIO_IOMMU_MAP_DMA, &all), "VFIO_IOMMU_MAP_DMA");
		must(ioctl(vm, KVM_CREATE_DEVICE, &device), "KVM_CREATE_DEVICE");
		kvm_device = device.fd;
	}
	must(ioctl(kvm_device, KVM_SET_DEVICE_ATTR, &attr), "KVM_DEV_VFIO_GROUP_ADD");
}

static int open_group(const char *name, bool first)
{
	char path[128], target[128], *number;
	ssize_t length;
	int group;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", name);
	length = must(readlink(path, target, sizeof(target) - 1), path);
	target[length] = 0;
	number = strrchr(target, '/') + 1;
	snprintf(path, sizeof(path), "/dev/vfio/%.16s", number);
	group = must(open(path, O_RDWR), path);
	join(group, first);
	return group;
}

/* It may use the bus, and its memory can be reached. */
static int open_device(const char *name, bool first)
{
	struct vfio_region_info config = { .argsz = sizeof(config), .index = VFIO_PCI_CONFIG_REGION_INDEX };
	static const uint16_t command = 6;
	int device = must(ioctl(open_group(name, first), VFIO_GROUP_GET_DEVICE_FD, name), name);

	must(ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &config), "VFIO_DEVICE_GET_REGION_INFO");
	if (pwrite(device, &command, sizeof(command), (off_t)config.offset + 4) != sizeof(command))
		err(1, "the command register");
	return device;
}

static volatile uint32_t *map_registers(int device)
{
	struct vfio_region_info bar = { .argsz = sizeof(bar), .index = VFIO_PCI_BAR0_REGION_INDEX };

	must(ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &bar), "VFIO_DEVICE_GET_REGION_INFO");
	return map(device, bar.size, (off_t)bar.offset);
}

static void route(unsigned int nr)
{
	struct {
		struct kvm_irq_routing head;
		struct kvm_irq_routing_entry entry[VECTORS * DEVICES];
	} table = { .head.nr = nr };

	for (unsigned int i = 0; i < nr; i++)
		table.entry[i] = (struct kvm_irq_routing_entry){
			.gsi = i, .type = KVM_IRQ_ROUTING_MSI,
			.u.msi = { .address_lo = 0xfee00000, .data = FIRST_VECTOR + i },
		};
	must(ioctl(vm, KVM_SET_GSI_ROUTING, &table), "KVM_SET_GSI_ROUTING");
}

static void set_up_vectors(int device, unsigned int first)
{
	struct {
		struct vfio_irq_set head;
		int32_t fd[VECTORS];
	} set = { .head = {
		.argsz = sizeof(set), .flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = VFIO_PCI_MSIX_IRQ_INDEX, .count = VECTORS,
	} };

	for (unsigned int i = 0; i < VECTORS; i++) {
		struct kvm_irqfd irqfd = { .gsi = first + i };

		set.fd[i] = must(eventfd(0, EFD_CLOEXEC), "eventfd");
		irqfd.fd = (uint32_t)set.fd[i];
		must(ioctl(vm, KVM_IRQFD, &irqfd), "KVM_IRQFD");
	}
	must(ioctl(device, VFIO_DEVICE_SET_IRQS, &set), "VFIO_DEVICE_SET_IRQS");
}

static volatile uint32_t *start_device(int device, unsigned int first)
{
	volatile uint32_t *registers;

	set_up_vectors(device, first);
	registers = map_registers(device);
	registers[EIAC / 4] = (1 << VECTORS) - 1;
	registers[EIMS / 4] = (1 << VECTORS) - 1;
	return registers;
}

/* --- Questions */

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void wait_us(uint32_t us)
{
	uint64_t start = now_us();

	while (now_us() - start < us)
		;
}

/* Return: how long it took. */
static uint64_t ask(volatile uint32_t *registers, unsigned int vector, uint32_t number)
{
	uint64_t start = now_us(), took = 0;

	shared->question[vector] = number;
	registers[EICS / 4] = 1 << vector % VECTORS;
	while (shared->answer[vector] != number && took < PATIENCE_US)
		took = now_us() - start;
	return took;
}

static void ask_all(volatile uint32_t **devices, unsigned int vectors, uint32_t count, uint32_t most_us)
{
	uint64_t longest = 0;
	uint32_t lost = 0;

	for (uint32_t number = 1; !count || number <= count; number++) {
		unsigned int vector = number / TURN % vectors;
		uint64_t took;

		wait_us((uint32_t)random() % (most_us + 1));
		took = ask(devices[vector / VECTORS], vector, number);
		lost += took >= PATIENCE_US;
		if (took > longest)
			longest = took;
	}
	printf("%u %llu\n", lost, (unsigned long long)longest);
}

/* --- What else a VMM may do with a device. In between are questions, with which memory mode begins. */

static void ask_some(volatile uint32_t *registers)
{
	ask_all(&registers, VECTORS, 500, 200);
	fflush(stdout);
}

static void storm(volatile uint32_t *registers, uint32_t ms)
{
	uint64_t start = now_us();
	uint32_t raised = 0;

	for (; now_us() - start < ms * 1000ull; raised += VECTORS)
		registers[EICS / 4] = (1 << VECTORS) - 1;
	printf("%u\n", raised);
}

/* The huge page in which the word lies: at three quarters of what VFIO takes, below 2^48 (vmm/msiword.c). */
static uint64_t huge_page_of_word(void)
{
	struct vfio_iommu_type1_info_cap_iova_range *ranges = NULL;
	static char space[4096] __attribute__((aligned(8)));
	struct vfio_iommu_type1_info *info = (void *)space;
	uint64_t end;

	info->argsz = sizeof(space);
	must(ioctl(container, VFIO_IOMMU_GET_INFO, info), "VFIO_IOMMU_GET_INFO");
	for (uint32_t at = info->cap_offset; at;) {
		struct vfio_info_cap_header *cap = (void *)(space + at);

		if (cap->id == VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE)
			ranges = (void *)cap;
		at = cap->next;
	}
	if (!ranges)
		errx(1, "the kernel does not name the addresses that can be mapped");
	end = ranges->iova_ranges[ranges->nr_iovas - 1].end;
	if (end >> 48)
		end = (1ull << 48) - 1;
	return (end - end / 4) & ~(HUGE_PAGE - 1ull);
}

/* A small page over another one makes the kernel before 7.x warn, which is a failure of any test. */
static void collide(void)
{
	struct vfio_iommu_type1_dma_map there = {
		.argsz = sizeof(there), .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.iova = huge_page_of_word(), .size = HUGE_PAGE,
	};
	void *page = mmap(NULL, HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);

	if (page == MAP_FAILED)
		err(1, "a huge page");
	there.vaddr = (uintptr_t)page;
	/* Until all is quiet: the kernel must not look for the word where tables are replaced. */
	usleep(100000);
	puts(ioctl(container, VFIO_IOMMU_MAP_DMA, &there) ? strerror(errno) : "mapped");
}

static void feature(int device, uint32_t which, const void *data, size_t size)
{
	struct {
		struct vfio_device_feature head;
		uint8_t data[16];
	} set = { .head = { .argsz = sizeof(set.head) + (uint32_t)size, .flags = VFIO_DEVICE_FEATURE_SET | which } };

	if (size)
		memcpy(set.data, data, size);
	must(ioctl(device, VFIO_DEVICE_FEATURE, &set), "VFIO_DEVICE_FEATURE");
}

static void doze(int device)
{
	feature(device, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY, NULL, 0);
	usleep(100000);
	feature(device, VFIO_DEVICE_FEATURE_LOW_POWER_EXIT, NULL, 0);
}

/* INTx is masked by the kernel whenever it has come. */
static void take_interrupts(int device, uint32_t index)
{
	struct {
		struct vfio_irq_set head;
		int32_t fd;
	} set = { .head = {
		.argsz = sizeof(set), .flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = index, .count = 1,
	}, .fd = must(eventfd(0, EFD_CLOEXEC), "eventfd") };
	struct vfio_irq_set unmask = {
		.argsz = sizeof(unmask), .flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, .index = index, .count = 1,
	};
	volatile uint32_t *registers = map_registers(device);
	struct pollfd trigger = { .fd = set.fd, .events = POLLIN };
	int came = 0;
	uint64_t n;

	must(ioctl(device, VFIO_DEVICE_SET_IRQS, &set), "VFIO_DEVICE_SET_IRQS");
	registers[GPIE / 4] = 0;
	for (int i = 0; i < 10; i++) {
		/* That an interrupt is acknowledged masks it. */
		registers[IMS / 4] = LINK_CHANGED;
		registers[ICS / 4] = LINK_CHANGED;
		came += poll(&trigger, 1, 2000) == 1 && read(set.fd, &n, sizeof(n)) == sizeof(n);
		registers[ICR / 4] = ~0u;
		if (index == VFIO_PCI_INTX_IRQ_INDEX)
			must(ioctl(device, VFIO_DEVICE_SET_IRQS, &unmask), "VFIO_DEVICE_SET_IRQS");
	}
	printf("%d\n", came);
}

static const char *try_open(int group, const char *name, const char *token)
{
	char words[128];
	int device;

	snprintf(words, sizeof(words), "%s%s", name, token);
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, words);
	if (device < 0)
		return strerror(errno);
	close(device);
	return "opened";
}

static void token(const char *pf, const char *vf)
{
	uint8_t uuid[16];
	int group;

	for (unsigned int i = 0; i < sizeof(uuid); i++)
		uuid[i] = (uint8_t)(i + 1);
	feature(open_device(pf, true), VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, uuid, sizeof(uuid));
	group = open_group(vf, false);
	printf("%s, ", try_open(group, vf, ""));
	printf("%s, ", try_open(group, vf, " vf_token=ffffffff-0506-0708-090a-0b0c0d0e0f10"));
	printf("%s\n", try_open(group, vf, " vf_token=" TOKEN));
}

/* --- Commands */

enum command { SPIN, HALT, STORM, COLLIDE, DOZE, INTX, MSI, TOKENS, COMMANDS };

static const struct {
	const char *name;
	int numbers, least, most;	/* devices */
} commands[COMMANDS] = {
	[SPIN] = { "spin", 2, 1, DEVICES },
	[HALT] = { "halt", 2, 1, DEVICES },
	[STORM] = { "storm", 1, 1, 1 },
	[COLLIDE] = { "collide", 0, 1, 1 },
	[DOZE] = { "doze", 0, 1, 1 },
	[INTX] = { "intx", 0, 1, 1 },
	[MSI] = { "msi", 0, 1, 1 },
	[TOKENS] = { "token", 0, 2, 2 },
};

static enum command command_of(int argc, char *argv[])
{
	enum command c = 0;

	while (c < COMMANDS && (argc < 2 || strcmp(argv[1], commands[c].name)))
		c++;
	if (c < COMMANDS) {
		int devices = argc - 2 - commands[c].numbers;

		if (devices >= commands[c].least && devices <= commands[c].most)
			return c;
	}
	fputs("usage: vmm spin|halt COUNT WAIT DEVICE..., vmm storm MS DEVICE, vmm collide|doze|intx|msi DEVICE, or vmm token PF VF\n",
	      stderr);
	exit(2);
}

/* The commands for which the guest runs. */
static void with_guest(enum command c, char *numbers[], char *names[])
{
	volatile uint32_t *registers[DEVICES];
	int device[DEVICES];
	unsigned int nr = 0;
	pthread_t thread;
	int vcpu;

	shared->halts = c != SPIN;
	vcpu = make_vcpu();
	route(VECTORS * DEVICES);
	for (; names[nr]; nr++) {
		device[nr] = open_device(names[nr], !nr);
		registers[nr] = start_device(device[nr], nr * VECTORS);
	}
	errno = pthread_create(&thread, NULL, run, &vcpu);
	if (errno)
		err(1, "pthread_create");
	switch (c) {
	case STORM:
		storm(registers[0], (uint32_t)atol(numbers[0]));
		break;
	case COLLIDE:
		ask_some(registers[0]);
		collide();
		break;
	case DOZE:
		ask_some(registers[0]);
		doze(device[0]);
		break;
	default:
		ask_all(registers, nr * VECTORS, (uint32_t)atol(numbers[0]), (uint32_t)atol(numbers[1]));
		return;
	}
	ask_some(registers[0]);
}

int main(int argc, char *argv[])
{
	enum command c = command_of(argc, argv);
	char **names = argv + 2 + commands[c].numbers;

	load_guest();
	make_vm();
	container = must(open("/dev/vfio/vfio", O_RDWR), "/dev/vfio/vfio");
	run_on(0);
	switch (c) {
	case INTX:
		take_interrupts(open_device(names[0], true), VFIO_PCI_INTX_IRQ_INDEX);
		break;
	case MSI:
		take_interrupts(open_device(names[0], true), VFIO_PCI_MSI_IRQ_INDEX);
		break;
	case TOKENS:
		token(names[0], names[1]);
		break;
	default:
		with_guest(c, argv + 2, names);
	}
	fflush(stdout);
	pause();
	return 0;
}
