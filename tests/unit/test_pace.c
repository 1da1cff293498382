// SPDX-License-Identifier: GPL-2.0-only
/* When a vector goes to memory mode, when a word is announced, and when it goes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/pace.h"

#define US	1000ull
#define MS	(1000 * US)

static const struct pace_params p = {
	.min_gap = 1 * MS, .max_delay = 4 * MS, .busy = 2 * MS, .window = 4 * MS, .enter = 3, .idle = 16 * MS,
};

/* Any: the clock's start means nothing, its wrap neither. */
static const u64 starts[] = { 0, 12345, UINT64_MAX - 1 * MS };

#define EACH_START(now) for (const u64 *now = starts; now < starts + sizeof(starts) / sizeof(starts[0]); now++)

static struct pace running(u64 now)
{
	struct pace s;

	pace_init(&s, now);
	pace_runs(&s, &p, now);
	return s;
}

static void engages_where_the_vcpu_is_busy(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		assert_false(pace_interrupts(&s, &p, *now + 1 * MS, 2));
		assert_false(pace_interrupts(&s, &p, *now + 2 * MS - 1, 2));
		assert_true(pace_interrupts(&s, &p, *now + 2 * MS, 0));
	}
}

static void engages_where_interrupts_come_often(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		/* Two in each window, for ever. */
		for (int i = 1; i < 50; i++)
			assert_false(pace_interrupts(&s, &p, *now + i * 2 * MS, 1));
		assert_true(pace_interrupts(&s, &p, *now + 100 * MS, 3));
	}
}

static void a_long_sleep_makes_it_start_anew(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		assert_true(pace_interrupts(&s, &p, *now + 3 * MS, 3));
		pace_leaves(&s, *now + 3 * MS, true);
		pace_runs(&s, &p, *now + 10 * MS);
		assert_false(pace_interrupts(&s, &p, *now + 12 * MS - 1, 100));
		assert_true(pace_interrupts(&s, &p, *now + 12 * MS, 0));
		/* However long it ran: 8 ms are the most that count. */
		pace_leaves(&s, *now + 1000 * MS, true);
		pace_runs(&s, &p, *now + 1002 * MS);
		assert_false(pace_interrupts(&s, &p, *now + 1004 * MS - 1, 100));
		assert_true(pace_interrupts(&s, &p, *now + 1004 * MS, 0));
	}
}

/* 10 ms of running pay for 1.5 ms of sleep. */
static void a_short_sleep_does_not(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		pace_leaves(&s, *now + 10 * MS, true);
		pace_runs(&s, &p, *now + 11 * MS + 500 * US);
		assert_true(pace_interrupts(&s, &p, *now + 11 * MS + 500 * US, 3));
		/* But that is all. */
		pace_leaves(&s, *now + 11 * MS + 500 * US, true);
		pace_runs(&s, &p, *now + 11 * MS + 600 * US);
		assert_false(pace_interrupts(&s, &p, *now + 12 * MS - 1, 3));
		assert_true(pace_interrupts(&s, &p, *now + 12 * MS, 3));
	}
}

/* Steps of 1 ms, @run us of it awake, for a second. Return: it was busy in some of them. */
static bool ever_busy(u64 now, unsigned int run)
{
	struct pace s = running(now);
	bool busy = false;

	for (int i = 0; i < 1000; i++, now += 1 * MS) {
		pace_leaves(&s, now + run * US, true);
		pace_runs(&s, &p, now + 1 * MS);
		busy |= pace_interrupts(&s, &p, now + 1 * MS, 3);
	}
	return busy;
}

static void four_fifths_of_the_time_are_busy(void **state)
{
	(void)state;
	EACH_START(now) {
		assert_false(ever_busy(*now, 0));
		assert_false(ever_busy(*now, 500));
		assert_false(ever_busy(*now, 800));
		assert_true(ever_busy(*now, 810));
	}
}

/* Memory mode ends with a sleep: the first interrupt after it is enough, if words came until then. */
static void takes_up_where_it_left_off(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		assert_true(pace_interrupts(&s, &p, *now + 10 * MS, 3));
		assert_true(pace_word(&s, &p, *now + 30 * MS, true));
		pace_leaves(&s, *now + 31 * MS, true);
		pace_runs(&s, &p, *now + 31 * MS + 500 * US);
		assert_true(pace_interrupts(&s, &p, *now + 34 * MS - 1, 1));
		pace_leaves(&s, *now + 34 * MS - 1, true);
		pace_runs(&s, &p, *now + 34 * MS);
		assert_false(pace_interrupts(&s, &p, *now + 34 * MS, 1));
	}
}

static void preemption_is_no_sleep(void **state)
{
	struct pace s = running(0);

	(void)state;
	pace_leaves(&s, 1 * MS, false);
	pace_runs(&s, &p, 10 * MS);
	assert_true(pace_interrupts(&s, &p, 10 * MS, 3));
}

/* It slept and was then preempted, or the other way round: it slept, from when it fell asleep. */
static void sleep_is_remembered(void **state)
{
	struct pace s = running(0);

	(void)state;
	pace_leaves(&s, 1 * MS, true);
	pace_leaves(&s, 9 * MS, false);
	pace_leaves(&s, 10 * MS, true);
	pace_runs(&s, &p, 10 * MS);
	assert_false(pace_interrupts(&s, &p, 10 * MS, 3));
}

static void announces_at_most_once_in_min_gap(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);
		int announced = 0;

		/* An exit every 100 us, the word always set, for 20 ms. */
		for (int i = 1; i <= 200; i++)
			announced += pace_word(&s, &p, *now + i * 100 * US, true);
		assert_int_equal(announced, 20);
	}
}

static void a_guest_that_takes_no_interrupts_is_left_alone_for_a_while(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		assert_true(pace_interrupts(&s, &p, *now + 3 * MS, 3));
		assert_false(pace_word(&s, &p, *now + 10 * MS, false));
		assert_false(pace_word(&s, &p, *now + 12 * MS - 1, false));
		assert_true(pace_word(&s, &p, *now + 12 * MS, false));
		/* That is of each word; and it need not wait if it takes them again. */
		assert_false(pace_word(&s, &p, *now + 14 * MS, false));
		assert_true(pace_word(&s, &p, *now + 15 * MS, true));
	}
}

static void a_busy_vcpu_may_nap_within_the_gap(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		assert_true(pace_word(&s, &p, *now + 3 * MS, true));
		assert_int_equal(pace_nap(&s, &p, *now + 3 * MS), 1 * MS);
		assert_int_equal(pace_nap(&s, &p, *now + 4 * MS - 1), 1);
		assert_int_equal(pace_nap(&s, &p, *now + 4 * MS), 0);
		/* A sleep that was too long: it has to run for a while before it may again. */
		pace_leaves(&s, *now + 4 * MS, true);
		pace_runs(&s, &p, *now + 5 * MS);
		assert_true(pace_word(&s, &p, *now + 5 * MS, true));
		assert_int_equal(pace_nap(&s, &p, *now + 5 * MS + 500 * US), 0);
		assert_true(pace_word(&s, &p, *now + 7 * MS, true));
		assert_int_equal(pace_nap(&s, &p, *now + 7 * MS), 1 * MS);
	}
}

/* It runs for @run us, takes an interrupt and goes to memory mode, and halts for a moment, for a second. Return: how often. */
static int switches(u64 now, unsigned int run, bool *rested)
{
	struct pace s = running(now);
	u64 end = now + 1000 * MS;
	int count = 0;

	for (; (s64)(end - now) > 0; now += run * US) {
		count += pace_interrupts(&s, &p, now, 3);
		*rested |= s.rests;
		pace_leaves(&s, now, true);
		pace_runs(&s, &p, now + run * US / 20);
	}
	return count;
}

static void switches_are_limited(void **state)
{
	bool rested = false;

	(void)state;
	EACH_START(now) {
		/* Eight that are owed at the end. */
		assert_in_range(switches(*now, 10, &rested), 990, 1008);
		assert_in_range(switches(*now, 100, &rested), 900, 1008);
		assert_in_range(switches(*now, 900, &rested), 900, 1008);
		assert_true(rested);
	}
}

static void a_thousand_a_second_are_not_too_many(void **state)
{
	bool rested = false;

	(void)state;
	EACH_START(now)
		/* All but those of the first two milliseconds. */
		assert_int_equal(switches(*now, 1000, &rested), 997);
	assert_false(rested);
}

/* As many at once as are allowed, then none until all are paid for. */
static void too_many_switches_are_followed_by_a_rest(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		for (int i = 0; i < 8; i++)
			assert_true(pace_interrupts(&s, &p, *now + 3 * MS, 3));
		assert_false(s.rests);
		assert_false(pace_interrupts(&s, &p, *now + 3 * MS, 3));
		assert_true(s.rests);
		assert_false(pace_interrupts(&s, &p, *now + 11 * MS - 1, 3));
		for (int i = 0; i < 8; i++)
			assert_true(pace_interrupts(&s, &p, *now + 11 * MS, 3));
		assert_false(s.rests);
		/* Seven are owed now, so there is room for one. */
		assert_true(pace_interrupts(&s, &p, *now + 12 * MS, 3));
		assert_false(pace_interrupts(&s, &p, *now + 12 * MS, 3));
	}
}

static void goes_back_when_no_word_comes(void **state)
{
	(void)state;
	EACH_START(now) {
		struct pace s = running(*now);

		assert_true(pace_interrupts(&s, &p, *now + 3 * MS, 3));
		assert_false(pace_idle(&s, &p, *now + 19 * MS - 1));
		assert_true(pace_idle(&s, &p, *now + 19 * MS));
		/* One that is not announced yet is one too. */
		pace_word(&s, &p, *now + 18 * MS, true);
		assert_false(pace_idle(&s, &p, *now + 19 * MS));
	}
}

/* Clocks of two CPUs may differ a little: that must not look like a long time. */
static void a_clock_that_steps_back_does_no_harm(void **state)
{
	struct pace s = running(100 * MS);

	(void)state;
	assert_true(pace_interrupts(&s, &p, 103 * MS, 3));
	assert_false(pace_idle(&s, &p, 103 * MS - 1));
	assert_true(pace_word(&s, &p, 103 * MS, true));
	assert_false(pace_word(&s, &p, 103 * MS - 1, true));
}

static void checks_parameters(void **state)
{
	struct pace_params bad = pace_default;

	(void)state;
	assert_null(pace_check(&pace_default));
	bad.max_delay = 99 * US;
	assert_non_null(pace_check(&bad));
	bad.max_delay = 101 * MS;
	assert_non_null(pace_check(&bad));
	bad = pace_default;
	bad.min_gap = 11 * MS;
	assert_non_null(pace_check(&bad));
	bad.min_gap = 0;
	assert_null(pace_check(&bad));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(engages_where_the_vcpu_is_busy),
		cmocka_unit_test(engages_where_interrupts_come_often),
		cmocka_unit_test(a_long_sleep_makes_it_start_anew),
		cmocka_unit_test(a_short_sleep_does_not),
		cmocka_unit_test(four_fifths_of_the_time_are_busy),
		cmocka_unit_test(takes_up_where_it_left_off),
		cmocka_unit_test(preemption_is_no_sleep),
		cmocka_unit_test(sleep_is_remembered),
		cmocka_unit_test(announces_at_most_once_in_min_gap),
		cmocka_unit_test(a_guest_that_takes_no_interrupts_is_left_alone_for_a_while),
		cmocka_unit_test(a_busy_vcpu_may_nap_within_the_gap),
		cmocka_unit_test(switches_are_limited),
		cmocka_unit_test(a_thousand_a_second_are_not_too_many),
		cmocka_unit_test(too_many_switches_are_followed_by_a_rest),
		cmocka_unit_test(goes_back_when_no_word_comes),
		cmocka_unit_test(a_clock_that_steps_back_does_no_harm),
		cmocka_unit_test(checks_parameters),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
