// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>

#include "command.h"
#include "common/say.h"
#include "vf-wish.h"

static const char help[] =
	"Usage: sebpctl vf set VF SETTINGS [OPTIONS]\n"
	"\n"
	"Change what the PF keeps for the VF, whoever drives it; all of it or nothing.\n"
	"A driver may keep the MAC it has until it is bound anew, so set that before\n"
	"the VF is assigned, or with `vf assign`.\n"
	"\n"
	VF_WISH_HELP
	"\n"
	"  -d, --dry-run          print what would be done, and do nothing\n"
	"  -j, --json             print the PF and its VFs as JSON\n"
	"  -h, --help             this text\n"
	"\n"
	"Example:\n"
	"  sebpctl vf set enp1s0/3 --spoofchk on --max-tx-rate 500";

static enum status run(struct steps *steps, const struct vf_wish *wish)
{
	struct vf_undo undo;
	struct vf vf;
	enum status status = vf_find(steps->root, steps->subject, &vf);

	if (status)
		return status;
	return steps_end(steps, vf_wish_apply(steps, &vf, wish, &undo), &vf.pf);
}

enum status vf_set(int argc, char *argv[])
{
	struct steps steps = { .root = vf_root };
	struct vf_wish wish = { 0 };
	bool helped = false;
	const struct flag flags[] = { { "dry-run", &steps.dry_run }, { "json", &steps.json }, { 0 } };
	enum status status = vf_wish_read(argc, argv, flags, help, &wish, &helped);

	if (status || helped)
		return status;
	status = vf_operands(argc, argv, 1, "a VF");
	if (status)
		return status;
	if (!wish.any)
		return fail(STATUS_USAGE, "vf set: name a setting to change: see `sebpctl vf set --help`");
	steps.subject = argv[optind];
	return run(&steps, &wish);
}
