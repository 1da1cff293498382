/* SPDX-License-Identifier: GPL-2.0-only */
/* What went through each vector of a VF between the last two samples, and its history: what top shows of guests. */
#ifndef SEBPCTL_VM_FLOWS_H
#define SEBPCTL_VM_FLOWS_H

#include "lines.h"
#include "vms.h"

struct json_t;

struct vf_flow {
	struct vm_vf vf;		/* as last sampled */
	bool known;			/* exits were counted at both samples: what follows is set */
	uint64_t exits;			/* of the guest, a second */
};

struct vector_flow {
	struct vector vector;		/* as last sampled */
	bool known;			/* sampled twice: what follows is set */
	uint64_t interrupts;		/* a second, as all of these */
	uint64_t looks;
	uint64_t announced;
	uint64_t rechecked;
	uint64_t rescues;
	struct history history;		/* of interrupts and announced words together */
};

struct vm_flows {
	struct vf_flow *vfs;		/* in the order of the last sample, as the vectors */
	size_t vf_count;
	struct vector_flow *vectors;
	size_t vector_count;
};

/* What another process has opened, or whose counters went back, starts from nothing. */
void vm_flows_sample(struct vm_flows *flows, const struct vms *vms, uint64_t elapsed_ns);
void vm_flows_free(struct vm_flows *flows);

/* In lines whose histories fill @columns. @blocks: the terminal can show block elements. */
void vm_flows_lines(struct lines *lines, const struct vm_flows *flows, int columns, bool blocks);

/* What their columns mean. */
void vm_flows_help(struct lines *lines);

/* A list in the schema of docs/sebpctl-json.md. */
struct json_t *vm_flows_list(const struct vm_flows *flows);

#endif
