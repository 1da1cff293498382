// SPDX-License-Identifier: GPL-2.0-only
/*
 * What metrics prints, read by a strict reader of Prometheus's text exposition format 0.0.4: every line, the order of
 * families, names by type, labels, values, histograms. tests/host/metrics.sh has promtool look at it too.
 */
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/sebp.h>
#include <linux/sebp_vmm.h>

#include "printed.h"
#include "sebpctl/metrics.h"

#define FAMILIES_MAX	64
#define SAMPLES_MAX	512

static struct device devices[] = {
	{
		.ifindex = 3, .ifname = "enp1s0v0", .driver = "igbvf", .state = SEBP_DEV_STATE_ACTIVE,
		.min_gap_ns = 150000, .max_gap_ns = 1000000, .bulk_gap_ns = 4000000,
	}, {
		.ifindex = 7, .ifname = "a\"b\\c\nd\xff", .driver = "virtio_net",
		.state = SEBP_DEV_STATE_DEGRADED, .max_gap_ns = UINT32_MAX, .preset = 99, .mode = 99,
	},
};

static struct queue queues[] = {
	{
		.ifindex = 3, .state = SEBP_QUEUE_STATE_POLLING, .polls = 12345, .empty_polls = 67,
		.packets = UINT64_MAX, .rescues = 8, .irqs_taken = 9, .irqs_suppressed = 12278,
		.unparks = 10, .parks = 11, .busy = 12, .stalls = 13, .longest_gap_ns = 1013000, .delay_ns = 3000000001,
		.gaps = { 2, [7] = 345, [10] = 2999, [15] = 2 },
		.event_count = 2,
		.events = { { SEBP_EVENT_TICK, 1000, 900, 50, 20000 }, { SEBP_EVENT_WATCHDOG, 8, 8, 1, 17 } },
	},
	{ .ifindex = 3, .id = 1, .state = SEBP_QUEUE_STATE_PARKED },
	{ .ifindex = 7, .id = 0, .event_count = 1, .events = { { 31, 1, 2, 3, 4 } } },
	/* Its device went between the two dumps. */
	{ .ifindex = 9, .id = 5, .polls = 99 },
};

static const struct snapshot full = {
	.devices = devices, .device_count = 2, .queues = queues, .queue_count = 4,
};

static struct vm_vf vfs[] = {
	{ .device = "0000:01:10.0", .state = SEBP_VMM_VF_STATE_ACTIVE, .min_gap_ns = 1000000, .max_delay_ns = 4000000,
	  .exits = { .total = 100, .interrupt = 40, .interrupt_window = 30, .halt = 20, .io = 1, .mmio = 2 } },
	{ .device = "0000:01:10.2", .mode = SEBP_VMM_MODE_INTERRUPT },
};

static struct vector vectors[] = {
	{ .device = "0000:01:10.0", .index = 2, .memory = true, .interrupts = 21, .looks = 22, .announced = 23, .rescues = 24,
	  .rechecked = 25, .engages = 26, .longest_delay_ns = 1700000, .strays = 27, .backoffs = 28, .stalls = 29 },
	{ .device = "0000:01:10.0", .index = 3 },
};

static const struct vms guests = { vfs, 2, vectors, 2 };

/* As the command does. */
static void print_both(FILE *out, const struct snapshot *snapshot, const struct vms *vms)
{
	metrics_text(out, snapshot);
	metrics_vm_text(out, vms);
}

static char *text_of(const struct snapshot *snapshot, const struct vms *vms)
{
	return PRINTED(print_both(out, snapshot, vms));
}

/* ---- the reader ---- */

struct reader {
	char family[64];	/* the one that samples may belong to */
	char type[16];
	size_t families;
	char seen[FAMILIES_MAX][64];
	size_t samples;
	char *series[SAMPLES_MAX];	/* name and labels: none twice */
	double bucket;			/* of the histogram being read, */
	double edge;
};

/* Reads [a-zA-Z_:][a-zA-Z0-9_:]* into @name; what comes behind it. */
static const char *read_name(const char *at, char *name, size_t size)
{
	size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");

	if (!length || length >= size || isdigit((unsigned char)*at))
		fail_msg("no name: %s", at);
	memcpy(name, at, length);
	name[length] = '\0';
	return at + length;
}

static void read_help(struct reader *r, const char *at)
{
	at = read_name(at, r->family, sizeof(r->family));
	assert_int_equal(*at, ' ');
	if (strlen(at) < 10 || strchr(at, '\\'))
		fail_msg("no help: %s", at);
	for (size_t i = 0; i < r->families; i++)
		assert_string_not_equal(r->seen[i], r->family);
	assert_true(r->families < FAMILIES_MAX);
	strcpy(r->seen[r->families++], r->family);
	r->type[0] = '\0';
}

static void read_type(struct reader *r, const char *at)
{
	static const char *const types[] = { "counter", "gauge", "histogram" };
	char name[64];
	bool known = false, total;

	at = read_name(at, name, sizeof(name));
	assert_string_equal(name, r->family);
	assert_string_equal(r->type, "");
	assert_int_equal(*at++, ' ');
	for (size_t i = 0; i < 3; i++)
		known |= !strcmp(at, types[i]);
	if (!known)
		fail_msg("no type: %s", at);
	strcpy(r->type, at);
	total = strlen(name) > 6 && !strcmp(name + strlen(name) - 6, "_total");
	if (total != !strcmp(at, "counter"))
		fail_msg("counters, and nothing else, end in _total: %s is a %s", name, at);
	if (strstr(name, "_ns") || strstr(name, "_ms") || strstr(name, "_us"))
		fail_msg("not a base unit: %s", name);
}

/* A label's value from behind its opening quote; what comes behind the closing one. */
static const char *read_value(const char *at)
{
	for (; *at && *at != '"'; at++) {
		assert_true((unsigned char)*at < 0x80);
		if (*at == '\\' && !strchr("\\\"n", *++at))
			fail_msg("bad escape: %s", at);
	}
	assert_int_equal(*at, '"');
	return at + 1;
}

/* Labels from behind the bracket to behind the other; @edge is set to that of a bucket. */
static const char *read_labels(const char *at, double *edge)
{
	char name[64], names[16][64];
	size_t count = 0;

	for (;;) {
		at = read_name(at, name, sizeof(name));
		if (strchr(name, ':') || at[0] != '=' || at[1] != '"')
			fail_msg("bad label: %s%s", name, at);
		for (size_t i = 0; i < count; i++)
			assert_string_not_equal(names[i], name);
		strcpy(names[count++], name);
		if (!strcmp(name, "le"))
			*edge = !strncmp(at + 2, "+Inf", 4) ? INFINITY : strtod(at + 2, NULL);
		at = read_value(at + 2);
		if (*at == '}')
			return at + 1;
		assert_int_equal(*at++, ',');
	}
}

static void read_bucket(struct reader *r, const char *suffix, double edge, double value)
{
	if (!strcmp(suffix, "_bucket")) {
		assert_true(edge > r->edge && value >= r->bucket);
		r->edge = edge;
		r->bucket = value;
		return;
	}
	assert_true(isinf(r->edge));
	if (!strcmp(suffix, "_count")) {
		assert_true(value == r->bucket);
		r->edge = r->bucket = 0;
	} else if (strcmp(suffix, "_sum")) {
		fail_msg("no part of a histogram: %s", suffix);
	}
}

static void read_sample(struct reader *r, const char *line)
{
	char name[64], *end;
	const char *at = read_name(line, name, sizeof(name)), *suffix = name + strlen(r->family);
	double edge = 0, value;

	assert_true(r->type[0]);
	if (strncmp(name, r->family, strlen(r->family)))
		fail_msg("%s is not of the family %s", name, r->family);
	if (*at == '{')
		at = read_labels(at + 1, &edge);
	assert_true(r->samples < SAMPLES_MAX);
	r->series[r->samples] = strndup(line, (size_t)(at - line));
	for (size_t i = 0; i < r->samples; i++)
		assert_string_not_equal(r->series[i], r->series[r->samples]);
	r->samples++;
	assert_int_equal(*at++, ' ');
	value = strtod(at, &end);
	if (end == at || *end || value < 0)
		fail_msg("no value: %s", line);
	if (!strcmp(r->type, "histogram"))
		read_bucket(r, suffix, edge, value);
	else
		assert_string_equal(suffix, "");
}

static void read_line(struct reader *r, const char *line)
{
	if (!strncmp(line, "# HELP ", 7))
		read_help(r, line + 7);
	else if (!strncmp(line, "# TYPE ", 7))
		read_type(r, line + 7);
	else
		read_sample(r, line);
}

/* How many samples there are; fails at what Prometheus would not read. */
static size_t read_metrics(const char *text)
{
	struct reader r = { 0 };
	char *copy = strdup(text), *rest = copy;

	assert_int_equal(text[strlen(text) - 1], '\n');
	for (char *line; (line = strsep(&rest, "\n")) && rest;)
		read_line(&r, line);
	for (size_t i = 0; i < r.samples; i++)
		free(r.series[i]);
	free(copy);
	return r.samples;
}

/* ---- tests ---- */

static void format_is_read(void **state)
{
	const struct snapshot nothing = { 0 };
	const struct vms no_guests = { 0 };
	char *text = text_of(&full, &guests), *empty = text_of(&nothing, &no_guests), *none = text_of(NULL, NULL);

	(void)state;
	/*
	 * A line a device, four states; 13 a queue, 4 an event, 18 a histogram; three gaps; the module. A line a guest's device, three
	 * states, two settings, six reasons where they are known; 11 a vector; the module.
	 */
	assert_int_equal(read_metrics(text), 2 + 8 + 6 + 3 * 13 + 3 * 4 + 3 * 18 + 1 + 2 + 6 + 4 + 6 + 2 * 11 + 1);
	assert_int_equal(read_metrics(empty), 2);
	assert_int_equal(read_metrics(none), 2);
	free(text);
	free(empty);
	free(none);
}

static void says(const struct snapshot *snapshot, const struct vms *vms, const char *part)
{
	char *text = text_of(snapshot, vms);

	if (!strstr(text, part))
		fail_msg("'%s' is missing in:\n%s", part, text);
	free(text);
}

static void values_are_those_of_the_snapshot(void **state)
{
	static const char *const parts[] = {
		"\nsebp_module_loaded 1\n",
		"\nsebp_device_info{device=\"enp1s0v0\",driver=\"igbvf\",mode=\"poll\",preset=\"balanced\"} 1\n",
		"\nsebp_device_info{device=\"a\\\"b\\\\c\\nd?\",driver=\"virtio_net\",mode=\"unknown\","
		"preset=\"unknown\"} 1\n",
		"\nsebp_device_state{device=\"enp1s0v0\",state=\"active\"} 1\n",
		"\nsebp_device_state{device=\"enp1s0v0\",state=\"degraded\"} 0\n",
		"\nsebp_min_gap_seconds{device=\"enp1s0v0\"} 0.000150000\n",
		"\nsebp_bulk_gap_seconds{device=\"enp1s0v0\"} 0.004000000\n",
		"\nsebp_queue_polling{device=\"enp1s0v0\",queue=\"0\"} 1\n",
		"\nsebp_queue_polling{device=\"enp1s0v0\",queue=\"1\"} 0\n",
		"\nsebp_polls_total{device=\"enp1s0v0\",queue=\"0\"} 12345\n",
		"\nsebp_packets_total{device=\"enp1s0v0\",queue=\"0\"} 18446744073709551615\n",
		"\nsebp_watchdog_polls_total{device=\"enp1s0v0\",queue=\"0\"} 8\n",
		"\nsebp_interrupts_total{device=\"enp1s0v0\",queue=\"0\"} 9\n",
		"\nsebp_interrupts_avoided_total{device=\"enp1s0v0\",queue=\"0\"} 12278\n",
		"\nsebp_delay_seconds_total{device=\"enp1s0v0\",queue=\"0\"} 3.000000001\n",
		"\nsebp_longest_gap_seconds{device=\"enp1s0v0\",queue=\"0\"} 0.001013000\n",
		"\nsebp_events_total{device=\"enp1s0v0\",queue=\"0\",event=\"tick\"} 1000\n",
		"\nsebp_event_polls_total{device=\"enp1s0v0\",queue=\"0\",event=\"watchdog\"} 8\n",
		"\nsebp_gap_seconds_bucket{device=\"enp1s0v0\",queue=\"0\",le=\"1e-06\"} 2\n",
		"\nsebp_gap_seconds_bucket{device=\"enp1s0v0\",queue=\"0\",le=\"0.000128\"} 347\n",
		"\nsebp_gap_seconds_bucket{device=\"enp1s0v0\",queue=\"0\",le=\"0.016384\"} 3346\n",
		"\nsebp_gap_seconds_bucket{device=\"enp1s0v0\",queue=\"0\",le=\"+Inf\"} 3348\n",
		"\nsebp_vmm_module_loaded 1\n",
		"\nsebp_vmm_device_info{device=\"0000:01:10.2\",mode=\"interrupt\"} 1\n",
		"\nsebp_vmm_device_state{device=\"0000:01:10.0\",state=\"active\"} 1\n",
		"\nsebp_vmm_device_state{device=\"0000:01:10.2\",state=\"active\"} 0\n",
		"\nsebp_vmm_min_gap_seconds{device=\"0000:01:10.0\"} 0.001000000\n",
		"\nsebp_vmm_max_delay_seconds{device=\"0000:01:10.0\"} 0.004000000\n",
		"\nsebp_vmm_guest_exits_total{device=\"0000:01:10.0\",reason=\"interrupt_window\"} 30\n",
		"\nsebp_vmm_guest_exits_total{device=\"0000:01:10.0\",reason=\"other\"} 7\n",
		"\nsebp_vmm_vector_memory{device=\"0000:01:10.0\",vector=\"2\"} 1\n",
		"\nsebp_vmm_vector_memory{device=\"0000:01:10.0\",vector=\"3\"} 0\n",
		"\nsebp_vmm_interrupts_total{device=\"0000:01:10.0\",vector=\"2\"} 21\n",
		"\nsebp_vmm_looks_total{device=\"0000:01:10.0\",vector=\"2\"} 22\n",
		"\nsebp_vmm_announced_total{device=\"0000:01:10.0\",vector=\"2\"} 23\n",
		"\nsebp_vmm_late_announced_total{device=\"0000:01:10.0\",vector=\"2\"} 24\n",
		"\nsebp_vmm_rechecked_total{device=\"0000:01:10.0\",vector=\"2\"} 25\n",
		"\nsebp_vmm_engages_total{device=\"0000:01:10.0\",vector=\"2\"} 26\n",
		"\nsebp_vmm_strays_total{device=\"0000:01:10.0\",vector=\"2\"} 27\n",
		"\nsebp_vmm_backoffs_total{device=\"0000:01:10.0\",vector=\"2\"} 28\n",
		"\nsebp_vmm_stalls_total{device=\"0000:01:10.0\",vector=\"2\"} 29\n",
		"\nsebp_vmm_longest_delay_seconds{device=\"0000:01:10.0\",vector=\"2\"} 0.001700000\n",
		/* Twice 0.5 us + 345 times 96 us + 2999 times 768 us + twice 16384 us */
		"\nsebp_gap_seconds_sum{device=\"enp1s0v0\",queue=\"0\"} 2.369121\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		says(&full, &guests, parts[i]);
	says(NULL, NULL, "\nsebp_module_loaded 0\n");
	says(NULL, NULL, "\nsebp_vmm_module_loaded 0\n");
}

int main(int argc, char *argv[])
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(format_is_read),
		cmocka_unit_test(values_are_those_of_the_snapshot),
	};

	/* For another reader: test_metrics --print. */
	if (argc == 2 && !strcmp(argv[1], "--print")) {
		print_both(stdout, &full, &guests);
		return 0;
	}
	return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
