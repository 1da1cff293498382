// SPDX-License-Identifier: GPL-2.0-only
/* Messages of sebp-vfio-pci to structs: whole ones, those that lack something, and truncated ones. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/sebp_vmm.h>

#include "sebpctl/decode.h"

struct message {
	_Alignas(struct nlmsghdr) char bytes[2048];
};

static struct nlmsghdr *begin(struct message *m)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(m->bytes);

	mnl_nlmsg_put_extra_header(header, sizeof(struct genlmsghdr));
	return header;
}

static struct nlmsghdr *vf_message_without(struct message *m, uint16_t left_out)
{
	struct nlmsghdr *header = begin(m);

	for (uint16_t type = SEBP_VMM_A_VF_DEVICE; type <= SEBP_VMM_A_VF_MAX; type++) {
		if (type == left_out)
			continue;
		if (type == SEBP_VMM_A_VF_DEVICE)
			mnl_attr_put_strz(header, type, "0000:01:10.0");
		else if (type == SEBP_VMM_A_VF_REASON)
			mnl_attr_put_strz(header, type, "it has no MSI-X");
		else if (type == SEBP_VMM_A_VF_COMM)
			mnl_attr_put_strz(header, type, "qemu");
		else
			mnl_attr_put_u32(header, type, 100u + type);
	}
	return header;
}

static struct nlmsghdr *vector_message_without(struct message *m, uint16_t left_out)
{
	struct nlmsghdr *header = begin(m);

	for (uint16_t type = SEBP_VMM_A_VECTOR_DEVICE; type <= SEBP_VMM_A_VECTOR_MAX; type++) {
		if (type == left_out)
			continue;
		if (type == SEBP_VMM_A_VECTOR_DEVICE)
			mnl_attr_put_strz(header, type, "0000:01:10.0");
		else if (type == SEBP_VMM_A_VECTOR_MEMORY)
			mnl_attr_put(header, type, 0, NULL);
		else if (type == SEBP_VMM_A_VECTOR_INDEX || type == SEBP_VMM_A_VECTOR_VCPU)
			mnl_attr_put_u32(header, type, 200u + type);
		else
			mnl_attr_put_u64(header, type, 1000000000000u + type);
	}
	return header;
}

static void vf_is_decoded(void **state)
{
	struct message m;
	struct vm_vf vf;

	(void)state;
	assert_int_equal(decode_vm_vf(vf_message_without(&m, 0), &vf), 0);
	assert_string_equal(vf.device, "0000:01:10.0");
	assert_int_equal(vf.state, 100 + SEBP_VMM_A_VF_STATE);
	assert_string_equal(vf.reason, "it has no MSI-X");
	assert_int_equal(vf.mode, 100 + SEBP_VMM_A_VF_MODE);
	assert_int_equal(vf.pid, 100 + SEBP_VMM_A_VF_PID);
	assert_string_equal(vf.comm, "qemu");
	assert_int_equal(vf.min_gap_ns, 100 + SEBP_VMM_A_VF_MIN_GAP_NS);
	assert_int_equal(vf.max_delay_ns, 100 + SEBP_VMM_A_VF_MAX_DELAY_NS);
}

static void vector_is_decoded(void **state)
{
	const uint64_t base = 1000000000000u;
	struct message m;
	struct vector v;

	(void)state;
	assert_int_equal(decode_vector(vector_message_without(&m, 0), &v), 0);
	assert_string_equal(v.device, "0000:01:10.0");
	assert_int_equal(v.index, 200 + SEBP_VMM_A_VECTOR_INDEX);
	assert_true(v.memory);
	assert_int_equal(v.vcpu, 200 + SEBP_VMM_A_VECTOR_VCPU);
	assert_true(v.interrupts == base + SEBP_VMM_A_VECTOR_INTERRUPTS);
	assert_true(v.looks == base + SEBP_VMM_A_VECTOR_LOOKS);
	assert_true(v.announced == base + SEBP_VMM_A_VECTOR_ANNOUNCED);
	assert_true(v.rescues == base + SEBP_VMM_A_VECTOR_RESCUES);
	assert_true(v.rechecked == base + SEBP_VMM_A_VECTOR_RECHECKED);
	assert_true(v.engages == base + SEBP_VMM_A_VECTOR_ENGAGES);
	assert_true(v.longest_delay_ns == base + SEBP_VMM_A_VECTOR_LONGEST_DELAY_NS);
	assert_true(v.strays == base + SEBP_VMM_A_VECTOR_STRAYS);
	assert_true(v.backoffs == base + SEBP_VMM_A_VECTOR_BACKOFFS);
	assert_true(v.stalls == base + SEBP_VMM_A_VECTOR_STALLS);
}

static void only_what_is_optional_may_be_missing(void **state)
{
	struct message m;
	struct vm_vf vf;
	struct vector v;

	(void)state;
	for (uint16_t type = SEBP_VMM_A_VF_DEVICE; type <= SEBP_VMM_A_VF_MAX; type++) {
		bool optional = type == SEBP_VMM_A_VF_REASON || type == SEBP_VMM_A_VF_PID ||
				type == SEBP_VMM_A_VF_COMM;

		assert_int_equal(decode_vm_vf(vf_message_without(&m, type), &vf), optional ? 0 : -EBADMSG);
	}
	for (uint16_t type = SEBP_VMM_A_VECTOR_DEVICE; type <= SEBP_VMM_A_VECTOR_MAX; type++) {
		bool optional = type == SEBP_VMM_A_VECTOR_MEMORY || type == SEBP_VMM_A_VECTOR_VCPU;

		assert_int_equal(decode_vector(vector_message_without(&m, type), &v), optional ? 0 : -EBADMSG);
		if (type == SEBP_VMM_A_VECTOR_MEMORY)
			assert_false(v.memory);
		if (type == SEBP_VMM_A_VECTOR_VCPU)
			assert_int_equal(v.vcpu, VECTOR_NO_VCPU);
	}
}

/* In a block of just that size, so that the address sanitizer sees what is read beyond it. */
static struct nlmsghdr *truncated(const struct message *m, uint32_t length)
{
	struct nlmsghdr *copy = malloc(length);

	assert_non_null(copy);
	memcpy(copy, m->bytes, length);
	copy->nlmsg_len = length;
	return copy;
}

static void truncated_messages_are_refused(void **state)
{
	struct message vf_whole, vector_whole;
	const uint32_t vf_length = vf_message_without(&vf_whole, 0)->nlmsg_len;
	const uint32_t vector_length = vector_message_without(&vector_whole, 0)->nlmsg_len;
	struct vm_vf vf;
	struct vector v;

	(void)state;
	for (uint32_t length = sizeof(struct nlmsghdr); length < vf_length; length++) {
		struct nlmsghdr *copy = truncated(&vf_whole, length);

		assert_int_equal(decode_vm_vf(copy, &vf), -EBADMSG);
		free(copy);
	}
	for (uint32_t length = sizeof(struct nlmsghdr); length < vector_length; length++) {
		struct nlmsghdr *copy = truncated(&vector_whole, length);

		assert_int_equal(decode_vector(copy, &v), -EBADMSG);
		free(copy);
	}
}

static void names_too_long_are_refused(void **state)
{
	struct message m;
	struct nlmsghdr *header = vf_message_without(&m, SEBP_VMM_A_VF_DEVICE);
	struct vm_vf vf;

	(void)state;
	mnl_attr_put_strz(header, SEBP_VMM_A_VF_DEVICE, "a name that is longer than any PCI address can be");
	assert_int_equal(decode_vm_vf(header, &vf), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vf_is_decoded),
		cmocka_unit_test(vector_is_decoded),
		cmocka_unit_test(only_what_is_optional_may_be_missing),
		cmocka_unit_test(truncated_messages_are_refused),
		cmocka_unit_test(names_too_long_are_refused),
	};

	return cmocka_run_group_tests_name("decode_vm", tests, NULL, NULL);
}
