// SPDX-License-Identifier: GPL-2.0-only
/* What vm show prints: lines that fit a terminal, and JSON of the documented schema. */
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

#include "printed.h"
#include "sebpctl/vms.h"

static struct vm_vf vfs[] = {
	{ .device = "0000:01:10.0", .state = SEBP_VMM_VF_STATE_ACTIVE, .pid = 4242, .comm = "qemu-system-x86",
	  .min_gap_ns = 1000000, .max_delay_ns = 4000000,
	  .exits = { .total = 200000, .interrupt = 90000, .interrupt_window = 50000, .halt = 1, .mmio = 20000 } },
	{ .device = "0000:01:10.2", .state = SEBP_VMM_VF_STATE_INTERRUPT, .mode = SEBP_VMM_MODE_INTERRUPT, .pid = 1,
	  .comm = "v\xff", .reason = "no KVM guest uses it", .exits = { .total = 10, .interrupt = 8, .io = 5 } },
	{ .device = "0000:01:10.4", .state = SEBP_VMM_VF_STATE_CLOSED, .mode = 77 },
};

static struct vector vectors[] = {
	{ .device = "0000:01:10.0", .index = 0, .memory = true, .vcpu = 3, .interrupts = 11, .looks = 12,
	  .announced = 13, .rescues = 14, .rechecked = 15, .engages = 16, .longest_delay_ns = 1700000, .strays = 17,
	  .backoffs = 18, .stalls = 19 },
	{ .device = "0000:01:10.0", .index = 4294967295u, .vcpu = VECTOR_NO_VCPU, .interrupts = UINT64_MAX,
	  .looks = UINT64_MAX, .announced = UINT64_MAX, .rescues = UINT64_MAX, .rechecked = UINT64_MAX,
	  .engages = UINT64_MAX, .longest_delay_ns = UINT64_MAX },
	{ .device = "0000:01:10.2", .index = 1, .vcpu = VECTOR_NO_VCPU },
};

static const struct vms some = { vfs, 3, vectors, 3 }, none;

static char *text_of(const struct vms *vms)
{
	return PRINTED(vm_text(out, vms));
}

static void lines_fit_a_terminal(void **state)
{
	(void)state;
	/* A number beyond all measure may be wider. */
	assert_fits_a_terminal(text_of(&some), "4294967295");
}

static void text_says_what_is_known(void **state)
{
	static const char *const parts[] = {
		"0000:01:10.0  active, guest of qemu-system-x86 (process 4242)\n",
		"  mode:    auto, min-gap 1 ms, max-delay 4 ms\n"
		"  exits:   200000, interrupt 45%, window 25%, halt <1%, MMIO 10%, other 20%\n",
		"  exits:   10, interrupt 80%, I/O 50%\n",
		"       0 memory       3        11      12        13        15      14    1.7 ms\n"
		"         too many switches: left on interrupts for a while, 18 times\n"
		"         not looked at in time, put back to interrupts: 19 times\n",
		"0000:01:10.2  interrupt, guest of", "  reason:  no KVM guest uses it\n", "  mode:    interrupt,",
		"       1 interrupt    -         0", "0000:01:10.4  closed\n  mode:    unknown,",
	};
	char *text = text_of(&some);

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!strstr(text, parts[i]))
			fail_msg("'%s' is missing in:\n%s", parts[i], text);
	}
	free(text);
}

static void many_reasons_take_two_lines(void **state)
{
	struct vm_vf vf = { .device = "0000:01:10.0", .exits = { .total = 123456789012, .interrupt = 40000000000,
		.interrupt_window = 30000000000, .halt = 20000000000, .io = 1, .mmio = 12345678901 } };
	const struct vms vms = { .vfs = &vf, .vf_count = 1 };
	char *text = text_of(&vms);

	(void)state;
	assert_non_null(strstr(text, "  exits:   123.4G, interrupt 32%, window 24%, halt 16%, I/O <1%, MMIO 10%,\n"
				     "           other 17%\n"));
	assert_fits_a_terminal(text, NULL);
	/* The widest there can be. */
	vf.exits = (struct kvm_exits){ UINT64_MAX, UINT64_MAX / 2, UINT64_MAX / 8, UINT64_MAX / 8, UINT64_MAX / 9,
				       UINT64_MAX / 9 };
	assert_fits_a_terminal(text_of(&vms), NULL);
}

static void text_of_nothing_says_what_to_do(void **state)
{
	char *text = text_of(&none);

	(void)state;
	assert_non_null(strstr(text, "docs/vmm.md"));
	free(text);
}

static json_t *json_of(const struct vms *vms)
{
	return PRINTED_JSON(vm_json(out, vms));
}

static void json_has_everything(void **state)
{
	json_t *root = json_of(&some), *vf = json_array_get(json_object_get(root, "vfs"), 0);
	const char *device, *vf_state, *mode, *comm, *now;
	json_int_t pid, gap, delay, numbers[12], counts[7];

	(void)state;
	assert_int_equal(json_unpack(vf, "{s:s, s:s, s:s, s:I, s:s, s:I, s:I, s:{s:I, s:I, s:I, s:I, s:I, s:I, s:I !}, s:[{s:I, s:s, s:I, s:I, s:I, s:I, s:I,"
		" s:I, s:I, s:I, s:I, s:I, s:I !}, {}]!}",
		"device", &device, "state", &vf_state, "mode", &mode, "pid", &pid, "comm", &comm,
		"min_gap_ns", &gap, "max_delay_ns", &delay, "exits", "total", &counts[0], "interrupt", &counts[1],
		"interrupt_window", &counts[2], "halt", &counts[3], "io", &counts[4], "mmio", &counts[5],
		"other", &counts[6], "vectors",
		"index", &numbers[0], "now", &now, "vcpu", &numbers[1], "interrupts", &numbers[2],
		"exits", &numbers[3], "announced", &numbers[4], "rescues", &numbers[5],
		"rechecked", &numbers[6], "engages", &numbers[7], "longest_delay_ns", &numbers[8], "strays", &numbers[9],
		"backoffs", &numbers[10], "stalls", &numbers[11]), 0);
	assert_string_equal(device, "0000:01:10.0");
	assert_string_equal(vf_state, "active");
	assert_string_equal(mode, "auto");
	assert_string_equal(comm, "qemu-system-x86");
	assert_string_equal(now, "memory");
	assert_int_equal(pid, 4242);
	assert_int_equal(gap, 1000000);
	assert_int_equal(delay, 4000000);
	assert_int_equal(numbers[0], 0);
	assert_int_equal(numbers[1], 3);
	for (int i = 2; i < 8; i++)
		assert_int_equal(numbers[i], 9 + i);
	assert_int_equal(numbers[8], 1700000);
	assert_int_equal(numbers[9], 17);
	assert_int_equal(numbers[10], 18);
	assert_int_equal(numbers[11], 19);
	for (int i = 0; i < 7; i++)
		assert_int_equal(counts[i], ((json_int_t[]){ 200000, 90000, 50000, 1, 0, 20000, 39999 })[i]);
	json_decref(root);
}

static void json_leaves_out_what_is_not_known(void **state)
{
	json_t *root = json_of(&some), *list = json_object_get(root, "vfs");
	json_t *closed = json_array_get(list, 2), *second = json_array_get(list, 1);
	json_t *vector = json_array_get(json_object_get(second, "vectors"), 0);

	(void)state;
	assert_int_equal(json_array_size(list), 3);
	assert_null(json_object_get(closed, "pid"));
	assert_null(json_object_get(closed, "comm"));
	assert_null(json_object_get(closed, "reason"));
	assert_null(json_object_get(closed, "exits"));
	assert_string_equal(json_string_value(json_object_get(closed, "mode")), "unknown");
	assert_string_equal(json_string_value(json_object_get(second, "comm")), "v?");
	assert_string_equal(json_string_value(json_object_get(second, "reason")), "no KVM guest uses it");
	assert_null(json_object_get(vector, "vcpu"));
	assert_string_equal(json_string_value(json_object_get(vector, "now")), "interrupt");
	json_decref(root);
}

static void a_notice_is_one_line(void **state)
{
	static const struct timespec when = { .tv_sec = 1795400000 };
	char *text, *json;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	json_t *root;

	(void)state;
	vm_notice_text(out, &when, &vfs[1]);
	fclose(out);
	assert_non_null(strstr(text, " 0000:01:10.2  interrupt, guest of v\xff (process 1), no KVM guest uses it; interrupt, min-gap"));
	assert_ptr_equal(strchr(text, '\n'), text + length - 1);
	free(text);

	out = open_memstream(&json, &length);
	vm_notice_json(out, &when, &vfs[0]);
	fclose(out);
	assert_ptr_equal(strchr(json, '\n'), json + length - 1);
	root = json_loads(json, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json_object_get(root, "vf"), "state")), "active");
	assert_null(json_object_get(json_object_get(root, "vf"), "vectors"));
	assert_non_null(json_object_get(root, "time"));
	json_decref(root);
	free(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_fit_a_terminal),
		cmocka_unit_test(text_says_what_is_known),
		cmocka_unit_test(many_reasons_take_two_lines),
		cmocka_unit_test(text_of_nothing_says_what_to_do),
		cmocka_unit_test(json_has_everything),
		cmocka_unit_test(json_leaves_out_what_is_not_known),
		cmocka_unit_test(a_notice_is_one_line),
	};

	return cmocka_run_group_tests_name("vm", tests, NULL, NULL);
}
