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

#include "sebpctl/snapshot.h"

static struct device devices[] = {
	{
		.ifindex = 3, .ifname = "enp1s0v0", .driver = "igbvf",
		.state = SEBP_DEV_STATE_ACTIVE,
		.events = 1u << SEBP_EVENT_TICK | 1u << SEBP_EVENT_XMIT,
		.min_gap_ns = 300000, .max_gap_ns = 1000000,
		.enter_packets = 8, .leave_packets = 2, .window_ns = 1000000, .queues = 2,
	}, {
		.ifindex = 7, .ifname = "b\xff" "d", .driver = "virtio_net",
		.state = SEBP_DEV_STATE_DEGRADED, .reason = "a reset failed",
	},
};

static struct queue queues[] = {
	{
		.ifindex = 3, .id = 0, .napi_id = 513, .cpu = 1,
		.state = SEBP_QUEUE_STATE_POLLING,
		.polls = 12345, .empty_polls = 67, .packets = 234567, .rescues = 8,
		.irqs_taken = 9, .irqs_suppressed = 12278, .unparks = 10, .parks = 11, .busy = 12,
		.longest_gap_ns = 1013000,
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
		.unparks = UINT64_MAX, .parks = UINT64_MAX, .busy = UINT64_MAX,
		.longest_gap_ns = 4294967295,
		.event_count = 1,
		.events = { { 31, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } },
	},
};

static const struct snapshot full = {
	.devices = devices, .device_count = 2, .queues = queues, .queue_count = 2,
};

static char *text_of(const struct snapshot *snapshot, bool statistics)
{
	char *text;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	assert_non_null(out);
	show_text(out, snapshot, statistics);
	fclose(out);
	return text;
}

static json_t *json_of(const struct snapshot *snapshot)
{
	char *text;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	json_error_t error;
	json_t *root;

	assert_non_null(out);
	assert_int_equal(show_json(out, snapshot), STATUS_OK);
	fclose(out);
	root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("line %d: %s", error.line, error.text);
	free(text);
	return root;
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
	for (int statistics = 0; statistics < 2; statistics++) {
		char *text = text_of(&full, statistics);

		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			if (strlen(line) > 80)
				fail_msg("%zu columns: %s", strlen(line), line);
		}
		free(text);
	}
}

static void text_says_what_is_known(void **state)
{
	static const char *const always[] = {
		"enp1s0v0: igbvf, active\n", "tick,xmit\n", "300 us to 1 ms", "8 packets in 1 ms",
		"degraded\n", "a reset failed\n", "polling", "parked", "12345", "12278", "1.0 ms",
	};
	static const char *const statistics[] = { "napi 513", "watchdog ", "unknown ", "20000" };
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
		" \"state\": \"active\", \"events\": [\"tick\", \"xmit\"],"
		" \"min_gap_ns\": 300000, \"max_gap_ns\": 1000000,"
		" \"enter_packets\": 8, \"leave_packets\": 2, \"window_ns\": 1000000,"
		" \"queues\": [{\"id\": 0, \"napi_id\": 513, \"cpu\": 1, \"state\": \"polling\","
		"  \"polls\": 12345, \"empty_polls\": 67, \"packets\": 234567, \"rescues\": 8,"
		"  \"irqs_taken\": 9, \"irqs_suppressed\": 12278, \"unparks\": 10, \"parks\": 11,"
		"  \"busy\": 12, \"longest_gap_ns\": 1013000,"
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

static void unknown_napi_and_cpu_are_left_out(void **state)
{
	struct queue parked = { .ifindex = 3, .cpu = QUEUE_NO_CPU };
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
	assert_non_null(strstr(text, "    0    -  parked "));
	assert_non_null(strstr(text, "napi -  "));
	json_decref(root);
	free(text);
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
		cmocka_unit_test(unknown_napi_and_cpu_are_left_out),
		cmocka_unit_test(nothing_attached_is_no_error),
	};

	/* To look at it: SHOW=1 test_show. */
	if (getenv("SHOW")) {
		show_text(stdout, &full, false);
		show_text(stdout, &full, true);
	}
	return cmocka_run_group_tests_name("show", tests, NULL, NULL);
}
