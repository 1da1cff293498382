/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vCPUs and the vectors homed on them: the events of the VMM level.
 *
 * A vCPU that runs on a CPU takes the free vectors of its VM's devices at its first exit, and gives them back when it
 * leaves the CPU, whatever the reason. In between they are that CPU's alone. So a vector is in memory mode only while
 * its vCPU runs, or sleeps for a moment: then a timer of that CPU ends it.
 */
#ifndef SEBP_VCPU_H
#define SEBP_VCPU_H

struct sebp_vf;

int sebp_vcpus_init(void);
void sebp_vcpus_exit(void);

/*
 * The hooks are there while somebody needs them: a device that may go to memory mode.
 * Context: process; may sleep. After the last put no probe runs and no vector is homed.
 */
int sebp_vcpus_get(void);
void sebp_vcpus_put(void);

/* vCPUs look again for vectors that are theirs. Any context. */
void sebp_vcpus_look_again(void);

/*
 * Takes all vectors of @vf from the vCPUs that have them, back to interrupts. Those that may be taken again are,
 * after sebp_vcpus_look_again(). The caller has seen to it that no vCPU takes any meanwhile, and that @vf has vectors, which
 * neither come nor go. Context: process, IRQs on; waits for other CPUs.
 */
void sebp_vcpus_evict(struct sebp_vf *vf);

/* In the list that vCPUs look through, and out of it. Context: process. */
void sebp_vcpus_add(struct sebp_vf *vf);
void sebp_vcpus_remove(struct sebp_vf *vf);

#endif /* SEBP_VCPU_H */
