// SPDX-License-Identifier: GPL-2.0-only
/* The page of report: well-formed, escaped, with the right numbers. */
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

#include "printed.h"
#include "sebpctl/report.h"

static struct device devices[] = {
	{
		.ifindex = 3, .ifname = "enp1s0v0", .driver = "igbvf", .events = 1u << SEBP_EVENT_TICK,
		.min_gap_ns = 150000, .max_gap_ns = 1000000, .bulk_gap_ns = 4000000, .batch = 32,
	}, {
		.ifindex = 7, .ifname = "<a&\"b\">\xff", .driver = "virtio_net", .mode = SEBP_MODE_SHADOW,
		.state = SEBP_DEV_STATE_SHADOW, .reason = "shadow mode was asked for",
	},
};

static struct queue queues[] = {
	{
		.ifindex = 3, .id = 0, .cpu = 0, .state = SEBP_QUEUE_STATE_POLLING, .polls = 900, .empty_polls = 90,
		.packets = 20000, .rescues = 300, .irqs_taken = 40, .irqs_suppressed = 800,
		.longest_gap_ns = 4000000, .gaps = { [8] = 500, [10] = 300, [12] = 99, [15] = 1 }, .event_count = 2,
		.events = { { SEBP_EVENT_TICK, 1000, 600, 60, 9000 }, { SEBP_EVENT_WATCHDOG, 300, 300, 30, 11000 } },
	}, {
		.ifindex = 3, .id = 1, .cpu = QUEUE_NO_CPU, .polls = 100, .irqs_taken = 60, .irqs_suppressed = 100,
		.gaps = { [0] = 100 }, .event_count = 1, .events = { { SEBP_EVENT_TICK, 1000, 100, 0, 100 } },
	}, {
		.ifindex = 7, .id = 0, .polls = 10, .irqs_taken = 1000, .irqs_suppressed = 750,
		.gaps = { [9] = 10 }, .event_count = 1, .events = { { SEBP_EVENT_XMIT, 9, 10, 0, 1 } },
	},
};

static char *page_of(size_t device_count, size_t queue_count)
{
	const struct report report = {
		.snapshot = { .devices = devices, .device_count = device_count, .queues = queues,
			      .queue_count = queue_count },
		.host = "a<b", .kernel = "6.12", .when = { .tv_sec = 1700000000 },
	};

	setenv("TZ", "UTC", 1);
	return PRINTED(report_html(out, &report));
}

/* Every element is closed in order, no text has a bracket or an ampersand that is none. */
static void assert_well_formed(const char *page)
{
	char open[32][32];
	size_t depth = 0;

	for (const char *at = page; *at; at++) {
		char name[32];
		const char *end;

		assert_true((unsigned char)*at < 0x80);
		if (*at == '&' && strncmp(at, "&amp;", 5) && strncmp(at, "&lt;", 4) && strncmp(at, "&gt;", 4) &&
		    strncmp(at, "&quot;", 6))
			fail_msg("ampersand: %.40s", at);
		assert_int_not_equal(*at, '>');
		if (*at != '<')
			continue;
		end = strchr(at, '>');
		assert_non_null(end);
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 1, " >"), at + 1);
		if (name[0] == '/') {
			assert_true(depth > 0);
			assert_string_equal(name + 1, open[--depth]);
		} else if (end[-1] != '/' && strcmp(name, "!DOCTYPE")) {
			assert_true(depth < 32);
			strcpy(open[depth++], name);
		}
		at = end;
	}
	assert_int_equal(depth, 0);
}

static void page_is_well_formed(void **state)
{
	(void)state;
	for (size_t devices_shown = 0; devices_shown <= 2; devices_shown++) {
		for (size_t queues_shown = 0; queues_shown <= 3; queues_shown++) {
			char *page = page_of(devices_shown, queues_shown);

			assert_well_formed(page);
			assert_null(strstr(page, "http"));
			assert_null(strstr(page, "<script"));
			free(page);
		}
	}
}

static void assert_says(const char *page, const char *part)
{
	if (!strstr(page, part))
		fail_msg("'%s' is missing in:\n%s", part, page);
}

static void page_has_the_numbers(void **state)
{
	static const char *const parts[] = {
		"a&lt;b, Linux 6.12, 2023-11-14 22:13:20 UTC.", "enp1s0v0: igbvf, ", "&lt;a&amp;&quot;b&quot;&gt;?: virtio_net",
		"gaps 150 us to 1 ms (4 ms), batches of 32, events tick.",
		/* 100 were taken and 900 avoided; in shadow mode 750 of 1000 would have been. */
		">at least 1000</text>", ">100 (10.0%)</text>", ">1000</text>", ">250 (25.0%)</text>",
		">with it, predicted</text>",
		">70.0%; 9100 packets, 8.5% of the polls empty</text>",
		">30.0%; 11000 packets, 10.0% of the polls empty</text>",
		"<tr><td>0</td><td>0</td><td>polling</td><td>900</td><td>90</td><td>20000</td><td>300</td><td>40</td>"
		"<td>800</td><td>4 ms</td></tr>", "<tr><td>1</td><td>-</td><td>parked</td><td>100</td>", "The longest: 4 ms.",
		">500</text>", ">99</text>", ">8 ms</text>", ">16 ms</text>",
	};
	char *page = page_of(2, 3);

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		assert_says(page, parts[i]);
	free(page);
}

static void nothing_is_drawn_of_nothing(void **state)
{
	char *none = page_of(0, 0), *idle = page_of(1, 0);

	(void)state;
	assert_says(none, "No network device is attached.");
	assert_says(idle, "No poll since it was attached.");
	assert_null(strstr(none, "<svg"));
	assert_null(strstr(idle, "<svg"));
	free(none);
	free(idle);
}

static void no_prediction_of_a_mixture(void **state)
{
	char *page;

	(void)state;
	queues[2].irqs_suppressed = 1001;
	page = page_of(2, 3);
	queues[2].irqs_suppressed = 750;
	assert_says(page, "No prediction: the counters cover a time of polling too.");
	assert_null(strstr(page, "predicted"));
	free(page);
}

int main(int argc, char *argv[])
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_is_well_formed),
		cmocka_unit_test(page_has_the_numbers),
		cmocka_unit_test(nothing_is_drawn_of_nothing),
		cmocka_unit_test(no_prediction_of_a_mixture),
	};

	/* To look at it in a browser: test_report --print > page.html. */
	if (argc == 2 && !strcmp(argv[1], "--print")) {
		char *page = page_of(2, 3);

		fputs(page, stdout);
		free(page);
		return 0;
	}
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
