// SPDX-License-Identifier: GPL-2.0-only
/*
 * napi DEVICE [NAME=NUMBER]...: sets what the kernel keeps for each NAPI, in all of the device that have an id (Linux 6.13; threaded,
 * of which 2 is "busy-poll", with more recent ones), then prints what is in force, as JSON: [{"NAME": NUMBER, ...}, ...], one for
 * each NAPI.
 *
 * The numbers of the family netdev are the kernel's, include/uapi/linux/netdev.h; headers of 6.12 do not have these yet.
 */
#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

#define CMD_NAPI_GET	11
#define CMD_NAPI_SET	14
#define A_IFINDEX	1
#define A_ID		2
#define NAPIS		64
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static const struct setting {
	const char *name;
	uint16_t attribute;
} settings[] = {
	{ "defer_hard_irqs", 5 },
	{ "gro_flush_timeout", 6 },
	{ "irq_suspend_timeout", 7 },
	{ "threaded", 8 },
};

struct napi {
	uint32_t id;
	bool has[COUNT(settings)];
	uint64_t value[COUNT(settings)];
};

static struct napi napis[NAPIS];
static size_t napi_count;

static struct mnl_socket *netlink;
static uint32_t sequence;
static _Alignas(struct nlmsghdr) char buffer[32768];

static void die(const char *what)
{
	if (errno == EOPNOTSUPP || errno == ENOENT)
		fprintf(stderr, "napi: this kernel keeps no settings for each NAPI: Linux 6.13 and later do.\n");
	else
		fprintf(stderr, "napi: %s: %s.\n", what, strerror(errno));
	exit(1);
}

static struct nlmsghdr *message(uint16_t type, uint16_t flags, uint8_t command)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(header, sizeof(*genl));

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | flags;
	header->nlmsg_seq = ++sequence;
	genl->cmd = command;
	genl->version = 1;
	return header;
}

/* Sends it, and gives every message of the answer to @parse. */
static void ask(struct nlmsghdr *header, mnl_cb_t parse, void *data, const char *what)
{
	int n;

	if (mnl_socket_sendto(netlink, header, header->nlmsg_len) < 0)
		die(what);
	do {
		n = mnl_socket_recvfrom(netlink, buffer, sizeof(buffer));
		if (n >= 0)
			n = mnl_cb_run(buffer, n, sequence, mnl_socket_get_portid(netlink), parse, data);
	} while (n > 0);
	if (n < 0)
		die(what);
}

static int take_family(const struct nlmsghdr *header, void *data)
{
	const struct nlattr *attribute;

	mnl_attr_for_each(attribute, header, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attribute) == CTRL_ATTR_FAMILY_ID)
			*(uint16_t *)data = mnl_attr_get_u16(attribute);
	return MNL_CB_OK;
}

static uint16_t family_id(void)
{
	struct nlmsghdr *header = message(GENL_ID_CTRL, NLM_F_ACK, CTRL_CMD_GETFAMILY);
	uint16_t id = 0;

	mnl_attr_put_strz(header, CTRL_ATTR_FAMILY_NAME, "netdev");
	ask(header, take_family, &id, "the family netdev");
	return id;
}

/* The kernel sends a number in as few words as it takes. */
static uint64_t number_of(const struct nlattr *attribute)
{
	return mnl_attr_get_payload_len(attribute) == sizeof(uint64_t) ? mnl_attr_get_u64(attribute) : mnl_attr_get_u32(attribute);
}

static int take_napi(const struct nlmsghdr *header, void *data)
{
	struct napi *napi = &napis[napi_count];
	const struct nlattr *attribute;
	size_t i;

	(void)data;
	if (napi_count == NAPIS)
		return MNL_CB_OK;
	*napi = (struct napi){ 0 };
	mnl_attr_for_each(attribute, header, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attribute) == A_ID)
			napi->id = mnl_attr_get_u32(attribute);
		for (i = 0; i < COUNT(settings); i++)
			if (mnl_attr_get_type(attribute) == settings[i].attribute) {
				napi->has[i] = true;
				napi->value[i] = number_of(attribute);
			}
	}
	napi_count += napi->id != 0;
	return MNL_CB_OK;
}

static void get(uint16_t family, unsigned int device)
{
	struct nlmsghdr *header = message(family, NLM_F_DUMP, CMD_NAPI_GET);

	napi_count = 0;
	mnl_attr_put_u32(header, A_IFINDEX, device);
	ask(header, take_napi, NULL, "what NAPIs have cannot be read");
}

static const struct setting *setting_of(const char *word, uint32_t *value)
{
	const char *sign = strchr(word, '=');
	size_t i;

	for (i = 0; sign && i < COUNT(settings); i++)
		if (!strncmp(word, settings[i].name, sign - word) && !settings[i].name[sign - word]) {
			*value = strtoul(sign + 1, NULL, 10);
			return &settings[i];
		}
	fprintf(stderr, "napi: '%s' is no NAME=NUMBER: names are defer_hard_irqs, gro_flush_timeout, irq_suspend_timeout and threaded.\n",
		word);
	exit(2);
}

static void set(uint16_t family, uint32_t id, char **words)
{
	struct nlmsghdr *header = message(family, NLM_F_ACK, CMD_NAPI_SET);
	const struct setting *setting;
	uint32_t value;

	mnl_attr_put_u32(header, A_ID, id);
	for (; *words; words++) {
		setting = setting_of(*words, &value);
		mnl_attr_put_u32(header, setting->attribute, value);
	}
	ask(header, NULL, NULL, "the kernel refuses these settings");
}

static void print(void)
{
	const char *separator;
	size_t n, i;

	for (n = 0; n < napi_count; n++) {
		printf("%s{", n ? "," : "[");
		for (separator = "", i = 0; i < COUNT(settings); i++)
			if (napis[n].has[i]) {
				printf("%s\"%s\":%llu", separator, settings[i].name, (unsigned long long)napis[n].value[i]);
				separator = ",";
			}
		printf("}");
	}
	printf("]\n");
}

int main(int argc, char **argv)
{
	unsigned int device;
	uint16_t family;
	size_t n;

	if (argc < 2 || !(device = if_nametoindex(argv[1]))) {
		fprintf(stderr, "usage: napi DEVICE [NAME=NUMBER]..., with a network device that there is\n");
		return 2;
	}
	netlink = mnl_socket_open(NETLINK_GENERIC);
	if (!netlink || mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID) < 0)
		die("netlink");
	family = family_id();
	get(family, device);
	for (n = 0; argc > 2 && n < napi_count; n++)
		set(family, napis[n].id, argv + 2);
	get(family, device);
	if (!napi_count) {
		fprintf(stderr, "napi: %s has no NAPI that can be told from others: is it up?\n", argv[1]);
		return 1;
	}
	print();
	return 0;
}
