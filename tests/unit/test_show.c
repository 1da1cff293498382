// SPDX-License-Identifier: GPL-2.0-only
/* What show prints: lines that fit a terminal, and JSON of the documented schema. */
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
#include "sebpctl/snapshot.h"

static struct device devices[] = {
	{
		.ifindex = 3, .ifname = "enp1s0v0", .driver = "igbvf",
		.state = SEBP_DEV_STATE_ACTIVE,
		.events = 1u << SEBP_EVENT_TICK | 1u << SEBP_EVENT_XMIT,
		.min_gap_ns = 300000, .max_gap_ns = 1000000, .bulk_gap_ns = 1000000,
		.enter_packets = 8, .leave_packets = 2, .window_ns = 1000000, .queues = 2,
		.preset = SEBP_PRESET_EFFICIENCY, .batch = 48, .share = 25, .ring = 512, .linger_ns = 200000,
		.weight = 16,
	}, {
		.ifindex = 7, .ifname = "b\xff" "d", .driver = "virtio_net",
		.state = SEBP_DEV_STATE_DEGRADED, .reason = "a reset failed",
		.max_gap_ns = 1000000, .bulk_gap_ns = 4000000, .preset = 99, .mode = 99, .share = 100, .weight = 64,
	},
};

static struct queue queues[] = {
	{
		.ifindex = 3, .id = 0, .napi_id = 513, .cpu = 1,
		.state = SEBP_QUEUE_STATE_POLLING,
		.polls = 12345, .empty_polls = 67, .packets = 234567, .rescues = 8,
		.irqs_taken = 9, .irqs_suppressed = 12278, .unparks = 10, .parks = 11, .busy = 12, .stalls = 13,
		.longest_gap_ns = 1013000,
		.gap_ns = 612345, .rate_pps = 53211, .delay_ns = 99,
		.gaps = { [7] = 345, [8] = 9000, [10] = 2999, [15] = 1 },
		.event_count = 2,
		.events = {
			{ SEBP_EVENT_TICK, 1000, 900, 50, 20000 },
			{ SEBP_EVENT_WATCHDOG, 8, 8, 1, 17 },
		},
	}, {
		.ifindex = 3, .id = 4095, .napi_id = 65535, .cpu = 9999,
		.state = SEBP_QUEUE_STATE_PARKED,
		.polls = UINT64_MAX, .empty_polls = UINT64_MAX, .packets = UINT64_MAX,
		.rescues = UINT64_MAX, .irqs_taken = UINT64_MAX, .irqs_suppressed = UINT64_MAX,
		.unparks = UINT64_MAX, .parks = UINT64_MAX, .busy = UINT64_MAX, .stalls = UINT64_MAX,
		.longest_gap_ns = 4294967295,
		.gap_ns = QUEUE_NOT_LEARNED, .rate_pps = QUEUE_NOT_LEARNED, .delay_ns = UINT64_MAX,
		.gaps = { 1, [QUEUE_GAPS - 1] = UINT64_MAX - 1 },
		.event_count = 1,
		.events = { { 31, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } },
	},
};

static const struct snapshot full = {
	.devices = devices, .device_count = 2, .queues = queues, .queue_count = 2,
};

static char *text_of(const struct snapshot *snapshot, bool statistics)
{
	return PRINTED(show_text(out, snapshot, statistics));
}

static json_t *json_of(const struct snapshot *snapshot)
{
	return PRINTED_JSON(show_json(out, snapshot));
}

/* Everything of the wanted JSON, nothing more. */
static void assert_json(const json_t *found, const char *wanted)
{
	json_t *expected = json_loads(wanted, 0, NULL);

	assert_non_null(expected);
	if (!json_equal(found, expected)) {
		char *text = json_dumps(found, JSON_INDENT(2));

		print_error("found: %s\n", text);
		free(text);
		fail();
	}
	json_decref(expected);
}

static void lines_fit_a_terminal(void **state)
{
	(void)state;
	for (int statistics = 0; statistics < 2; statistics++)
		assert_fits_a_terminal(text_of(&full, statistics), NULL);
}

static void text_says_what_is_known(void **state)
{
	static const char *const always[] = {
		"enp1s0v0: igbvf, active\n", "mode:    poll\n", "preset:  efficiency\n",
		"batches of 48 packets\n", "polls of a queue take at most 25% of a CPU\n",
		"preset:  unknown\n", "mode:    unknown\n",
		"tick,xmit\n", "300 us to 1 ms", "4 ms for what does not come the slower for it\n", "8 packets in 1 ms",
		"degraded\n", "a reset failed\n", "polling", "parked", "12345", "12278", "1.0 ms",
	};
	static const char *const statistics[] = {
		"napi 513", "stalls 13: not polled in time", "watchdog ", "unknown  ", "20000",
		"learned: 53211 packets a second, a batch in 612.3 us\n",
		"         64 -   128 us        345    2.7%  #\n",
		"        128 -   256 us       9000   72.9%  ##########################\n",
		"        512 -  1024 us       2999   24.2%  #########\n",
		"        from 16384 us          1   <0.1%  #\n",
		"99.9% since attach were within max-gap, 1 ms (those below 1024 us)\n",
	};
	char *brief = text_of(&full, false), *all = text_of(&full, true);

	(void)state;
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
		if (!strstr(brief, always[i]) || !strstr(all, always[i]))
			fail_msg("'%s' is missing in:\n%s\n%s", always[i], brief, all);
	}
	for (size_t i = 0; i < sizeof(statistics) / sizeof(statistics[0]); i++) {
		if (!strstr(all, statistics[i]) || strstr(brief, statistics[i]))
			fail_msg("'%s' is for the statistics only:\n%s\n%s",
				 statistics[i], brief, all);
	}
	free(brief);
	free(all);
}

static void json_follows_the_schema(void **state)
{
	const struct snapshot one = {
		.devices = devices, .device_count = 1, .queues = queues, .queue_count = 1,
	};
	json_t *root = json_of(&one);

	(void)state;
	assert_json(root,
		"{\"devices\": [{\"ifindex\": 3, \"ifname\": \"enp1s0v0\", \"driver\": \"igbvf\","
		" \"state\": \"active\", \"mode\": \"poll\", \"preset\": \"efficiency\", \"batch\": 48,"
		" \"events\": [\"tick\", \"xmit\"],"
		" \"min_gap_ns\": 300000, \"max_gap_ns\": 1000000, \"bulk_gap_ns\": 1000000,"
		" \"enter_packets\": 8, \"leave_packets\": 2, \"window_ns\": 1000000,"
		" \"share\": 25, \"ring\": 512, \"linger_ns\": 200000, \"weight\": 16,"
		" \"queues\": [{\"id\": 0, \"napi_id\": 513, \"cpu\": 1, \"state\": \"polling\","
		"  \"polls\": 12345, \"empty_polls\": 67, \"packets\": 234567, \"rescues\": 8,"
		"  \"irqs_taken\": 9, \"irqs_suppressed\": 12278, \"unparks\": 10, \"parks\": 11,"
		"  \"busy\": 12, \"stalls\": 13, \"longest_gap_ns\": 1013000,"
		"  \"gap_ns\": 612345, \"rate_pps\": 53211, \"delay_ns\": 99,"
		"  \"gaps\": [0, 0, 0, 0, 0, 0, 0, 345, 9000, 0, 2999, 0, 0, 0, 0, 1],"
		"  \"events\": ["
		"   {\"event\": \"tick\", \"events\": 1000, \"polls\": 900, \"empty_polls\": 50,"
		"    \"packets\": 20000},"
		"   {\"event\": \"watchdog\", \"events\": 8, \"polls\": 8, \"empty_polls\": 1,"
		"    \"packets\": 17}]}]}]}");
	json_decref(root);
}

static void json_takes_what_it_cannot_express(void **state)
{
	json_t *root = json_of(&full), *device, *queue;

	(void)state;
	device = json_array_get(json_object_get(root, "devices"), 1);
	assert_string_equal(json_string_value(json_object_get(device, "ifname")), "b?d");
	assert_string_equal(json_string_value(json_object_get(device, "reason")), "a reset failed");
	assert_int_equal(json_array_size(json_object_get(device, "queues")), 0);

	device = json_array_get(json_object_get(root, "devices"), 0);
	queue = json_array_get(json_object_get(device, "queues"), 1);
	assert_int_equal(json_integer_value(json_object_get(queue, "polls")), INT64_MAX);
	assert_int_equal(json_integer_value(json_object_get(queue, "id")), 4095);
	json_decref(root);
}

static void what_is_not_known_is_left_out(void **state)
{
	struct queue parked = {
		.ifindex = 3, .cpu = QUEUE_NO_CPU,
		.gap_ns = QUEUE_NOT_LEARNED, .rate_pps = QUEUE_NOT_LEARNED,
	};
	const struct snapshot down = {
		.devices = devices, .device_count = 1, .queues = &parked, .queue_count = 1,
	};
	json_t *root = json_of(&down), *queue;
	char *text = text_of(&down, true);

	(void)state;
	queue = json_array_get(json_object_get(json_array_get(json_object_get(root, "devices"), 0),
					       "queues"), 0);
	assert_non_null(queue);
	assert_null(json_object_get(queue, "napi_id"));
	assert_null(json_object_get(queue, "cpu"));
	assert_null(json_object_get(queue, "gap_ns"));
	assert_null(json_object_get(queue, "rate_pps"));
	assert_non_null(strstr(text, "    0    -  parked "));
	assert_non_null(strstr(text, "napi -  "));
	assert_null(strstr(text, "learned"));
	assert_null(strstr(text, "max-gap"));
	assert_null(strstr(text, "predicted"));
	json_decref(root);
	free(text);
}

/* A line of a device in shadow mode with two queues. */
static char *shadow_text(const struct queue two[2], bool statistics)
{
	struct device device = devices[0];
	const struct snapshot snapshot = {
		.devices = &device, .device_count = 1,
		.queues = (struct queue *)two, .queue_count = 2,
	};

	device.state = SEBP_DEV_STATE_SHADOW;
	device.mode = SEBP_MODE_SHADOW;
	strcpy(device.reason, "shadow mode was asked for");
	return text_of(&snapshot, statistics);
}

static void assert_says(char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is missing in:\n%s", part, text);
	free(text);
}

static void shadow_mode_says_that_it_predicts(void **state)
{
	struct queue two[2] = {
		{ .ifindex = 3, .irqs_taken = 1000, .irqs_suppressed = 900, .packets = 10000,
		  .delay_ns = 3000000000 },
		{ .ifindex = 3, .id = 1, .irqs_taken = 1000, .irqs_suppressed = 0 },
	};
	char *text;

	(void)state;
	assert_says(shadow_text(two, false), "enp1s0v0: igbvf, shadow\n  mode:    shadow\n"
		    "  shadow:  interrupts stay on; the counters say what polling would have done\n"
		    "           predicted: 45.0% of the interrupts avoided, mean added delay 300 us\n");
	assert_says(shadow_text(two, true),
		    "      predicted: 90.0% of the interrupts avoided, mean added delay 300 us\n");
	assert_says(shadow_text(two, true),
		    "      predicted: 0.0% of the interrupts avoided, mean added delay 0 ns\n");
	text = shadow_text(two, false);
	assert_null(strstr(text, "reason"));
	free(text);
}

static void what_cannot_be_predicted_is_not(void **state)
{
	struct queue two[2] = { { .ifindex = 3, .packets = 1 }, { .ifindex = 3 } };

	(void)state;
	assert_says(shadow_text(two, false), "no prediction: no interrupt since attach\n");
	two[0].irqs_suppressed = 1;
	assert_says(shadow_text(two, false), "no prediction: counters cover a time of polling");
}

static char *gaps_of(uint64_t longest_gap_ns, uint32_t max_gap_ns, const uint64_t gaps[QUEUE_GAPS])
{
	const struct device device = { .max_gap_ns = max_gap_ns, .bulk_gap_ns = max_gap_ns };
	struct queue queue = { .longest_gap_ns = longest_gap_ns };

	memcpy(queue.gaps, gaps, sizeof(queue.gaps));
	return PRINTED(show_gaps(out, &queue, &device));
}

static void gaps_are_compared_with_max_gap(void **state)
{
	static const uint64_t none[QUEUE_GAPS], one[QUEUE_GAPS] = { [1] = 1 },
	       ends[QUEUE_GAPS] = { 3, [14] = 3, [15] = 2 };
	char *text = gaps_of(0, 1000000, none);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	assert_says(gaps_of(1000000, 1000000, one), "all since attach were within max-gap, 1 ms\n");
	assert_says(gaps_of(1000001, 1000000, one), "100.0% since attach were within max-gap, 1 ms "
		    "(those below 1024 us)\n");
	assert_says(gaps_of(30000000, 0, ends), "37.5% since attach were within max-gap, 0 ns "
		    "(those below 1 us)\n");
	assert_says(gaps_of(30000000, 1024000, ends), "37.5% since attach were within max-gap, 1.0 ms "
		    "(those below 1024 us)\n");
	/* Beyond the last edge nobody has counted. */
	assert_says(gaps_of(30000000, 20000000, ends), "75.0% since attach were within max-gap, 20 ms "
		    "(those below 16384 us)\n");
	assert_says(gaps_of(20000000, 20000000, ends), "all since attach were within max-gap, 20 ms\n");
}

static void nothing_attached_is_no_error(void **state)
{
	const struct snapshot nothing = { 0 };
	json_t *root = json_of(&nothing);
	char *text = text_of(&nothing, false);

	(void)state;
	assert_json(root, "{\"devices\": []}");
	assert_non_null(strstr(text, "No network device is attached"));
	json_decref(root);
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_fit_a_terminal),
		cmocka_unit_test(text_says_what_is_known),
		cmocka_unit_test(json_follows_the_schema),
		cmocka_unit_test(json_takes_what_it_cannot_express),
		cmocka_unit_test(what_is_not_known_is_left_out),
		cmocka_unit_test(shadow_mode_says_that_it_predicts),
		cmocka_unit_test(what_cannot_be_predicted_is_not),
		cmocka_unit_test(gaps_are_compared_with_max_gap),
		cmocka_unit_test(nothing_attached_is_no_error),
	};

	/* To look at it: SHOW=1 test_show. */
	if (getenv("SHOW")) {
		show_text(stdout, &full, false);
		show_text(stdout, &full, true);
	}
	return cmocka_run_group_tests_name("show", tests, NULL, NULL);
}
