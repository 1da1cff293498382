// SPDX-License-Identifier: GPL-2.0-only
#include "prediction.h"

#include <inttypes.h>

#include <linux/sebp.h>

#include "common/clock.h"
#include "common/format.h"
#include "common/names.h"

static void polls_text(FILE *out, const struct queue *sum, uint64_t elapsed_ns)
{
	char polls[FORMAT_SIZE], empty[FORMAT_SIZE], watchdog[FORMAT_SIZE];

	fprintf(out, "  polls:       %s/s instead, %s of them empty, %s started by the watchdog\n",
		format_count(polls, per_second(sum->polls, elapsed_ns)), format_percent(empty, sum->empty_polls, sum->polls),
		format_percent(watchdog, sum->rescues, sum->polls));
	for (size_t i = 0; i < sum->event_count; i++) {
		char share[FORMAT_SIZE];

		if (sum->events[i].polls)
			fprintf(out, "               %6s by %s\n",
				format_percent(share, sum->events[i].polls, sum->polls),
				event_name(sum->events[i].event));
	}
}

/* Polls take the place of interrupts only where they are cheaper; whether they are, a prediction cannot tell. */
static void verdict_text(FILE *out, const struct prediction *p)
{
	const struct queue *sum = &p->sum;

	if (sum->irqs_suppressed * 2 < sum->irqs_taken)
		fputs("With this traffic most interrupts would stay: there is little to gain.\n", out);
	else
		fprintf(out, "To do it: sebpctl attach %s\n", p->device->ifname);
}

void prediction_text(FILE *out, const struct prediction *p)
{
	char elapsed[FORMAT_SIZE], rate[FORMAT_SIZE], share[FORMAT_SIZE], delay[FORMAT_SIZE], left[FORMAT_SIZE];
	const struct queue *sum = &p->sum;

	fprintf(out, "%s: %s, watched for %s; its interrupts stayed on, nothing was polled\n",
		p->device->ifname, p->device->driver, format_time(elapsed, p->elapsed_ns / 1000000 * 1000000));
	if (p->device->state != SEBP_DEV_STATE_SHADOW)
		fprintf(out, "  state:       %s, %s\n", dev_state_name(p->device->state), p->device->reason);
	if (!sum->irqs_taken) {
		fputs("No interrupt came, so nothing can be predicted: try again under load.\n", out);
		return;
	}
	fprintf(out, "  interrupts:  %s/s were taken, %s of which would not have been: %s/s left\n",
		format_count(rate, per_second(sum->irqs_taken, p->elapsed_ns)),
		format_percent(share, sum->irqs_suppressed, sum->irqs_taken),
		format_count(left, per_second(sum->irqs_taken - sum->irqs_suppressed, p->elapsed_ns)));
	if (sum->polls)
		polls_text(out, sum, p->elapsed_ns);
	fprintf(out, "  delay:       packets would have come %s later on average\n",
		format_time(delay, sum->packets ? sum->delay_ns / sum->packets : 0));
	verdict_text(out, p);
}
