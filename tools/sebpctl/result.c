// SPDX-License-Identifier: GPL-2.0-only
#include "result.h"

#include <stdio.h>

#include <linux/sebp.h>

#include "decode.h"
#include "device-json.h"
#include "family.h"
#include "json.h"

static int take_device(const struct nlmsghdr *message, void *data)
{
	return decode_device(message, data);
}

static enum status print(const char *done, json_t *device)
{
	return json_print(stdout, json_pack("{s:s, s:o}", "done", done, "device", device));
}

enum status result_print(struct family *family, const char *done, const char *name, uint32_t ifindex)
{
	struct device device = { 0 };
	enum status status;

	family_request(family, SEBP_CMD_DEV_GET);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	status = family_do(family, name, take_device, &device);
	return status ? status : print(done, device_object(&device));
}

enum status result_print_name(const char *done, const char *name, uint32_t ifindex)
{
	return print(done, json_pack("{s:o*, s:o}", "ifindex", ifindex ? json_integer(ifindex) : NULL,
				     "ifname", json_bytes(name)));
}
