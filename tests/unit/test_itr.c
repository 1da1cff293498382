// SPDX-License-Identifier: GPL-2.0-only
/* The interrupt rates of the peers that go by the packet rate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/guest/itr.h"

/* Whether igbvf leaves a value as it is. */
static bool is_kept(uint32_t us)
{
	return us == LEAST_US || 1000000000 / (1024 * us) % 4 == 0;
}

static void every_value_is_one_that_the_driver_keeps(void **state)
{
	(void)state;
	assert_int_equal(itr_kept(0), LEAST_US);
	assert_int_equal(itr_kept(125), 125);
	assert_int_equal(itr_kept(500), 498);
	for (uint32_t us = LEAST_US; us <= 10000; us++) {
		assert_true(is_kept(itr_kept(us)));
		assert_in_range(itr_kept(us), us / 2, us);
	}
}

static void adaptive_finds_so_many_packets(void **state)
{
	(void)state;
	assert_int_equal(itr_adaptive_us(0), itr_kept(1000));
	/* 64000 packets: 1200 interrupts */
	assert_int_equal(itr_adaptive_us(64000), itr_kept(833));
	for (double packets = 60000; packets < 4e6; packets *= 1.1)
		assert_true(packets * itr_adaptive_us(packets) / 1e6 <= BUFFERS / REDUNDANCY);
}

static void coarse_has_a_few_rates(void **state)
{
	uint32_t last = itr_coarse_us(0);
	int rates = 1;

	(void)state;
	assert_int_equal(last, itr_kept(1000));
	assert_int_equal(itr_coarse_us(20000), itr_kept(1000));
	assert_int_equal(itr_coarse_us(20001), itr_kept(500));
	assert_int_equal(itr_coarse_us(40001), itr_kept(250));
	assert_int_equal(itr_coarse_us(1e9), itr_kept(62));
	for (double packets = 0; packets < 1e6; packets += 100) {
		rates += itr_coarse_us(packets) != last;
		assert_true(itr_coarse_us(packets) <= last);
		last = itr_coarse_us(packets);
	}
	assert_int_equal(rates, COARSE_RATES);
}

static void coarse_finds_no_more_than_it_says(void **state)
{
	(void)state;
	for (double packets = 0; packets < 16 * LEAST_HZ * COARSE_PACKETS; packets += 100)
		assert_true(packets * itr_coarse_us(packets) / 1e6 <= COARSE_PACKETS);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_is_one_that_the_driver_keeps),
		cmocka_unit_test(adaptive_finds_so_many_packets),
		cmocka_unit_test(coarse_has_a_few_rates),
		cmocka_unit_test(coarse_finds_no_more_than_it_says),
	};

	return cmocka_run_group_tests_name("itr", tests, NULL, NULL);
}
