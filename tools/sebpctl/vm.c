// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <linux/sebp_vmm.h>

#include "command.h"
#include "common/parse.h"
#include "common/say.h"
#include "family.h"
#include "vms.h"

static const char help[] =
	"Usage: sebpctl vm show [-j]\n"
	"       sebpctl vm monitor [-j]\n"
	"       sebpctl vm set DEVICE OPTIONS [-j]\n"
	"\n"
	"On a host: the devices bound to sebp-vfio-pci. `show` says for each what it\n"
	"does and why, and for each MSI-X vector whether the device writes its word in\n"
	"memory now or raises interrupts, and how often which of it happened; for root\n"
	"also the VM exits of the guest, by their reasons as KVM counts them.\n"
	"`monitor` prints a line for each device, and another whenever it is opened or\n"
	"closed, gets other settings, or can only have interrupts any more.\n"
	"\n"
	"  -j, --json        everything, as JSON; with `set`, of DEVICE\n"
	"  -h, --help        this text\n"
	"\n"
	"`set` changes DEVICE, a PCI address such as 0000:01:10.0; needs CAP_NET_ADMIN:\n"
	"\n"
	"  --mode MODE       auto: memory while the vCPU is busy; interrupt: never\n"
	"  --min-gap TIME    shortest time between two interrupts for the guest\n"
	"  --max-delay TIME  a word waits no longer than this for an exit\n"
	"\n"
	"TIME is a whole number with its unit: ns, us or ms.\n"
	"\n"
	"Example:\n"
	"  sebpctl vm set 0000:01:10.0 --mode interrupt";

static enum status vm_show(int argc, char *argv[])
{
	struct family *family;
	struct vms vms;
	bool json = false, helped = false;
	enum status status = read_json(argc, argv, help, &json, &helped);

	if (status || helped)
		return status;
	status = family_open_vmm(&family);
	if (status)
		return status;
	status = vms_take(&vms, family, "vm show");
	if (status == STATUS_NO_MODULE)
		fail(status, "the module sebp-vfio-pci has been unloaded");
	else if (!status && json)
		status = vm_json(stdout, &vms);
	else if (!status)
		vm_text(stdout, &vms);
	vms_free(&vms);
	family_close(family);
	return status;
}

static enum status vm_monitor_command(int argc, char *argv[])
{
	bool json = false, helped = false;
	enum status status = read_json(argc, argv, help, &json, &helped);

	return status || helped ? status : vm_monitor(json);
}

static const struct {
	const char *option;
	uint16_t attribute;
	const char *(*parse)(const char *word, uint32_t *value);
} settings[] = {
	{ "mode", SEBP_VMM_A_VF_MODE, parse_vf_mode },
	{ "min-gap", SEBP_VMM_A_VF_MIN_GAP_NS, parse_duration },
	{ "max-delay", SEBP_VMM_A_VF_MAX_DELAY_NS, parse_duration },
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

struct request {
	bool help;
	bool json;
	bool any;
	bool given[SETTINGS];
	uint32_t value[SETTINGS];
};

static enum status read_settings(struct request *request, int argc, char *argv[])
{
	struct option options[SETTINGS + 3] = { 0 };
	int option;

	for (size_t i = 0; i < SETTINGS; i++)
		options[i] = (struct option){ settings[i].option, required_argument, NULL, (int)i };
	options[SETTINGS] = (struct option){ "help", no_argument, NULL, 'h' };
	options[SETTINGS + 1] = (struct option){ "json", no_argument, NULL, 'j' };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":hj", options, NULL)) != -1) {
		const char *wrong;

		if (option == 'h') {
			request->help = true;
			return STATUS_OK;
		}
		if (option == 'j') {
			request->json = true;
			continue;
		}
		if (option < 0 || option >= (int)SETTINGS)
			return bad_option(option, argv);
		wrong = settings[option].parse(optarg, &request->value[option]);
		if (wrong)
			return fail(STATUS_USAGE, "--%s '%s': %s", settings[option].option, optarg, wrong);
		request->any = request->given[option] = true;
	}
	return STATUS_OK;
}

/* What `vm show` has of that one. */
static enum status print_device(struct family *family, const char *device)
{
	struct vms vms;
	enum status status = vms_take(&vms, family, device);
	size_t kept = 0;

	if (status == STATUS_NO_MODULE)
		fail(status, "the module sebp-vfio-pci has been unloaded");
	for (size_t i = 0; i < vms.vf_count; i++) {
		if (!strcmp(vms.vfs[i].device, device))
			vms.vfs[kept++] = vms.vfs[i];
	}
	vms.vf_count = kept;
	if (!status)
		status = vm_json(stdout, &vms);
	vms_free(&vms);
	return status;
}

static enum status send_settings(const struct request *request, const char *device)
{
	struct family *family;
	enum status status = family_open_vmm(&family);

	if (status)
		return status;
	family_request(family, SEBP_VMM_CMD_VF_SET);
	family_put_text(family, SEBP_VMM_A_VF_DEVICE, device);
	for (size_t i = 0; i < SETTINGS; i++) {
		if (request->given[i])
			family_put_u32(family, settings[i].attribute, request->value[i]);
	}
	status = family_do(family, device, NULL, NULL);
	if (!status && request->json)
		status = print_device(family, device);
	family_close(family);
	return status;
}

static enum status vm_set(int argc, char *argv[])
{
	struct request request = { 0 };
	enum status status = read_settings(&request, argc, argv);

	if (status)
		return status;
	if (request.help) {
		puts(help);
		return STATUS_OK;
	}
	if (argc - optind != 1)
		return fail(STATUS_USAGE, "vm set: name one device by its PCI address: `sebpctl vm show` lists them");
	/* The request has little room. */
	if (strlen(argv[optind]) >= sizeof(((struct vm_vf *)NULL)->device))
		return fail(STATUS_NO_DEVICE, "%s: that is no PCI address: `sebpctl vm show` lists the devices",
			    argv[optind]);
	if (!request.any)
		return fail(STATUS_USAGE, "vm set: name a setting to change: see `sebpctl vm --help`");
	return send_settings(&request, argv[optind]);
}

static const struct {
	const char *name;
	char *full_name;	/* as its messages begin */
	enum status (*run)(int argc, char *argv[]);
} commands[] = {
	{ "show", "vm show", vm_show },
	{ "monitor", "vm monitor", vm_monitor_command },
	{ "set", "vm set", vm_set },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

enum status vm_command(int argc, char *argv[])
{
	if (argc < 2)
		return fail(STATUS_USAGE, "vm: show, monitor or set is missing: see `sebpctl vm --help`");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		puts(help);
		return STATUS_OK;
	}
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		argv[1] = commands[i].full_name;
		return commands[i].run(argc - 1, argv + 1);
	}
	return fail(STATUS_USAGE, "vm: there is no '%s': see `sebpctl vm --help`", argv[1]);
}
