/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Talking to our modules over generic netlink. Hides sockets and libmnl; the functions say what went
 * wrong themselves and return the status to exit with.
 *
 *	struct family *family;
 *	enum status status = family_open(&family);
 *
 *	if (status)
 *		return status;
 *	family_request(family, SEBP_CMD_DEV_DETACH);
 *	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
 *	status = family_do(family, "eth0", NULL, NULL);
 *	family_close(family);
 */
#ifndef SEBPCTL_FAMILY_H
#define SEBPCTL_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/status.h"

struct family;
struct nlmsghdr;

/* Takes one message of an answer; negative if it is malformed. */
typedef int (*family_take)(const struct nlmsghdr *message, void *data);

/* Of sebp.ko. */
enum status family_open(struct family **family);
/* Of sebp-vfio-pci.ko. */
enum status family_open_vmm(struct family **family);
void family_close(struct family *family);

/*
 * Any family by its name. Where there is none, STATUS_NO_MODULE is returned without a word; one of ours with another
 * version of the contract is STATUS_VERSION.
 */
enum status family_find(struct family **family, const char *name);

/* That for one of ours, for who asks again and again: a kernel that is asked for a family that it does not have runs modprobe. */
enum status family_find_loaded(struct family **family, const char *name);

/* Says of what is malformed of whom it came, and what to do about it; @subject is whom that is about. */
enum status family_malformed(const struct family *family, const char *subject);

/* Starts a request, then adds to it. */
void family_request(struct family *family, uint8_t command);
void family_put_u32(struct family *family, uint16_t type, uint32_t value);
void family_put_nested_u32(struct family *family, uint16_t nest, uint16_t type, uint32_t value);
void family_put_text(struct family *family, uint16_t type, const char *text);

/* Sends the request and hears the answer. @subject is whom an error is about. */
enum status family_do(struct family *family, const char *subject, family_take take, void *data);

/* That without a word: 0 or a negative errno. */
int family_ask(struct family *family, family_take take, void *data);

/* As family_do() for a dump. *@interrupted: it is not consistent, ask again. */
enum status family_dump(struct family *family, const char *subject, family_take take, void *data,
			bool *interrupted);

/*
 * The same where it does not matter that a dump is not consistent. If the module has been unloaded meanwhile,
 * STATUS_NO_MODULE is returned without a word.
 */
enum status family_try_dump(struct family *family, const char *subject, family_take take, void *data);

/*
 * Listen to a multicast group of the family, which is one of ours. Requests on the same family would swallow what is heard: open another one
 * for them.
 */
enum status family_join(struct family *family, const char *group);

/*
 * Calls @take with every message of the family that comes, and with NULL where some were lost because they came faster
 * than they were read. Returns if the module is unloaded, or with what @take returned unless it is STATUS_OK.
 */
enum status family_hear(struct family *family, enum status (*take)(const struct nlmsghdr *message, void *data),
			void *data);

#endif
