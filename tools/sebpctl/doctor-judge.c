// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <inttypes.h>
#include <string.h>

/* Below this many interrupts a second nobody notices what they cost. */
#define FEW_INTERRUPTS	200

/* Bulk: so many packets a second, so many with an interrupt. */
#define BULK_PACKETS	20000
#define BULK_BATCH	4

#define SAY(text, ...)	snprintf(text, sizeof(text), __VA_ARGS__)

static void judge_driver(struct nic *nic)
{
	const struct driver *driver = driver_find(nic->driver);

	nic->napi_honoured = nic->tx_in_napi = nic->raw_vectors = UNSEEN;
	nic->verdict = VERDICT_REFUSED;
	if (driver && nic->pci)
		nic->napi_honoured = !driver->refuse;
	if (!nic->pci)
		SAY(nic->why, "not the network device of a PCI function: nothing here raises interrupts");
	else if (!driver)
		SAY(nic->why, "nobody has checked yet that this driver honours NAPI's word");
	else if (driver->refuse)
		SAY(nic->why, "%s", driver->refuse);
	else
		nic->verdict = VERDICT_ATTACHABLE;
	if (nic->verdict != VERDICT_ATTACHABLE)
		return;
	nic->tx_in_napi = !driver->raw;
	nic->raw_vectors = driver->raw;
	SAY(nic->supports, "it honours NAPI's word; transmit completions are cleaned %s; interrupts are kept off %s",
	    driver->raw ? "by its interrupt handler, which polls call" : "by NAPI",
	    driver->masked ? "by masking them at the device" : "by not re-arming them");
	SAY(nic->why, "%s", nic->supports);
}

static void judge_obstacles(const struct doctor *d, struct nic *nic)
{
	if (nic->verdict != VERDICT_ATTACHABLE)
		return;
	if (d->realtime == YES) {
		nic->verdict = VERDICT_REFUSED;
		SAY(nic->why, "PREEMPT_RT kernels are not supported: softirqs run in tasks there");
	} else if (nic->threaded == YES) {
		nic->verdict = VERDICT_BLOCKED;
		SAY(nic->why, "threaded NAPI is on: a task polls this device, which excludes polling by events");
		SAY(nic->command, "echo 0 > /sys/class/net/%s/threaded", nic->name);
	}
}

static void judge_attached(struct nic *nic)
{
	if (!nic->state[0])
		return;
	nic->verdict = VERDICT_ATTACHED;
	SAY(nic->why, "attached, %s%s%s", nic->state, nic->reason[0] ? ": " : "", nic->reason);
}

static void judge_gain(const struct doctor *d, struct nic *nic)
{
	const char *moderated = nic->moderation.adaptive_rx == 1 ? "; it moderates them already" : "";

	if (nic->verdict == VERDICT_ATTACHED)
		SAY(nic->gain, "see what it gets from it: sebpctl show %s -s", nic->name);
	else if (!d->hypervisor[0])
		SAY(nic->gain, "little: this is no virtual machine, so an interrupt costs no exits to a host");
	else if (!nic->up)
		SAY(nic->gain, "unknown: the interface is down");
	else if (!d->counted)
		SAY(nic->gain, "unknown: its interrupts cannot be counted here");
	else if (nic->interrupts < FEW_INTERRUPTS)
		SAY(nic->gain, "little with the traffic of now, %" PRIu64 " interrupts/s; look again under load",
		    nic->interrupts);
	else
		SAY(nic->gain, "most of its %" PRIu64 " interrupts/s; each is several exits to the host, unless that "
		    "delivers them without%s", nic->interrupts, moderated);
}

static bool is_bulk(const struct nic *nic)
{
	return nic->packets >= BULK_PACKETS && nic->packets >= BULK_BATCH * nic->interrupts;
}

static void judge_nic(const struct doctor *d, struct nic *nic)
{
	judge_driver(nic);
	judge_obstacles(d, nic);
	judge_attached(nic);
	if (nic->verdict == VERDICT_REFUSED)
		return;
	judge_gain(d, nic);
	if (nic->verdict != VERDICT_ATTACHABLE)
		return;
	nic->preset = is_bulk(nic) ? "efficiency" : "balanced";
	SAY(nic->command, "%ssebpctl attach %s --preset %s", d->module ? "" : "modprobe sebp && ",
	    nic->name, nic->preset);
}

/* As a host: what interrupts of assigned devices cost its guests. */
static void judge_vmm(struct doctor *d)
{
	if (d->apicv == UNSEEN && d->avic == UNSEEN)
		return;
	if (d->avic == YES || (d->apicv == YES && d->posted == YES))
		SAY(d->vmm_gain, "little by sebp-vfio-pci: interrupts of assigned devices are posted to a guest that runs, "
		    "so there is no exit to be saved");
	else
		SAY(d->vmm_gain, "most interrupts of assigned VFs by sebp-vfio-pci; each is an exit or more of a busy guest");
}

void doctor_judge(struct doctor *d)
{
	judge_vmm(d);
	for (size_t i = 0; i < d->nic_count; i++)
		judge_nic(d, &d->nics[i]);
}
