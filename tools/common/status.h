/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit codes of sebpctl: part of its interface, listed in sebpctl(8). */
#ifndef SEBP_TOOLS_STATUS_H
#define SEBP_TOOLS_STATUS_H

enum status {
	STATUS_OK,
	STATUS_FAILED,		/* refused by the kernel, or the request could not be carried out */
	STATUS_USAGE,
	STATUS_NO_MODULE,
	STATUS_NO_PERMISSION,
	STATUS_NO_DEVICE,
	STATUS_VERSION,		/* module and tool do not understand each other */
};

#endif
