// SPDX-License-Identifier: GPL-2.0-only
#include "vm-flows.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/grow.h"

static const struct vf_flow *find_vf(const struct vm_flows *f, const char *device)
{
	for (size_t i = 0; i < f->vf_count; i++) {
		if (!strcmp(f->vfs[i].vf.device, device))
			return &f->vfs[i];
	}
	return NULL;
}

static const struct vector_flow *find_vector(const struct vm_flows *f, const struct vector *like)
{
	for (size_t i = 0; i < f->vector_count; i++) {
		if (f->vectors[i].vector.index == like->index && !strcmp(f->vectors[i].vector.device, like->device))
			return &f->vectors[i];
	}
	return NULL;
}

/* Both samples are of the same guest, as far as its VMM tells. */
static bool same_guest(const struct vm_flows *before, const struct vm_flows *now, const char *device)
{
	const struct vf_flow *was = find_vf(before, device), *is = find_vf(now, device);

	return was && is && was->vf.pid == is->vf.pid;
}

/* A VMM that makes its guest anew has KVM count anew. */
static void count_exits(struct vf_flow *flow, const struct kvm_exits *before, uint64_t elapsed_ns)
{
	const struct kvm_exits *now = &flow->vf.exits;

	flow->known = before->total && now->total >= before->total;
	if (flow->known)
		flow->exits = per_second(now->total - before->total, elapsed_ns);
}

static bool went_back(const struct vector *before, const struct vector *now)
{
	return now->interrupts < before->interrupts || now->looks < before->looks ||
	       now->announced < before->announced || now->rechecked < before->rechecked ||
	       now->rescues < before->rescues;
}

static void count_vector(struct vector_flow *flow, const struct vector_flow *last, uint64_t elapsed_ns)
{
	const struct vector *before = &last->vector, *now = &flow->vector;

	flow->known = true;
	flow->interrupts = per_second(now->interrupts - before->interrupts, elapsed_ns);
	flow->looks = per_second(now->looks - before->looks, elapsed_ns);
	flow->announced = per_second(now->announced - before->announced, elapsed_ns);
	flow->rechecked = per_second(now->rechecked - before->rechecked, elapsed_ns);
	flow->rescues = per_second(now->rescues - before->rescues, elapsed_ns);
	flow->history = last->history;
	history_push(&flow->history, flow->interrupts + flow->announced);
}

void vm_flows_sample(struct vm_flows *f, const struct vms *vms, uint64_t elapsed_ns)
{
	struct vm_flows next = {
		.vf_count = vms->vf_count,
		.vfs = allocate(vms->vf_count, sizeof(struct vf_flow)),
		.vector_count = vms->vector_count,
		.vectors = allocate(vms->vector_count, sizeof(struct vector_flow)),
	};

	for (size_t i = 0; i < vms->vf_count; i++) {
		struct vf_flow *flow = &next.vfs[i];

		flow->vf = vms->vfs[i];
		if (same_guest(f, &next, flow->vf.device))
			count_exits(flow, &find_vf(f, flow->vf.device)->vf.exits, elapsed_ns);
	}
	for (size_t i = 0; i < vms->vector_count; i++) {
		struct vector_flow *flow = &next.vectors[i];
		const struct vector_flow *last = find_vector(f, &vms->vectors[i]);

		flow->vector = vms->vectors[i];
		if (last && same_guest(f, &next, flow->vector.device) && !went_back(&last->vector, &flow->vector))
			count_vector(flow, last, elapsed_ns);
	}
	vm_flows_free(f);
	*f = next;
}

void vm_flows_free(struct vm_flows *f)
{
	free(f->vfs);
	free(f->vectors);
}
