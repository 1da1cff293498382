// SPDX-License-Identifier: GPL-2.0-only
/* What top makes of samples, as numbers, lines and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <linux/sebp.h>

#include "printed.h"
#include "sebpctl/picture.h"

#define SECOND 1000000000ull

static struct device devices[] = {
	{ .ifindex = 3, .ifname = "vf0", .driver = "igbvf" },
	{ .ifindex = 4, .ifname = "eth15characters", .driver = "virtio_net", .state = SEBP_DEV_STATE_DEGRADED,
	  .reason = "threaded NAPI is on; switch it off: echo 0 > /sys/class/net/DEV/threaded" },
};

static struct queue first[] = {
	{ .ifindex = 3, .id = 0, .cpu = 1, .state = SEBP_QUEUE_STATE_POLLING, .polls = 1000, .empty_polls = 100,
	  .packets = 5000, .irqs_taken = 10, .irqs_suppressed = 900, .gaps = { [3] = 10, [9] = 990 } },
	{ .ifindex = 4, .id = 7, .cpu = QUEUE_NO_CPU, .state = SEBP_QUEUE_STATE_PARKED, .polls = 50 },
};

static struct snapshot snapshot_of(struct queue *queues, size_t count)
{
	return (struct snapshot){ .devices = devices, .device_count = 2, .queues = queues, .queue_count = count };
}

/* Half a second later: 500 polls, 100 of them empty, 2000 packets, 5 interrupts, no gap longer than 16 us. */
static void sample_twice(struct flows *f)
{
	struct queue second[] = { first[0], first[1] };
	struct snapshot s = snapshot_of(first, 2);

	*f = (struct flows){ 0 };
	flows_sample(f, &s, 0);
	second[0].polls += 500;
	second[0].empty_polls += 100;
	second[0].packets += 2000;
	second[0].irqs_taken += 5;
	second[0].irqs_suppressed += 400;
	second[0].gaps[3] += 100;
	second[0].gaps[4] += 400;
	s = snapshot_of(second, 2);
	flows_sample(f, &s, SECOND / 2);
}

static void rates_are_those_between_samples(void **state)
{
	struct flows f;

	(void)state;
	sample_twice(&f);
	assert_int_equal(f.count, 2);
	assert_true(f.flows[0].known);
	assert_int_equal(f.flows[0].packets, 4000);
	assert_int_equal(f.flows[0].polls, 1000);
	assert_int_equal(f.flows[0].irqs, 10);
	assert_int_equal(f.flows[0].avoided, 800);
	assert_int_equal(f.flows[0].empty_counted, 100);
	assert_int_equal(f.flows[0].gap, 4);
	assert_int_equal(f.flows[0].history.count, 1);
	assert_int_equal(f.flows[0].history.values[0], 4000);
	assert_int_equal(f.flows[1].polls, 0);
	assert_int_equal(f.flows[1].gap, QUEUE_GAPS);
	flows_free(&f);
}

static void queues_come_go_and_start_anew(void **state)
{
	struct queue other = { .ifindex = 4, .id = 8, .polls = 5 }, again[] = { first[0], other };
	struct snapshot s = snapshot_of(again, 2);
	struct flows f;

	(void)state;
	sample_twice(&f);
	/* Attached anew: the counters of queue 0 went back. Queue 7 went, queue 8 came. */
	flows_sample(&f, &s, SECOND);
	assert_int_equal(f.count, 2);
	assert_false(f.flows[0].known);
	assert_false(f.flows[1].known);
	assert_int_equal(f.flows[0].history.count, 0);
	again[0].packets += 10;
	flows_sample(&f, &s, SECOND);
	assert_int_equal(f.flows[0].packets, 10);
	s.queue_count = s.device_count = 0;
	flows_sample(&f, &s, SECOND);
	assert_int_equal(f.count + f.device_count, 0);
	flows_free(&f);
}

static void history_is_bounded(void **state)
{
	struct queue q = first[0];
	struct snapshot s = snapshot_of(&q, 1);
	struct flows f = { 0 };

	(void)state;
	for (uint64_t i = 0; i <= HISTORY_SIZE + 5; i++) {
		flows_sample(&f, &s, SECOND);
		q.packets += i;
	}
	assert_int_equal(f.flows[0].history.count, HISTORY_SIZE);
	assert_int_equal(f.flows[0].history.values[0], HISTORY_SIZE + 4);
	assert_int_equal(f.flows[0].history.values[HISTORY_SIZE - 1], 5);
	flows_free(&f);
}

/* Columns that a line of UTF-8 takes. */
static size_t columns_of(const char *text)
{
	size_t columns = 0;

	for (; *text; text++)
		columns += (*text & 0xc0) != 0x80;
	return columns;
}

static void assert_lines(const struct picture *p, int columns, bool blocks, const char *const wanted[], size_t count)
{
	size_t found;
	struct line *lines = picture_lines(p, columns, blocks, &found);

	assert_int_equal(found, count);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(lines[i].text, wanted[i]);
		assert_true(columns_of(lines[i].text) <= (size_t)columns);
	}
	free(lines);
}

static void lines_fit_the_terminal(void **state)
{
	static const char *const wanted[] = {
		"vf0: igbvf, active; preset balanced",
		"  q cpu state    pkts/s polls/s /poll  empty  irqs/s avoid/s gap us pkts/s",
		"  0   1 polling    4000    1000   4.0  20.0%      10     800    <16 #",
		"",
		"eth15characters: virtio_net, degraded: threaded NAPI is on; switch it off: echo ",
		"  q cpu state    pkts/s polls/s /poll  empty  irqs/s avoid/s gap us pkts/s",
		"  7   - parked        0       0     -      -       0       0      -  ",
	};
	struct picture p = { .sebp = true };

	(void)state;
	sample_twice(&p.flows);
	assert_lines(&p, 80, false, wanted, 7);
	picture_free(&p);
}

static void history_is_drawn(void **state)
{
	static const uint64_t packets[] = { 0, 1, 400, 800, 400 };
	struct queue q = { .ifindex = 3 };
	struct snapshot s = { .devices = devices, .device_count = 1, .queues = &q, .queue_count = 1 };
	struct flows f = { 0 };
	struct lines lines = { 0 };

	(void)state;
	flows_sample(&f, &s, 0);
	for (size_t i = 0; i < 5; i++) {
		q.packets += packets[i];
		flows_sample(&f, &s, SECOND);
	}
	flows_lines(&lines, &f, 73, true);
	assert_string_equal(lines.line[2].text + 68, " \u2581\u2584\u2588\u2584");
	/* The oldest at the left go first. */
	flows_lines(&lines, &f, 71, true);
	assert_string_equal(lines.line[6].text + 68, "\u2584\u2588\u2584");
	free(lines.line);
	flows_free(&f);
}

static void where_there_is_nothing_that_is_said(void **state)
{
	static const char *const wanted[] = {
		"No network device is attached.", "No device is bound to sebp-vfio-pci.",
		"Neither sebp nor sebp-vfio-pci is loaded any more.",
	};

	(void)state;
	assert_lines(&(struct picture){ .sebp = true }, 80, true, wanted, 1);
	assert_lines(&(struct picture){ .sebp = true, .vmm = true }, 80, true, wanted, 2);
	assert_lines(&(struct picture){ .vmm = true }, 80, true, wanted + 1, 1);
	assert_lines(&(struct picture){ 0 }, 80, true, wanted + 2, 1);
}

static struct vm_vf vf = { .device = "0000:01:10.0" };
static const struct vms vms = { .vfs = &vf, .vf_count = 1 };

static void host_without_a_device_of_its_own_shows_its_guests(void **state)
{
	static const char *const wanted[] = { "0000:01:10.0: closed" };
	struct picture p = { .sebp = true, .vmm = true };

	(void)state;
	vm_flows_sample(&p.vm_flows, &vms, 0);
	assert_lines(&p, 80, true, wanted, 1);
	picture_free(&p);
}

static void guests_follow_the_devices(void **state)
{
	static const char *const wanted[] = {
		"vf0: igbvf, active; preset balanced",
		"  q cpu state    pkts/s polls/s /poll  empty  irqs/s avoid/s gap us pkts/s",
		"  0   1 polling  ...",
		"",
		"0000:01:10.0: closed",
	};
	struct snapshot s = { .devices = devices, .device_count = 1, .queues = first, .queue_count = 1 };
	struct picture p = { .sebp = true, .vmm = true };

	(void)state;
	flows_sample(&p.flows, &s, 0);
	vm_flows_sample(&p.vm_flows, &vms, 0);
	assert_lines(&p, 80, true, wanted, 5);
	picture_free(&p);
}

/* However narrow or wide, with whatever numbers. */
static void all_widths_are_survived(void **state)
{
	struct queue q = { .ifindex = 3, .id = UINT32_MAX, .cpu = UINT32_MAX - 1, .state = 99 };
	struct snapshot s = snapshot_of(&q, 1);
	struct picture p = { .sebp = true };

	(void)state;
	flows_sample(&p.flows, &s, 0);
	q.packets = q.polls = q.empty_polls = q.irqs_taken = q.irqs_suppressed = q.gaps[15] = UINT64_MAX;
	for (int i = 0; i < 130; i++)
		flows_sample(&p.flows, &s, 1);
	for (int columns = 1; columns < 1000; columns++) {
		struct line *lines;
		size_t count;

		lines = picture_lines(&p, columns, true, &count);
		assert_int_equal(count, 6);
		for (size_t i = 0; i < count; i++)
			assert_true(columns_of(lines[i].text) <= (size_t)columns);
		free(lines);
	}
	picture_free(&p);
}

static void help_fits_the_terminal(void **state)
{
	static const struct {
		struct picture picture;
		bool gaps, vectors;	/* are explained */
	} cases[] = {
		{ { .sebp = true }, true, false }, { { .vmm = true }, false, true },
		{ { .sebp = true, .vmm = true }, true, true },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		bool gaps = false, vectors = false;
		size_t count;
		struct line *lines = picture_help(&cases[i].picture, LINE_COLUMNS, &count);

		/* All of it is scrolled. */
		assert_true(count > 10 && count <= (i == 2 ? 30 : 23));
		for (size_t j = 0; j < count; j++) {
			assert_true(strlen(lines[j].text) <= 80);
			gaps |= !strncmp(lines[j].text, "gap us ", 7);
			vectors |= !strncmp(lines[j].text, "vec ", 4);
		}
		assert_int_equal(gaps, cases[i].gaps);
		assert_int_equal(vectors, cases[i].vectors);
		free(lines);
	}
}

static void json_follows_the_schema(void **state)
{
	static const struct timespec when = { .tv_sec = 1700000000, .tv_nsec = 56000000 };
	struct picture p = { .sebp = true };
	char *text;
	json_t *found, *wanted;

	(void)state;
	sample_twice(&p.flows);
	p.flows.device_count = 1;
	vm_flows_sample(&p.vm_flows, &vms, 0);
	text = PRINTED(assert_int_equal(picture_json(out, &p, &when), STATUS_OK));
	assert_int_equal(strcspn(text, "\n"), strlen(text) - 1);
	found = read_json(text);
	wanted = json_loads("{\"time\": \"2023-11-14T22:13:20.056Z\", \"devices\": [{\"ifname\": \"vf0\","
		" \"mode\": \"poll\", \"state\": \"active\", \"queues\": [{\"id\": 0, \"state\": \"polling\","
		"  \"packets_per_second\": 4000, \"polls_per_second\": 1000, \"irqs_per_second\": 10,"
		"  \"avoided_per_second\": 800, \"packets_per_poll\": 4.0, \"empty_share\": 0.2,"
		"  \"longest_gap_below_ns\": 16000}]}],"
		" \"vfs\": [{\"device\": \"0000:01:10.0\", \"state\": \"closed\", \"vectors\": []}]}", 0, NULL);
	assert_non_null(wanted);
	if (!json_equal(found, wanted))
		fail_msg("found: %s", json_dumps(found, JSON_INDENT(2)));
	json_decref(found);
	json_decref(wanted);
	picture_free(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates_are_those_between_samples),
		cmocka_unit_test(queues_come_go_and_start_anew),
		cmocka_unit_test(history_is_bounded),
		cmocka_unit_test(lines_fit_the_terminal),
		cmocka_unit_test(history_is_drawn),
		cmocka_unit_test(where_there_is_nothing_that_is_said),
		cmocka_unit_test(host_without_a_device_of_its_own_shows_its_guests),
		cmocka_unit_test(guests_follow_the_devices),
		cmocka_unit_test(all_widths_are_survived),
		cmocka_unit_test(help_fits_the_terminal),
		cmocka_unit_test(json_follows_the_schema),
	};

	return cmocka_run_group_tests_name("top", tests, NULL, NULL);
}
