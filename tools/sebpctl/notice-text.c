// SPDX-License-Identifier: GPL-2.0-only
#include "notice.h"

#include <linux/sebp.h>

#include "common/format.h"
#include "common/names.h"

static void print_settings(FILE *out, const struct device *d)
{
	char min[FORMAT_SIZE], max[FORMAT_SIZE], bulk[FORMAT_SIZE], linger[FORMAT_SIZE];

	fprintf(out, "; %s, preset %s, events ", mode_name(d->mode), preset_name(d->preset));
	print_events(out, d->events);
	fprintf(out, ", gap %s to %s or %s, batch %u", format_time(min, d->min_gap_ns),
		format_time(max, d->max_gap_ns), format_time(bulk, d->bulk_gap_ns), d->batch);
	if (d->share < 100)
		fprintf(out, ", share %u%%", d->share);
	if (d->linger_ns)
		fprintf(out, ", linger %s", format_time(linger, d->linger_ns));
	if (d->weight < POLL_BUDGET)
		fprintf(out, ", weight %u", d->weight);
}

void notice_text(FILE *out, const struct timespec *when, enum notice notice, const struct device *d)
{
	static const char *const words[] = {
		[NOTICE_NOW] = "is", [NOTICE_ATTACH] = "attached:", [NOTICE_DETACH] = "detached",
		[NOTICE_CHANGE] = "changed:",
	};
	char clock[16];

	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&when->tv_sec));
	if (notice == NOTICE_LOST) {
		fprintf(out, "%s some notices were lost; what is attached now:\n", clock);
		return;
	}
	fprintf(out, "%s %s %s", clock, d->ifname, words[notice]);
	if (notice != NOTICE_DETACH) {
		fprintf(out, " %s", dev_state_name(d->state));
		/* That shadow mode was asked for is no news next to the mode. */
		if (d->reason[0] && d->state != SEBP_DEV_STATE_SHADOW)
			fprintf(out, ", %s", d->reason);
		print_settings(out, d);
	}
	fputc('\n', out);
}
