/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Message to struct. Trusts nothing in a message but that nlmsg_len lies within its buffer
 * (message_fits()). Attributes that this tool does not know are skipped, so that a newer module
 * can be shown; whatever else does not fit the contract makes the message malformed.
 */
#ifndef SEBPCTL_DECODE_H
#define SEBPCTL_DECODE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kvm.h"

struct nlattr;
struct nlmsghdr;

#define QUEUE_NO_CPU		UINT32_MAX
#define QUEUE_NOT_LEARNED	UINT32_MAX

/* Room for more event sources than there are today: as many as their mask has bits. */
#define DECODE_EVENTS_MAX	32

/* What a poll takes at most, and the weight of a device where nobody says otherwise: NAPI_POLL_WEIGHT of the kernel. */
#define POLL_BUDGET		64

/* Buckets of the histogram of gaps: number i for gaps below 2^i us, the last for all longer ones. */
#define QUEUE_GAPS		16

/* Where bucket @i ends; the last one does not. */
static inline uint64_t gap_edge_ns(size_t i)
{
	return 1000ull << i;
}

struct device {
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	char driver[64];
	uint32_t state;
	char reason[256];	/* empty if the kernel gave none */
	uint32_t events;
	uint32_t min_gap_ns;
	uint32_t max_gap_ns;
	uint32_t enter_packets;
	uint32_t leave_packets;
	uint32_t window_ns;
	uint32_t queues;
	uint32_t preset;
	uint32_t batch;
	uint32_t mode;
	uint32_t share;
	uint32_t bulk_gap_ns;
	uint32_t ring;		/* 0 if unknown */
	uint32_t linger_ns;
	uint32_t weight;
};

struct source {
	uint32_t event;
	char context[256];
	char cost[256];
	char missing[256];	/* empty if this kernel has it */
	uint32_t users;
	bool is_default;
	bool is_hooked;
};

/* Of a device's interrupts, as `ethtool -c` has it; all ones is what its driver does not say. */
struct moderation {
	uint32_t rx_usecs;
	uint32_t tx_usecs;
	uint8_t adaptive_rx;
	uint8_t adaptive_tx;
};

#define MODERATION_UNKNOWN	{ UINT32_MAX, UINT32_MAX, UINT8_MAX, UINT8_MAX }

struct event_stats {
	uint32_t event;
	uint64_t events;
	uint64_t polls;
	uint64_t empty_polls;
	uint64_t packets;
};

struct queue {
	uint32_t ifindex;
	uint32_t id;
	uint32_t napi_id;	/* 0 while the device is down */
	uint32_t cpu;		/* QUEUE_NO_CPU while it has none */
	uint32_t state;
	uint64_t polls;
	uint64_t empty_polls;
	uint64_t packets;
	uint64_t rescues;
	uint64_t irqs_taken;
	uint64_t irqs_suppressed;
	uint64_t unparks;
	uint64_t parks;
	uint64_t busy;
	uint64_t stalls;
	uint64_t longest_gap_ns;
	uint32_t gap_ns;	/* QUEUE_NOT_LEARNED while parked, as rate_pps */
	uint32_t rate_pps;
	uint64_t delay_ns;
	uint64_t gaps[QUEUE_GAPS];
	size_t event_count;
	struct event_stats events[DECODE_EVENTS_MAX];
};

/* A device that is assigned by sebp-vfio-pci, and one of its MSI-X vectors. */
struct vm_vf {
	char device[32];
	uint32_t state;
	char reason[256];	/* empty if the kernel gave none */
	uint32_t mode;
	uint32_t pid;		/* of the VMM; 0 while none has opened it */
	char comm[32];
	uint32_t min_gap_ns;
	uint32_t max_delay_ns;
	struct kvm_exits exits;	/* of its guest, in no message: kvm.h */
};

#define VECTOR_NO_VCPU		UINT32_MAX

struct vector {
	char device[32];
	uint32_t index;
	bool memory;
	uint32_t vcpu;		/* VECTOR_NO_VCPU until that is learned */
	uint64_t interrupts;
	uint64_t looks;
	uint64_t announced;
	uint64_t rescues;
	uint64_t rechecked;
	uint64_t engages;
	uint64_t longest_delay_ns;
	uint64_t strays;
	uint64_t backoffs;
	uint64_t stalls;
};

/* 0, or -EBADMSG if the message is malformed: then the struct's content is undefined. */
int decode_device(const struct nlmsghdr *message, struct device *device);
int decode_queue(const struct nlmsghdr *message, struct queue *queue);
int decode_source(const struct nlmsghdr *message, struct source *source);
int decode_moderation(const struct nlmsghdr *message, struct moderation *moderation);

/* The message lies within @left bytes. libmnl takes one for good whose length is negative as an int. */
bool message_fits(const struct nlmsghdr *message, size_t left);

/*
 * The attribute at *@position, which moves behind it; NULL at @end. libmnl's own loops end silently
 * at an attribute that does not fit: here that sets *@error.
 */
const struct nlattr *next_attribute(const char **position, const char *end, int *error);
int decode_vm_vf(const struct nlmsghdr *message, struct vm_vf *vf);
int decode_vector(const struct nlmsghdr *message, struct vector *vector);

/* The number of a generic-netlink family in the controller's answer; negative if malformed. */
int decode_family_id(const struct nlmsghdr *message);

/* Its version in the same answer; negative if malformed. */
int decode_family_version(const struct nlmsghdr *message);

/* The number of the family's multicast group @name in the same answer; negative if there is none. */
int decode_group_id(const struct nlmsghdr *message, const char *name);

/* Which command a message of generic netlink is; negative if it is too short to be one. */
int decode_command(const struct nlmsghdr *message);

/*
 * The kernel's sentence among the extended-ack attributes in @length bytes at @attributes, copied
 * to @text; an empty one if it gave none or it is malformed: a bad sentence must not hide the error
 * that it comes with.
 */
void decode_extack(const void *attributes, size_t length, char *text, size_t size);

#endif
