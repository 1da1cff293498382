/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sebp_mark("name"): take a reading of the stopwatch, from any 64-bit code at any nesting depth.
 *
 * A mark is one instruction, a multi-byte NOP (0f 1f 80 imm32) with a magic displacement, executed
 * while r8 … r15 hold the name. Without the stopwatch it is what it looks like: a NOP. One
 * instruction cannot be preempted, migrated or interleaved half-way, takes no VM exit, and costs the
 * same for every name.
 */
#ifndef SEBP_MARK_H
#define SEBP_MARK_H

#define SEBP_MARK_MAX	64	/* bytes of a name: eight registers */
#define SEBP_MARK_MAGIC	0x73, 0x65, 0x42, 0x50	/* the displacement's bytes: "seBP" */

#ifdef __x86_64__

/* A name, padded with NUL bytes. Prepare it ahead to keep the preparation out of the reading. */
struct sebp_mark {
	char name[SEBP_MARK_MAX];
};

static inline struct sebp_mark sebp_mark_prepare(const char *name)
{
	struct sebp_mark m = { { 0 } };

	for (int i = 0; i < SEBP_MARK_MAX && name[i]; i++)
		m.name[i] = name[i];
	return m;
}

#define SEBP_MARK_STR_(...)	#__VA_ARGS__
#define SEBP_MARK_STR(...)	SEBP_MARK_STR_(__VA_ARGS__)

/* Eight loads and the mark: these nine instructions are in the reading already. */
static inline void sebp_mark_now(const struct sebp_mark *m)
{
	__asm__ volatile("movq 0(%0), %%r8\n\t"
			 "movq 8(%0), %%r9\n\t"
			 "movq 16(%0), %%r10\n\t"
			 "movq 24(%0), %%r11\n\t"
			 "movq 32(%0), %%r12\n\t"
			 "movq 40(%0), %%r13\n\t"
			 "movq 48(%0), %%r14\n\t"
			 "movq 56(%0), %%r15\n\t"
			 ".byte 0x0f, 0x1f, 0x80, " SEBP_MARK_STR(SEBP_MARK_MAGIC)
			 :
			 : "a"(m)
			 : "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory");
}

static inline void sebp_mark(const char *name)
{
	struct sebp_mark m = sebp_mark_prepare(name);

	sebp_mark_now(&m);
}

#endif
#endif
