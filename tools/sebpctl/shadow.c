// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include <linux/sebp.h>

#include "command.h"
#include "common/clock.h"
#include "common/parse.h"
#include "common/say.h"
#include "family.h"
#include "prediction.h"

#define SECONDS_DEFAULT	10

static const char help[] =
	"Usage: sebpctl shadow DEV [SECONDS] [-j]\n"
	"\n"
	"Watch DEV under its traffic for SECONDS (10 if not said) and say what polling would have\n"
	"changed: interrupts, polls, the time by which packets would have come later. Interrupts\n"
	"stay on, nothing is polled. DEV is attached in mode shadow for that time; if it is\n"
	"attached in that mode already, it stays so. Interrupting it ends the time early.\n"
	"Needs CAP_NET_ADMIN, unless DEV is attached already.\n"
	"\n"
	"  -j, --json   the same as JSON\n"
	"  -h, --help   this text\n"
	"\n"
	"Example:\n"
	"  sebpctl shadow eth0 30";

/* The signals that shall end the waiting, not us: the device is to be detached. */
static void hold_signals(sigset_t *ending)
{
	sigemptyset(ending);
	sigaddset(ending, SIGINT);
	sigaddset(ending, SIGTERM);
	sigaddset(ending, SIGHUP);
	sigprocmask(SIG_BLOCK, ending, NULL);
}

static void wait_for(const sigset_t *ending, uint32_t seconds)
{
	const struct timespec time = { .tv_sec = seconds };

	/* What interrupts it besides, a stop for example, cuts the time short: it is measured. */
	sigtimedwait(ending, NULL, &time);
}

static enum status attach(struct family *family, const char *name, uint32_t ifindex)
{
	family_request(family, SEBP_CMD_DEV_ATTACH);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	family_put_u32(family, SEBP_A_DEV_MODE, SEBP_MODE_SHADOW);
	return family_do(family, name, NULL, NULL);
}

/* After something has failed with @status, which has been said, what else fails is no news: the device may be gone. */
static enum status detach(struct family *family, const char *name, uint32_t ifindex, enum status status)
{
	family_request(family, SEBP_CMD_DEV_DETACH);
	family_put_u32(family, SEBP_A_DEV_IFINDEX, ifindex);
	if (!status)
		return family_do(family, name, NULL, NULL);
	family_ask(family, NULL, NULL);
	return status;
}

struct watch {
	const char *name;
	uint32_t ifindex;
	uint32_t seconds;
	sigset_t ending;
	struct snapshot before;
	struct snapshot after;
	uint64_t elapsed_ns;
};

static enum status watch_attached(struct watch *w, struct family *family)
{
	uint64_t start = monotonic_ns();

	wait_for(&w->ending, w->seconds);
	w->elapsed_ns = monotonic_ns() - start;
	return snapshot_take(&w->after, family, w->ifindex, w->name);
}

/* Detaches what it attached, whatever happens in between. */
static enum status watch_with(struct watch *w, struct family *family)
{
	enum status status = snapshot_take(&w->before, family, 0, w->name);
	const struct device *device = snapshot_device(&w->before, w->ifindex);

	if (status)
		return status;
	if (device && device->mode == SEBP_MODE_SHADOW)
		return watch_attached(w, family);
	if (device)
		return fail(STATUS_FAILED, "%s: it is attached and polled, so there is nothing to predict: "
			    "`sebpctl show %s -s` has what it does", w->name, w->name);
	status = attach(family, w->name, w->ifindex);
	if (status)
		return status;
	return detach(family, w->name, w->ifindex, watch_attached(w, family));
}

static enum status shadow(struct watch *w, bool json)
{
	struct prediction prediction;
	struct family *family;
	enum status status = family_open(&family);

	if (status)
		return status;
	hold_signals(&w->ending);
	status = watch_with(w, family);
	family_close(family);
	if (!status) {
		prediction_make(&prediction, &w->after.devices[0], &w->before, &w->after, w->elapsed_ns);
		if (json)
			status = prediction_json(stdout, &prediction);
		else
			prediction_text(stdout, &prediction);
	}
	snapshot_free(&w->before);
	snapshot_free(&w->after);
	return status;
}

enum status shadow_command(int argc, char *argv[])
{
	bool json = false, helped = false;
	const struct flag flags[] = { { "json", &json }, { 0 } };
	enum status status = read_flags(argc, argv, flags, help, &helped);
	struct watch watch = { .seconds = SECONDS_DEFAULT };
	const char *wrong = NULL;

	if (status || helped)
		return status;
	if (argc - optind == 2) {
		wrong = parse_count(argv[optind + 1], &watch.seconds);
		if (!wrong && (!watch.seconds || watch.seconds > 86400))
			wrong = "seconds from 1 to 86400, a day, are taken";
		argc--;
	}
	if (wrong)
		return fail(STATUS_USAGE, "shadow: '%s': %s", argv[optind + 1], wrong);
	status = device_operand(argc, argv, &watch.name, &watch.ifindex);
	return status ? status : shadow(&watch, json);
}
