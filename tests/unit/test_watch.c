// SPDX-License-Identifier: GPL-2.0-only
/* What shadow and monitor print. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <jansson.h>
#include <linux/sebp.h>

#include "printed.h"
#include "sebpctl/notice.h"
#include "sebpctl/prediction.h"

static struct device device = {
	.ifindex = 3, .ifname = "vf0", .driver = "igbvf", .state = SEBP_DEV_STATE_SHADOW,
	.mode = SEBP_MODE_SHADOW, .reason = "shadow mode was asked for", .events = 1u << SEBP_EVENT_TICK,
	.min_gap_ns = 150000, .max_gap_ns = 1000000, .bulk_gap_ns = 4000000, .batch = 32, .share = 100, .weight = 64,
};

static struct queue before_queues[] = {
	{ .ifindex = 3, .id = 0, .polls = 100, .irqs_taken = 1000, .irqs_suppressed = 900, .packets = 50,
	  .delay_ns = 7, .event_count = 1,
	  .events = { { SEBP_EVENT_TICK, 40, 30, 20, 10 } } },
	{ .ifindex = 4, .id = 0, .polls = 99999 },
};

static struct queue after_queues[] = {
	{ .ifindex = 3, .id = 0, .polls = 300, .empty_polls = 20, .irqs_taken = 2000, .irqs_suppressed = 1800,
	  .packets = 1050, .rescues = 50, .delay_ns = 120000007, .event_count = 2,
	  .events = { { SEBP_EVENT_TICK, 140, 180, 40, 510 }, { SEBP_EVENT_WATCHDOG, 50, 50, 0, 490 } } },
	/* It was not there before. */
	{ .ifindex = 3, .id = 1, .polls = 100, .irqs_taken = 200, .event_count = 1,
	  .events = { { SEBP_EVENT_TICK, 1, 100, 3, 4 } } },
	{ .ifindex = 4, .id = 0, .polls = 999999 },
};

static const struct snapshot before = { .devices = &device, .device_count = 1, .queues = before_queues, .queue_count = 2 };
static const struct snapshot after = { .devices = &device, .device_count = 1, .queues = after_queues, .queue_count = 3 };

static void prediction_is_the_difference(void **state)
{
	struct prediction p;

	(void)state;
	prediction_make(&p, &device, &before, &after, 2000000000);
	assert_int_equal(p.sum.polls, 300);
	assert_int_equal(p.sum.empty_polls, 20);
	assert_int_equal(p.sum.irqs_taken, 1200);
	assert_int_equal(p.sum.irqs_suppressed, 900);
	assert_int_equal(p.sum.packets, 1000);
	assert_int_equal(p.sum.rescues, 50);
	assert_int_equal(p.sum.delay_ns, 120000000);
	assert_int_equal(p.sum.event_count, 2);
	assert_int_equal(p.sum.events[0].events, 101);
	assert_int_equal(p.sum.events[0].polls, 250);
	assert_int_equal(p.sum.events[0].empty_polls, 23);
	assert_int_equal(p.sum.events[1].polls, 50);
}

static char *prediction_of(const struct device *d, const struct snapshot *from, const struct snapshot *to,
			   uint64_t elapsed_ns)
{
	struct prediction p;
	char *text;

	prediction_make(&p, d, from, to, elapsed_ns);
	text = PRINTED(prediction_text(out, &p));
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 80);
	return text;
}

static void prediction_is_said(void **state)
{
	char *text = prediction_of(&device, &before, &after, 2000000000);

	(void)state;
	assert_string_equal(text,
		"vf0: igbvf, watched for 2 s; its interrupts stayed on, nothing was polled\n"
		"  interrupts:  600/s were taken, 75.0% of which would not have been: 150/s left\n"
		"  polls:       150/s instead, 6.6% of them empty, 16.6% started by the watchdog\n"
		"                83.3% by tick\n"
		"                16.6% by watchdog\n"
		"  delay:       packets would have come 120 us later on average\n"
		"To do it: sebpctl attach vf0\n");
	free(text);
}

static void nothing_is_predicted_of_nothing(void **state)
{
	struct device down = device;
	char *text;

	(void)state;
	down.state = SEBP_DEV_STATE_DOWN;
	strcpy(down.reason, "the interface is down");
	text = prediction_of(&down, &after, &after, 1000000000);
	assert_non_null(strstr(text, "state:       down, the interface is down\n"));
	assert_non_null(strstr(text, "No interrupt came"));
	free(text);
	after_queues[0].irqs_suppressed = 1000;
	text = prediction_of(&device, &before, &after, 1000000000);
	after_queues[0].irqs_suppressed = 1800;
	assert_non_null(strstr(text, "little to gain"));
	assert_null(strstr(text, "attach"));
	free(text);
}

static void assert_json(char *text, const char *wanted)
{
	json_t *found = read_json(text), *expected = json_loads(wanted, 0, NULL);

	assert_non_null(expected);
	if (!json_equal(found, expected))
		fail_msg("found: %s", json_dumps(found, JSON_INDENT(2)));
	json_decref(found);
	json_decref(expected);
}

static void prediction_json_follows_the_schema(void **state)
{
	struct prediction p;

	(void)state;
	prediction_make(&p, &device, &before, &after, 2000000000);
	assert_json(PRINTED(assert_int_equal(prediction_json(out, &p), STATUS_OK)),
		"{\"ifname\": \"vf0\", \"state\": \"shadow\", \"reason\": \"shadow mode was asked for\","
		" \"elapsed_ns\": 2000000000, \"irqs_taken\": 1200, \"irqs_suppressed\": 900, \"polls\": 300,"
		" \"empty_polls\": 20, \"rescues\": 50, \"packets\": 1000, \"delay_ns\": 120000000, \"events\": ["
		" {\"event\": \"tick\", \"events\": 101, \"polls\": 250, \"empty_polls\": 23, \"packets\": 504},"
		" {\"event\": \"watchdog\", \"events\": 50, \"polls\": 50, \"empty_polls\": 0, \"packets\": 490}]}");
}

static const struct timespec when = { .tv_sec = 1700000000, .tv_nsec = 56000000 };

static char *notice_of(void (*print)(FILE *, const struct timespec *, enum notice, const struct device *),
		       enum notice notice, const struct device *d)
{
	char *text = PRINTED(print(out, &when, notice, d));

	assert_int_equal(strcspn(text, "\n"), strlen(text) - 1);
	return text;
}

static void assert_notice(enum notice notice, const struct device *d, const char *wanted)
{
	char *text = notice_of(notice_text, notice, d);

	assert_string_equal(text, wanted);
	free(text);
}

static void notices_are_said(void **state)
{
	struct device d = device;

	(void)state;
	setenv("TZ", "UTC", 1);
	assert_notice(NOTICE_ATTACH, &d, "22:13:20 vf0 attached: shadow; shadow, preset balanced, events tick, "
		      "gap 150 us to 1 ms or 4 ms, batch 32\n");
	d.state = SEBP_DEV_STATE_DEGRADED;
	d.mode = SEBP_MODE_POLL;
	d.share = 25;
	d.linger_ns = 200000;
	d.weight = 16;
	strcpy(d.reason, "a reset failed");
	assert_notice(NOTICE_CHANGE, &d, "22:13:20 vf0 changed: degraded, a reset failed; poll, preset balanced, "
		      "events tick, gap 150 us to 1 ms or 4 ms, batch 32, share 25%, linger 200 us, weight 16\n");
	assert_notice(NOTICE_DETACH, &d, "22:13:20 vf0 detached\n");
	assert_notice(NOTICE_LOST, NULL, "22:13:20 some notices were lost; what is attached now:\n");
}

static void notices_are_lines_of_json(void **state)
{
	json_t *root;
	char *text = notice_of(notice_json, NOTICE_CHANGE, &device);

	(void)state;
	root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "time")), "2023-11-14T22:13:20.056Z");
	assert_string_equal(json_string_value(json_object_get(root, "notice")), "change");
	assert_int_equal(json_object_size(json_object_get(root, "device")), 19);
	json_decref(root);
	free(text);
	assert_json(notice_of(notice_json, NOTICE_LOST, NULL),
		    "{\"time\": \"2023-11-14T22:13:20.056Z\", \"notice\": \"lost\"}");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(prediction_is_the_difference),
		cmocka_unit_test(prediction_is_said),
		cmocka_unit_test(nothing_is_predicted_of_nothing),
		cmocka_unit_test(prediction_json_follows_the_schema),
		cmocka_unit_test(notices_are_said),
		cmocka_unit_test(notices_are_lines_of_json),
	};

	return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
