// SPDX-License-Identifier: GPL-2.0-only
/*
 * governor-sim PRESET EVENT-PERIOD-NS < TRACE: what the governor would make of a trace. TRACE is a packet's time of
 * arrival in nanoseconds a line, ascending. Prints one JSON object.
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

static bool read_number(const char *text, u64 *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return end != text && (*end == '\n' || !*end) && !errno && *text != '-';
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
	char line[64];
	size_t room = 0;
	u64 time;

	while (fgets(line, sizeof(line), stdin)) {
		if (!read_number(line, &time) || !add(sim, times, &room, time)) {
			fprintf(stderr, "governor-sim: line %zu: a time in ns, not before the last one, is needed\n",
				sim->count + 1);
			return -1;
		}
		sim->until = time + 1000 * 1000 * 1000;
	}
	sim->arrivals = *times;
	return 0;
}

int main(int argc, char *argv[])
{
	struct sim sim = { .budget = 64 };
	struct sim_result r;
	u64 *times = NULL;
	int preset;

	preset = argc == 3 ? find_preset(argv[1]) : -1;
	if (preset < 0 || !read_number(argv[2], &sim.event_period)) {
		fputs("usage: governor-sim balanced|latency|efficiency EVENT-PERIOD-NS < TRACE\n", stderr);
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
