/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What doctor looks at, what follows from it, and the ways to print both. Looking (doctor-look.c) is apart from
 * reading what was seen (proc.c), from judging (doctor-judge.c) and from printing, so that those need no machine.
 */
#ifndef SEBPCTL_DOCTOR_H
#define SEBPCTL_DOCTOR_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/status.h"
#include "decode.h"

/* What can be seen or not. */
enum seen { UNSEEN = -1, NO, YES };

enum verdict {
	VERDICT_ATTACHABLE,
	VERDICT_ATTACHED,	/* already */
	VERDICT_BLOCKED,	/* by something that the user can change */
	VERDICT_REFUSED,	/* the driver cannot, or nobody has read it yet */
};

struct rates {
	uint64_t interrupts;
	uint64_t timer;
	uint64_t softirqs;
	uint64_t switches;
};

#define NIC_IRQS_MAX	256

struct nic {
	char name[IFNAMSIZ];
	char driver[64];
	uint32_t ifindex;
	bool pci;
	bool up;
	enum seen threaded;
	struct moderation moderation;
	unsigned int irqs[NIC_IRQS_MAX];
	size_t irq_count;

	/* A second. */
	uint64_t interrupts;
	uint64_t packets;

	char state[16];		/* of the attached device; empty if it is not attached */
	char reason[256];	/* for that, if it is not active */

	/* Judged. */
	enum seen napi_honoured;	/* of its driver, as the module knows it */
	enum seen tx_in_napi;
	enum seen raw_vectors;		/* interrupts whose handler polls call */
	char supports[256];		/* that in words; empty if nothing is known */
	enum verdict verdict;
	char why[512];		/* of the verdict */
	char gain[512];
	const char *preset;	/* NULL if nothing is to be done */
	char command[128];
};

struct doctor {
	char kernel[65];
	enum seen realtime;
	char hypervisor[32];	/* empty: none */
	char machine[128];	/* as its firmware calls it; may be empty */
	unsigned int cpus;
	enum seen tsc_constant;
	char clocksource[32];
	enum seen apicv;	/* of the KVM in this kernel, if there is one */
	enum seen avic;
	enum seen posted;	/* the IOMMU here can post interrupts to a virtual machine */
	bool module;		/* loaded */
	char vmm_gain[256];	/* judged: by sebp-vfio-pci; empty if there is no KVM */
	bool counted;		/* interrupts could be; if not, what follows and those of devices are 0 */
	struct rates rates;
	struct nic *nics;
	size_t nic_count;
};

/* Everything that can be seen; counts for a second. Says nothing of what cannot: that is a result. */
enum status doctor_look(struct doctor *doctor);
void doctor_free(struct doctor *doctor);

/* What follows from it. */
void doctor_judge(struct doctor *doctor);

/* For people, in 80 columns. */
void doctor_text(FILE *out, const struct doctor *doctor);

/* In the schema of docs/sebpctl-json.md. */
enum status doctor_json(FILE *out, const struct doctor *doctor);

/* What the module's table says of a driver. */
struct driver {
	const char *name;
	const char *refuse;	/* why it cannot be attached; NULL if it can */
	bool raw;		/* transmit completions are its interrupt handler's work */
	bool masked;		/* interrupts are masked at the device */
};

/* NULL if nobody has read that driver yet. */
const struct driver *driver_find(const char *name);

#endif
