// SPDX-License-Identifier: GPL-2.0-only
#include "metrics.h"

#include <getopt.h>

#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

#include "command.h"
#include "common/output.h"
#include "family.h"

static const char help[] =
	"Usage: sebpctl metrics [--output FILE]\n"
	"\n"
	"Print state and counters of all attached devices, and of those that guests of this\n"
	"host have by sebp-vfio-pci, for Prometheus, as node_exporter's textfile collector\n"
	"reads them. Of a module that is not loaded one line says so.\n"
	"\n"
	"  -o, --output FILE  write FILE instead, in one step: no reader sees half of it\n"
	"  -h, --help         this text\n"
	"\n"
	"Example:\n"
	"  sebpctl metrics --output /var/lib/prometheus/node-exporter/sebp.prom";

static enum status print_devices(FILE *out)
{
	struct snapshot snapshot = { 0 };
	struct family *family;
	enum status status = family_find(&family, SEBP_FAMILY_NAME);

	if (status == STATUS_NO_MODULE) {
		metrics_text(out, NULL);
		return STATUS_OK;
	}
	if (status)
		return status;
	status = snapshot_take(&snapshot, family, 0, "metrics");
	if (!status)
		metrics_text(out, &snapshot);
	snapshot_free(&snapshot);
	family_close(family);
	return status;
}

/* Guests have no such module, and are asked every 15 seconds. */
static enum status print_vms(FILE *out)
{
	struct family *family;
	struct vms vms;
	enum status status = family_find_loaded(&family, SEBP_VMM_FAMILY_NAME);

	if (status == STATUS_NO_MODULE) {
		metrics_vm_text(out, NULL);
		return STATUS_OK;
	}
	if (status)
		return status;
	status = vms_take(&vms, family, "metrics");
	if (!status || status == STATUS_NO_MODULE)
		metrics_vm_text(out, status ? NULL : &vms);
	vms_free(&vms);
	family_close(family);
	return status == STATUS_NO_MODULE ? STATUS_OK : status;
}

static enum status print_metrics(FILE *out, void *unused)
{
	enum status status = print_devices(out);

	(void)unused;
	return status ? status : print_vms(out);
}

enum status metrics_command(int argc, char *argv[])
{
	const char *path = NULL;
	bool helped = false;
	enum status status = read_output(argc, argv, help, &path, &helped);

	if (status || helped)
		return status;
	if (optind < argc)
		return word_too_many(argv, optind);
	return output_to(path, print_metrics, NULL);
}
