// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <inttypes.h>

#include "common/format.h"

#define BAR	36

static uint64_t sum(const uint64_t *gaps, size_t count)
{
	uint64_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += gaps[i];
	return all;
}

static void show_range(FILE *out, size_t i)
{
	uint64_t from = i ? gap_edge_ns(i - 1) / 1000 : 0;

	if (i == QUEUE_GAPS - 1)
		fprintf(out, "        from %5" PRIu64 " us", from);
	else
		fprintf(out, "      %5" PRIu64 " - %5" PRIu64 " us", from, gap_edge_ns(i) / 1000);
}

static void show_bucket(FILE *out, const uint64_t *gaps, size_t i, uint64_t all)
{
	char polls[FORMAT_SIZE], share[FORMAT_SIZE];
	/* Never without a bar: a rare long gap is what one looks for. */
	int bar = 1 + (int)((double)gaps[i] * (BAR - 1) / (double)all);

	show_range(out, i);
	fprintf(out, "  %9s  %6s  ", format_count(polls, gaps[i]),
		format_percent(share, gaps[i], all));
	while (bar--)
		fputc('#', out);
	fputc('\n', out);
}

/* Counted up to the end of the bucket that the bound lies in, unless no gap was longer anyway. */
static void show_within(FILE *out, const struct queue *q, uint64_t all, const struct device *d)
{
	const char *name = d->bulk_gap_ns > d->max_gap_ns ? "bulk-gap" : "max-gap";
	char share[FORMAT_SIZE], bound[FORMAT_SIZE];
	size_t i = 0;

	format_time(bound, d->bulk_gap_ns);
	if (q->longest_gap_ns <= d->bulk_gap_ns) {
		fprintf(out, "      all since attach were within %s, %s\n", name, bound);
		return;
	}
	while (i < QUEUE_GAPS - 2 && gap_edge_ns(i) < d->bulk_gap_ns)
		i++;
	fprintf(out, "      %s since attach were within %s, %s (those below %" PRIu64 " us)\n",
		format_percent(share, sum(q->gaps, i + 1), all), name, bound, gap_edge_ns(i) / 1000);
}

void show_gaps(FILE *out, const struct queue *q, const struct device *d)
{
	uint64_t all = sum(q->gaps, QUEUE_GAPS);

	if (!all)
		return;
	fprintf(out, "      %16s  %9s  %6s\n", "gap", "polls", "share");
	for (size_t i = 0; i < QUEUE_GAPS; i++) {
		if (q->gaps[i])
			show_bucket(out, q->gaps, i, all);
	}
	show_within(out, q, all, d);
}
