// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bare-metal hypervisor whose every instruction is known: the unit check of the stopwatch's VM
 * entry count and host/guest split. QEMU boots it as a multiboot kernel; there are no interrupts,
 * so nothing here is approximate. Marks come in pairs NAME-a, NAME-b; ./check knows what must lie
 * between them.
 *
 * SVM structures: AMD64 Architecture Programmer's Manual, volume 2, chapter 15 and appendix B.
 */
#include <stdint.h>

#include "mark.h"

#define MSR_EFER	0xc0000080
#define EFER_SVME	(1 << 12)
#define MSR_VM_HSAVE_PA	0xc0010117

#define VMCB_INTERCEPT_MISC1	0x00c	/* bit 18: CPUID */
#define VMCB_INTERCEPT_MISC2	0x010	/* bit 0: VMRUN, bit 1: VMMCALL */
#define VMCB_ASID		0x058
#define VMCB_EXITCODE		0x070
#define VMCB_CS			0x410
#define VMCB_SS			0x420
#define VMCB_DS			0x430
#define VMCB_EFER		0x4d0
#define VMCB_CR4		0x548
#define VMCB_CR3		0x550
#define VMCB_CR0		0x558
#define VMCB_DR7		0x560
#define VMCB_DR6		0x568
#define VMCB_RFLAGS		0x570
#define VMCB_RIP		0x578
#define VMCB_RSP		0x5d8

#define EXIT_CPUID	0x72
#define EXIT_VMRUN	0x80
#define EXIT_VMMCALL	0x81
#define EXIT_INVALID	UINT64_MAX

#define PAGE		4096
#define PAGE_2M		(2 << 20)
#define ALIAS		(8 << 20)	/* where the copy of the first 2 MiB lies */

/*
 * Multiboot header with load addresses (multiboot 0.6.96, 3.1), 32-bit entry, and the way into long
 * mode: the first GiB is mapped one to one with 2 MiB pages.
 */
__asm__(".section .boot, \"awx\"\n"
	".code32\n"
	"header: .long 0x1badb002, 0x10000, -(0x1badb002 + 0x10000)\n"
	"	.long header, header, image_end, bss_end, start32\n"
	"start32: movl $stack_end, %esp\n"
	"	movl $page_tables + 0x1003, page_tables\n"
	"	movl $page_tables + 0x2003, page_tables + 0x1000\n"
	"	movl $page_tables + 0x2000, %edi\n"
	"	movl $0x83, %eax\n"
	"1:	movl %eax, (%edi)\n"
	"	addl $8, %edi\n"
	"	addl $0x200000, %eax\n"
	"	cmpl $0x40000083, %eax\n"
	"	jb 1b\n"
	"	movl $page_tables, %eax\n"
	"	movl %eax, %cr3\n"
	"	movl $0x620, %eax\n"		/* PAE, OSFXSR, OSXMMEXCPT */
	"	movl %eax, %cr4\n"
	"	movl $0xc0000080, %ecx\n"
	"	movl $0x1100, %eax\n"		/* LME, SVME */
	"	xorl %edx, %edx\n"
	"	wrmsr\n"
	"	movl $0x80000011, %eax\n"	/* PG, ET, PE */
	"	movl %eax, %cr0\n"
	"	lgdt gdt_pointer\n"
	"	ljmp $8, $start64\n"
	"	.balign 8\n"
	"gdt:	.quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff\n"
	"gdt_pointer: .word 23\n"
	"	.long gdt\n"
	".code64\n"
	"start64: movl $16, %eax\n"
	"	movl %eax, %ds\n"
	"	movl %eax, %es\n"
	"	movl %eax, %ss\n"
	"	call main\n"
	".text\n");

uint64_t page_tables[3 * 512] __attribute__((aligned(PAGE)));
static uint64_t alias_tables[3 * 512] __attribute__((aligned(PAGE)));
static uint8_t vmcb[PAGE] __attribute__((aligned(PAGE)));
static uint8_t host_save[PAGE] __attribute__((aligned(PAGE)));
static uint8_t guest_stack[PAGE] __attribute__((aligned(16)));
uint8_t stack[4 * PAGE] __attribute__((aligned(16)));
__asm__(".globl stack_end\n.set stack_end, stack + 16384\n");

/* Guests, and the host's entry into them; all of known length. */
void guest_loop(void), guest_cpuid(void), guest_vmrun(void), guest_mark(void);
void after_vmrun(void);
__asm__("guest_loop:\n"			/* 2 * rcx + 1 instructions */
	"1:	decq %rcx\n"
	"	jnz 1b\n"
	"	vmmcall\n"
	"guest_cpuid:\n"		/* 1, and a block goes on behind its exit */
	"	cpuid\n"
	"	nop\n"
	"	nop\n"
	"	vmmcall\n"
	"guest_vmrun:\n"		/* 1: a guest's own vmrun traps */
	"	vmrun\n"
	"	nop\n"
	"	vmmcall\n"
	"guest_mark:\n"			/* marks inside the guest, a loop between them */
	"	movq %rcx, %rbx\n"
	"	movq %rdi, %rax\n"
	"	call mark_here\n"
	"1:	decq %rbx\n"
	"	jnz 1b\n"
	"	movq %rsi, %rax\n"
	"	call mark_here\n"
	"	vmmcall\n"
	"vmrun_once:\n"			/* rdi = vmcb */
	"	pushq %rbx\n"
	"	pushq %rbp\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rdi, %rax\n"
	"	movq %rsi, %rcx\n"
	"	movq %rdx, %rdi\n"
	"	movq %r8, %rsi\n"
	"	vmrun\n"
	".globl after_vmrun\n"
	"after_vmrun:\n"
	"	nop\n"			/* room for the alias guest's loop */
	"	nop\n"
	"	nop\n"
	"	nop\n"
	"	nop\n"
	"	nop\n"
	"	nop\n"
	"	nop\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbp\n"
	"	popq %rbx\n"
	"	ret\n");
void vmrun_once(void *vmcb_pa, uint64_t rcx, const void *rdi, uint64_t unused, const void *rsi);

void mark_here(void);
__asm__("mark_here:\n"
	"	movq 0(%rax), %r8\n"
	"	movq 8(%rax), %r9\n"
	"	movq 16(%rax), %r10\n"
	"	movq 24(%rax), %r11\n"
	"	movq 32(%rax), %r12\n"
	"	movq 40(%rax), %r13\n"
	"	movq 48(%rax), %r14\n"
	"	movq 56(%rax), %r15\n"
	"	.byte 0x0f, 0x1f, 0x80, " SEBP_MARK_STR(SEBP_MARK_MAGIC) "\n"
	"	ret\n");

static void write8(uint8_t *base, unsigned int offset, uint64_t v)
{
	*(volatile uint64_t *)(base + offset) = v;
}

static void write4(uint8_t *base, unsigned int offset, uint32_t v)
{
	*(volatile uint32_t *)(base + offset) = v;
}

static uint64_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;

	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return lo | (uint64_t)hi << 32;
}

static void wrmsr(uint32_t msr, uint64_t v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)v), "d"((uint32_t)(v >> 32)));
}

static void outl(uint16_t port, uint32_t v)
{
	__asm__ volatile("outl %0, %1" : : "a"(v), "Nd"(port));
}

/* Through isa-debug-exit QEMU ends with status 2 * code + 1. */
static void finish(int code)
{
	outl(0xf4, code);
	for (;;)
		__asm__ volatile("hlt");
}

static void expect(int ok, int code)
{
	if (!ok)
		finish(code);
}

static void segment(unsigned int offset, uint16_t selector, uint16_t attributes)
{
	write4(vmcb, offset, selector | (uint32_t)attributes << 16);
	write4(vmcb, offset + 4, 0xffffffff);
	write8(vmcb, offset + 8, 0);
}

/* The guest is a twin of the host: long mode, ring 0, its address space given by cr3. */
static void prepare(void (*rip)(void), const void *cr3)
{
	uint64_t cr0, cr4;

	__asm__("movq %%cr0, %0" : "=r"(cr0));
	__asm__("movq %%cr4, %0" : "=r"(cr4));
	segment(VMCB_CS, 8, 0xa9b);
	segment(VMCB_SS, 16, 0xc93);
	segment(VMCB_DS, 16, 0xc93);
	write4(vmcb, VMCB_INTERCEPT_MISC1, 1 << 18);
	write4(vmcb, VMCB_INTERCEPT_MISC2, 3);
	write4(vmcb, VMCB_ASID, 1);
	write8(vmcb, VMCB_EFER, rdmsr(MSR_EFER));
	write8(vmcb, VMCB_CR0, cr0);
	write8(vmcb, VMCB_CR3, (uintptr_t)cr3);
	write8(vmcb, VMCB_CR4, cr4);
	write8(vmcb, VMCB_DR6, 0xffff0ff0);
	write8(vmcb, VMCB_DR7, 0x400);
	write8(vmcb, VMCB_RFLAGS, 2);
	write8(vmcb, VMCB_RSP, (uintptr_t)guest_stack + sizeof(guest_stack));
	write8(vmcb, VMCB_RIP, (uintptr_t)rip);
}

static void run(void (*rip)(void), uint64_t rcx, uint64_t exit)
{
	write8(vmcb, VMCB_RIP, (uintptr_t)rip);
	vmrun_once(vmcb, rcx, 0, 0, 0);
	expect(*(volatile uint64_t *)(vmcb + VMCB_EXITCODE) == exit, 3);
}

/*
 * A second address space whose first 2 MiB are a copy of ours, so that the guest can have other code
 * at the very address where the host continues after vmrun.
 */
static void make_alias(void)
{
	static const uint8_t loop[] = { 0x48, 0xff, 0xc9, 0x75, 0xfb, 0x0f, 0x01, 0xd9 };
	uint8_t *copy = (uint8_t *)ALIAS;

	for (int i = 0; i < 3 * 512; i++)
		alias_tables[i] = page_tables[i];
	alias_tables[0] = (uintptr_t)(alias_tables + 512) | 3;
	alias_tables[512] = (uintptr_t)(alias_tables + 1024) | 3;
	alias_tables[1024] = ALIAS | 0x83;
	for (uint64_t i = 0; i < PAGE_2M; i += 8)
		*(uint64_t *)(copy + i) = *(volatile uint64_t *)i;
	for (unsigned int i = 0; i < sizeof(loop); i++)
		copy[(uintptr_t)after_vmrun + i] = loop[i];	/* dec %rcx; jnz; vmmcall */
}

#define MARK(n) do { static const struct sebp_mark m = { n }; sebp_mark_now(&m); } while (0)

int main(void)
{
	static const struct sebp_mark inside_a = { "svm-inside-a" }, inside_b = { "svm-inside-b" };

	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME);
	wrmsr(MSR_VM_HSAVE_PA, (uintptr_t)host_save);
	prepare(guest_loop, page_tables);
	MARK("svm-warm-up");
	run(guest_loop, 5, EXIT_VMMCALL);

	MARK("svm-loop-100x1000-a");
	for (int i = 0; i < 100; i++)
		run(guest_loop, 1000, EXIT_VMMCALL);
	MARK("svm-loop-100x1000-b");

	MARK("svm-loop-100x3000-a");
	for (int i = 0; i < 100; i++)
		run(guest_loop, 3000, EXIT_VMMCALL);
	MARK("svm-loop-100x3000-b");

	MARK("svm-cpuid-100-a");
	for (int i = 0; i < 100; i++)
		run(guest_cpuid, 0, EXIT_CPUID);
	MARK("svm-cpuid-100-b");

	MARK("svm-nested-100-a");
	for (int i = 0; i < 100; i++)
		run(guest_vmrun, 0, EXIT_VMRUN);
	MARK("svm-nested-100-b");

	/* Refused by the consistency checks (ASID 0): an entry that executes nothing. */
	write4(vmcb, VMCB_ASID, 0);
	MARK("svm-refused-100-a");
	for (int i = 0; i < 100; i++)
		run(guest_loop, 1, EXIT_INVALID);
	MARK("svm-refused-100-b");
	write4(vmcb, VMCB_ASID, 1);

	write8(vmcb, VMCB_RIP, (uintptr_t)guest_mark);
	vmrun_once(vmcb, 5000, &inside_a, 0, &inside_b);

	make_alias();
	prepare(after_vmrun, alias_tables);
	MARK("svm-alias-100x1000-a");
	for (int i = 0; i < 100; i++)
		run(after_vmrun, 1000, EXIT_VMMCALL);
	MARK("svm-alias-100x1000-b");
	MARK("svm-end");
	finish(0);
}
