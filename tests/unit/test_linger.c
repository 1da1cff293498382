// SPDX-License-Identifier: GPL-2.0-only
/* How long a CPU lingers before it sleeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/linger.h"

#define US	1000u
#define MOST	(200 * US)

/* Something comes @distance after the CPU has nothing to do, so many times: how long it lingers then. */
static u32 after(u32 linger, u32 most, u64 distance, int times)
{
	while (times--)
		if (distance > linger)
			linger = linger_after(linger, most, distance - linger);
	return linger;
}

static void short_sleeps_are_replaced(void **state)
{
	(void)state;
	assert_int_equal(after(0, MOST, 100 * US, 1), LINGER_LEAST);
	assert_int_equal(after(0, MOST, 100 * US, 2), 2 * LINGER_LEAST);
	/* and no more than that: what comes is found, and the CPU does not sleep */
	assert_in_range(after(0, MOST, 100 * US, 1000), 100 * US, 200 * US);
	assert_int_equal(after(0, MOST, 199 * US, 1000), MOST);
}

static void long_sleeps_are_slept(void **state)
{
	(void)state;
	assert_int_equal(after(0, MOST, 200 * US, 1000), 0);
	assert_int_equal(after(MOST, MOST, 1000 * US, 1), MOST / 2);
	assert_int_equal(after(MOST, MOST, 1000 * US, 5), 0);
	assert_int_equal(linger_after(MOST, MOST, UINT64_MAX), MOST / 2);
}

static void what_is_not_allowed_ends(void **state)
{
	(void)state;
	assert_int_equal(linger_after(MOST, 0, 1), 0);
	assert_int_equal(linger_after(MOST, 20 * US, 1), 20 * US);
	assert_int_equal(linger_after(0, 0, 0), 0);
	assert_int_equal(linger_after(0, 1, 0), 1);
}

static void it_is_bounded(void **state)
{
	u32 linger = 0, most = MOST;

	(void)state;
	srandom(3);
	for (int i = 0; i < 1000000; i++) {
		if (random() % 1000 == 0)
			most = random() % 1000000;
		linger = linger_after(linger, most, random() % (2 * MOST));
		assert_in_range(linger, 0, most);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_sleeps_are_replaced),
		cmocka_unit_test(long_sleeps_are_slept),
		cmocka_unit_test(what_is_not_allowed_ends),
		cmocka_unit_test(it_is_bounded),
	};

	return cmocka_run_group_tests_name("linger", tests, NULL, NULL);
}
