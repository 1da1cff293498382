// SPDX-License-Identifier: GPL-2.0-only
/* Round trips as a histogram. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/guest/histogram.h"

static uint32_t least_of(uint32_t time)
{
	return histogram_least(histogram_bucket(time));
}

/* Also what tests/host/bench-stats.sh wants of the report's. */
static void buckets_begin_where_they_should(void **state)
{
	(void)state;
	assert_int_equal(least_of(0), 0);
	assert_int_equal(least_of(7), 7);
	assert_int_equal(least_of(8), 8);
	assert_int_equal(least_of(15), 15);
	assert_int_equal(least_of(17), 16);
	assert_int_equal(least_of(100), 96);
	assert_int_equal(least_of(1000), 960);
	assert_int_equal(least_of(UINT32_MAX), 0xf0000000);
}

/* A time is in a bucket that begins at most an eighth before it, and the next bucket begins behind it. */
static void a_time_is_in_its_bucket(void **state)
{
	(void)state;
	srandom(1);
	for (int i = 0; i < 1000000; i++) {
		uint32_t time = (uint32_t)random() >> random() % 31;
		unsigned int bucket = histogram_bucket(time);

		assert_in_range(bucket, 0, HISTOGRAM_BUCKETS - 1);
		assert_in_range(histogram_least(bucket), time - time / HISTOGRAM_FINE, time);
		assert_true(histogram_least(bucket + 1) > time);
	}
}

static void buckets_are_bounded_and_in_order(void **state)
{
	(void)state;
	assert_int_equal(histogram_bucket(UINT32_MAX), HISTOGRAM_BUCKETS - 1);
	for (unsigned int bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++)
		assert_int_equal(histogram_bucket(histogram_least(bucket)), bucket);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets_begin_where_they_should),
		cmocka_unit_test(a_time_is_in_its_bucket),
		cmocka_unit_test(buckets_are_bounded_and_in_order),
	};

	return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
