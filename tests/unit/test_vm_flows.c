// SPDX-License-Identifier: GPL-2.0-only
/* What top makes of samples of guests' VFs, as numbers, lines and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <linux/sebp_vmm.h>

#include "sebpctl/vm-flows.h"

#define SECOND 1000000000ull

static const struct vm_vf first_vfs[] = {
	{ .device = "0000:01:10.0", .state = SEBP_VMM_VF_STATE_ACTIVE, .pid = 4242, .comm = "qemu-system-x86",
	  .exits = { .total = 100000 } },
	{ .device = "0000:01:10.2", .state = SEBP_VMM_VF_STATE_CLOSED },
	{ .device = "0000:01:10.4", .state = SEBP_VMM_VF_STATE_CLOSED },
	{ .device = "0000:01:10.6", .state = SEBP_VMM_VF_STATE_INTERRUPT, .pid = 4194304, .comm = "qemu-system-x86",
	  .reason = "its VMM uses an iommufd, which may attach the device to other memory at any time" },
};

static const struct vector first_vectors[] = {
	{ .device = "0000:01:10.0", .index = 0, .memory = true, .vcpu = 3, .interrupts = 10, .looks = 100,
	  .announced = 50, .rechecked = 5, .rescues = 2, .longest_delay_ns = 4100000 },
	{ .device = "0000:01:10.0", .index = 1, .vcpu = VECTOR_NO_VCPU },
};

/* A sample that can be changed. */
struct sample {
	struct vm_vf vfs[4];
	struct vector vectors[2];
	struct vms vms;
};

static void begin(struct sample *s)
{
	memcpy(s->vfs, first_vfs, sizeof(first_vfs));
	memcpy(s->vectors, first_vectors, sizeof(first_vectors));
	s->vms = (struct vms){ .vfs = s->vfs, .vf_count = 4, .vectors = s->vectors, .vector_count = 2 };
}

/* Half a second later: 4000 exits, 1500 of them looked at the word, 450 found it set, which the guest was told. */
static void go_on(struct sample *s)
{
	s->vfs[0].exits.total += 4000;
	s->vectors[0].interrupts += 20;
	s->vectors[0].looks += 1500;
	s->vectors[0].announced += 450;
	s->vectors[0].rechecked += 15;
	s->vectors[0].rescues += 1;
}

static void sample_twice(struct vm_flows *f, struct sample *s)
{
	*f = (struct vm_flows){ 0 };
	begin(s);
	vm_flows_sample(f, &s->vms, 0);
	go_on(s);
	vm_flows_sample(f, &s->vms, SECOND / 2);
}

static void rates_are_those_between_samples(void **state)
{
	struct vm_flows f;
	struct sample s;

	(void)state;
	sample_twice(&f, &s);
	assert_int_equal(f.vf_count, 4);
	assert_true(f.vfs[0].known);
	assert_int_equal(f.vfs[0].exits, 8000);
	assert_int_equal(f.vector_count, 2);
	assert_true(f.vectors[0].known);
	assert_int_equal(f.vectors[0].interrupts, 40);
	assert_int_equal(f.vectors[0].looks, 3000);
	assert_int_equal(f.vectors[0].announced, 900);
	assert_int_equal(f.vectors[0].rechecked, 30);
	assert_int_equal(f.vectors[0].rescues, 2);
	assert_int_equal(f.vectors[0].history.count, 1);
	assert_int_equal(f.vectors[0].history.values[0], 940);
	assert_true(f.vectors[1].known);
	assert_int_equal(f.vectors[1].announced, 0);
	vm_flows_free(&f);
}

/* Nobody but root sees them, and not at every time. */
static void exits_may_not_be_known(void **state)
{
	struct vm_flows f;
	struct sample s;

	(void)state;
	sample_twice(&f, &s);
	assert_false(f.vfs[1].known);
	s.vfs[0].exits.total = 0;
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_false(f.vfs[0].known);
	assert_true(f.vectors[0].known);
	s.vfs[0].exits.total = 200000;
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_false(f.vfs[0].known);
	s.vfs[0].exits.total = 200100;
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_int_equal(f.vfs[0].exits, 100);
	/* The process has made its guest anew. */
	s.vfs[0].exits.total = 99;
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_false(f.vfs[0].known);
	vm_flows_free(&f);
}

static void what_is_opened_anew_starts_anew(void **state)
{
	struct vm_flows f;
	struct sample s;

	(void)state;
	/* By another process, whose counters happen to be higher already. */
	sample_twice(&f, &s);
	go_on(&s);
	s.vfs[0].pid = 4243;
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_false(f.vfs[0].known);
	assert_false(f.vectors[0].known);
	assert_int_equal(f.vectors[0].history.count, 0);
	go_on(&s);
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_int_equal(f.vfs[0].exits, 4000);
	assert_int_equal(f.vectors[0].announced, 450);

	/* By one that cannot be told from the one before. */
	s.vectors[0].looks = 7;
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_false(f.vectors[0].known);
	assert_true(f.vectors[1].known);

	/* Closed: it has no vectors. */
	s.vfs[0] = (struct vm_vf){ .device = "0000:01:10.0", .state = SEBP_VMM_VF_STATE_CLOSED };
	s.vms.vector_count = 0;
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_int_equal(f.vector_count, 0);
	assert_false(f.vfs[0].known);
	begin(&s);
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_false(f.vfs[0].known);
	assert_false(f.vectors[0].known);
	vm_flows_free(&f);
}

/* The module is unloaded. */
static void all_may_go(void **state)
{
	static const struct vms none;
	struct vm_flows f;
	struct sample s;

	(void)state;
	sample_twice(&f, &s);
	vm_flows_sample(&f, &none, SECOND);
	assert_int_equal(f.vf_count + f.vector_count, 0);
	vm_flows_sample(&f, &s.vms, SECOND);
	assert_false(f.vfs[0].known);
	assert_false(f.vectors[0].known);
	vm_flows_free(&f);
}

static void history_is_bounded(void **state)
{
	struct vm_flows f = { 0 };
	struct sample s;

	(void)state;
	begin(&s);
	for (uint64_t i = 0; i <= HISTORY_SIZE + 5; i++) {
		vm_flows_sample(&f, &s.vms, SECOND);
		s.vectors[0].interrupts += i;
		s.vectors[0].announced += i;
	}
	assert_int_equal(f.vectors[0].history.count, HISTORY_SIZE);
	assert_int_equal(f.vectors[0].history.values[0], 2 * (HISTORY_SIZE + 4));
	assert_int_equal(f.vectors[0].history.values[HISTORY_SIZE - 1], 10);
	vm_flows_free(&f);
}

static void assert_lines(const struct vm_flows *f, const char *const wanted[], size_t count)
{
	struct lines lines = { 0 };

	vm_flows_lines(&lines, f, 80, false);
	lines_cut(&lines, 80);
	assert_int_equal(lines.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(lines.line[i].text, wanted[i]);
		assert_true(strlen(lines.line[i].text) <= 80);
	}
	free(lines.line);
}

static void lines_fit_the_terminal(void **state)
{
	static const char *const wanted[] = {
		"0000:01:10.0: active, qemu-system-x86 (process 4242), 8000 VM exits/s",
		"vec now       vcpu  irqs/s looks/s   ann/s rechk/s resc/s  longest irqs+ann/s",
		"  0 memory       3      40    3000     900      30      2   4.1 ms #",
		"  1 interrupt    -       0       0       0       0      0        -  ",
		"",
		"0000:01:10.2: closed",
		"0000:01:10.4: closed",
		"",
		"0000:01:10.6: interrupt, qemu-system-x86 (process 4194304)",
		"  its VMM uses an iommufd, which may attach the device to other memory at any ti",
	};
	struct vm_flows f;
	struct sample s;

	(void)state;
	sample_twice(&f, &s);
	assert_lines(&f, wanted, 10);
	vm_flows_free(&f);
}

static void what_is_sampled_once_has_no_rates(void **state)
{
	static const char *const wanted[] = {
		"0000:01:10.0: active, qemu-system-x86 (process 4242)",
		"vec now       vcpu  irqs/s looks/s   ann/s rechk/s resc/s  longest irqs+ann/s",
		"  0 memory       3  ...",
		"  1 interrupt    -  ...",
	};
	struct vm_flows f = { 0 };
	struct sample s;

	(void)state;
	begin(&s);
	s.vms.vf_count = 1;
	vm_flows_sample(&f, &s.vms, 0);
	assert_lines(&f, wanted, 4);
	vm_flows_free(&f);
}

/* Red is what keeps a device from memory mode, not what somebody wished. */
static void looks_tell_states(void **state)
{
	struct vm_flows f = { 0 };
	struct lines lines = { 0 };
	struct sample s;

	(void)state;
	begin(&s);
	s.vfs[1].state = SEBP_VMM_VF_STATE_INTERRUPT;
	s.vfs[1].mode = SEBP_VMM_MODE_INTERRUPT;
	s.vms.vector_count = 0;
	vm_flows_sample(&f, &s.vms, 0);
	vm_flows_lines(&lines, &f, 80, false);
	assert_int_equal(lines.count, 8);
	assert_int_equal(lines.line[0].look, LOOK_GOOD);
	assert_int_equal(lines.line[2].look, LOOK_PLAIN);
	assert_int_equal(lines.line[4].look, LOOK_PLAIN);
	assert_int_equal(lines.line[6].look, LOOK_BAD);
	free(lines.line);
	vm_flows_free(&f);
}

/* However narrow or wide, with whatever numbers. */
static void all_widths_are_survived(void **state)
{
	struct vm_flows f = { 0 };
	struct sample s;

	(void)state;
	begin(&s);
	s.vectors[0].index = UINT32_MAX;
	s.vfs[0].state = 99;
	memset(s.vfs[0].comm, 0xff, sizeof(s.vfs[0].comm) - 1);
	memset(s.vfs[0].reason, 'r', sizeof(s.vfs[0].reason) - 1);
	vm_flows_sample(&f, &s.vms, 0);
	s.vfs[0].exits.total = UINT64_MAX;
	s.vectors[0] = (struct vector){ .device = "0000:01:10.0", .index = UINT32_MAX, .vcpu = UINT32_MAX - 1,
		.interrupts = UINT64_MAX, .looks = UINT64_MAX, .announced = UINT64_MAX, .rechecked = UINT64_MAX,
		.rescues = UINT64_MAX, .longest_delay_ns = UINT64_MAX };
	for (int i = 0; i < 130; i++)
		vm_flows_sample(&f, &s.vms, 1);
	for (int columns = 1; columns <= LINE_COLUMNS; columns++) {
		struct lines lines = { 0 };

		vm_flows_lines(&lines, &f, columns, true);
		lines_cut(&lines, columns);
		assert_int_equal(lines.count, 11);
		free(lines.line);
	}
	vm_flows_free(&f);
}

static void json_follows_the_schema(void **state)
{
	struct vm_flows f;
	struct sample s;
	json_t *found, *wanted;

	(void)state;
	sample_twice(&f, &s);
	f.vectors[1].known = false;
	found = vm_flows_list(&f);
	wanted = json_loads("[{\"device\": \"0000:01:10.0\", \"state\": \"active\", \"pid\": 4242,"
		" \"comm\": \"qemu-system-x86\", \"exits_per_second\": 8000, \"vectors\": [{\"index\": 0,"
		"  \"now\": \"memory\", \"vcpu\": 3, \"interrupts_per_second\": 40, \"exits_per_second\": 3000,"
		"  \"announced_per_second\": 900, \"rechecked_per_second\": 30, \"rescues_per_second\": 2,"
		"  \"longest_delay_ns\": 4100000}]},"
		"{\"device\": \"0000:01:10.2\", \"state\": \"closed\", \"vectors\": []},"
		"{\"device\": \"0000:01:10.4\", \"state\": \"closed\", \"vectors\": []},"
		"{\"device\": \"0000:01:10.6\", \"state\": \"interrupt\", \"reason\": \"its VMM uses an iommufd, which"
		" may attach the device to other memory at any time\", \"pid\": 4194304, \"comm\": \"qemu-system-x86\","
		" \"vectors\": []}]", 0, NULL);
	assert_non_null(wanted);
	if (!json_equal(found, wanted))
		fail_msg("found: %s", json_dumps(found, JSON_INDENT(2)));
	json_decref(found);
	json_decref(wanted);
	vm_flows_free(&f);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates_are_those_between_samples),
		cmocka_unit_test(exits_may_not_be_known),
		cmocka_unit_test(what_is_opened_anew_starts_anew),
		cmocka_unit_test(all_may_go),
		cmocka_unit_test(history_is_bounded),
		cmocka_unit_test(lines_fit_the_terminal),
		cmocka_unit_test(what_is_sampled_once_has_no_rates),
		cmocka_unit_test(looks_tell_states),
		cmocka_unit_test(all_widths_are_survived),
		cmocka_unit_test(json_follows_the_schema),
	};

	return cmocka_run_group_tests_name("vm-flows", tests, NULL, NULL);
}
