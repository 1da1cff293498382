// SPDX-License-Identifier: GPL-2.0-only
/*
 * governor-sim PRESET EVENT-PERIOD-NS [idle] < TRACE: what the governor would make of a trace, on a CPU that is busy or idle
 * whenever an interrupt comes or a poll is done. Prints one JSON object.
 *
 * A line of TRACE is a packet's time of arrival in nanoseconds, ascending, or that of the first one of a train, how many
 * they are and how far apart. A line that begins with # is a comment.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"

static const char *const presets[GOV_PRESETS] = {
	[GOV_BALANCED] = "balanced", [GOV_LATENCY] = "latency", [GOV_EFFICIENCY] = "efficiency",
};

static int find_preset(const char *name)
{
	for (int i = 0; i < GOV_PRESETS; i++)
		if (!strcmp(presets[i], name))
			return i;
	return -1;
}

/* Return: what follows the number, or NULL if there is none. */
static const char *read_number(const char *text, u64 *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return end != text && !errno && *text != '-' ? end : NULL;
}

static bool is_end(const char *text)
{
	return text && (*text == '\n' || !*text);
}

static bool read_line(const char *line, u64 *time, u64 *packets, u64 *spacing)
{
	const char *rest = read_number(line, time);

	*packets = 1;
	*spacing = 0;
	if (!rest || is_end(rest))
		return rest;
	rest = read_number(rest + 1, packets);
	return rest && *rest == ' ' && is_end(read_number(rest + 1, spacing));
}

static bool add(struct sim *sim, u64 **times, size_t *room, u64 time)
{
	if (time >= GOV_NEVER || !time || (sim->count && time < (*times)[sim->count - 1]))
		return false;
	if (sim->count == *room) {
		*room = *room ? 2 * *room : 1024;
		*times = realloc(*times, *room * sizeof(**times));
		if (!*times)
			return false;
	}
	(*times)[sim->count++] = time;
	return true;
}

static int read_trace(struct sim *sim, u64 **times)
{
	u64 time, packets, spacing;
	size_t room = 0, number = 0;
	char line[256];

	while (fgets(line, sizeof(line), stdin)) {
		bool good;

		number++;
		if (line[0] == '#')
			continue;
		good = read_line(line, &time, &packets, &spacing);
		for (; good && packets; packets--, time += spacing)
			good = add(sim, times, &room, time);
		if (!good) {
			fprintf(stderr, "governor-sim: line %zu: a time in ns, not before the last one, is needed\n", number);
			return -1;
		}
	}
	sim->arrivals = *times;
	sim->until = (sim->count ? sim->arrivals[sim->count - 1] : 0) + 1000 * 1000 * 1000;
	return 0;
}

int main(int argc, char *argv[])
{
	struct sim sim = { .budget = 64 };
	struct sim_result r;
	u64 *times = NULL;
	int preset;

	sim.idle = argc == 4 && !strcmp(argv[3], "idle");
	preset = argc == 3 || sim.idle ? find_preset(argv[1]) : -1;
	if (preset < 0 || !is_end(read_number(argv[2], &sim.event_period))) {
		fputs("usage: governor-sim balanced|latency|efficiency EVENT-PERIOD-NS [idle] < TRACE\n", stderr);
		return 2;
	}
	sim.params = gov_presets[preset];
	if (read_trace(&sim, &times)) {
		free(times);
		return 1;
	}
	r = sim_run(&sim);
	printf("{\"packets\": %" PRIu64 ", \"interrupts\": %" PRIu64 ", \"polls\": %" PRIu64
	       ", \"empty_polls\": %" PRIu64 ", \"rescues\": %" PRIu64 ", \"delay_mean_ns\": %" PRIu64
	       ", \"delay_max_ns\": %" PRIu64 ", \"gap_max_ns\": %" PRIu64 "}\n",
	       r.delivered, r.interrupts, r.polls, r.empty, r.rescues,
	       r.delayed ? r.delay_sum / r.delayed : 0, r.delay_max, r.gap_max);
	free(times);
	return 0;
}
