// SPDX-License-Identifier: GPL-2.0-only
/* What doctor reads, how it judges, and what it prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "printed.h"
#include "sebpctl/doctor.h"
#include "sebpctl/proc.h"

static const char interrupts[] =
	"           CPU0       CPU1       \n"
	"   1:          9          0   IO-APIC   1-edge      i8042\n"
	"  24:    1000000          5  PCI-MSIX-0000:01:10.0   0-edge      eth0-rx-0\n"
	" 124:          7          7  PCI-MSIX-0000:01:10.0   1-edge      24:\n"
	" LOC:     123456     654321   Local timer interrupts\n"
	" ERR:          3\n"
	" MIS:          0\n";

static void rows_are_summed(void **state)
{
	(void)state;
	assert_int_equal(proc_row_sum(interrupts, "24"), 1000005);
	assert_int_equal(proc_row_sum(interrupts, "124"), 14);
	assert_int_equal(proc_row_sum(interrupts, "1"), 9);
	assert_int_equal(proc_row_sum(interrupts, "LOC"), 777777);
	assert_int_equal(proc_row_sum(interrupts, "ERR"), 3);
	assert_int_equal(proc_row_sum(interrupts, "4"), 0);
	assert_int_equal(proc_row_sum(interrupts, "LO"), 0);
	assert_int_equal(proc_row_sum("", "LOC"), 0);
	assert_int_equal(proc_row_sum("LOC:", "LOC"), 0);
	assert_int_equal(proc_row_sum("LOC: 5", "LOC"), 5);
	assert_int_equal(proc_row_sum("LOC: 18446744073709551615", "LOC"), UINT64_MAX);
}

static void values_are_found(void **state)
{
	static const char stat[] = "cpu  1 2 3\nintr 4711 0 9 0\nctxt 815\nbtime 1\n";

	(void)state;
	assert_int_equal(proc_value(stat, "intr"), 4711);
	assert_int_equal(proc_value(stat, "ctxt"), 815);
	assert_int_equal(proc_value(stat, "softirq"), 0);
}

static void flags_are_words(void **state)
{
	static const char cpuinfo[] =
		"model name\t: constant_tsc in a name\nflags\t\t: fpu nonstop_tsc constant_tscx\nbugs\t\t: fpu2\n";

	(void)state;
	assert_true(proc_has_word(cpuinfo, "flags", "fpu"));
	assert_true(proc_has_word(cpuinfo, "flags", "nonstop_tsc"));
	assert_false(proc_has_word(cpuinfo, "flags", "constant_tsc"));
	assert_false(proc_has_word(cpuinfo, "flags", "fpu2"));
	assert_false(proc_has_word(cpuinfo, "features", "fpu"));
	assert_false(proc_has_word("flags:", "flags", "fpu"));
}

static void drivers_are_those_of_the_module(void **state)
{
	(void)state;
	assert_non_null(driver_find("igbvf"));
	assert_null(driver_find("igbvf")->refuse);
	assert_true(driver_find("igbvf")->raw && driver_find("igbvf")->masked);
	assert_false(driver_find("virtio_net")->raw || driver_find("virtio_net")->masked);
	assert_non_null(strstr(driver_find("vmxnet3")->refuse, "vmxnet3 re-arms"));
	/* xen-netfront, as the Xen bus calls it. */
	assert_non_null(strstr(driver_find("vif")->refuse, "xen-netfront re-arms"));
	assert_null(driver_find("igbvfx"));
	assert_null(driver_find(""));
}

/* ---- judging ---- */

static struct nic nic(const char *driver)
{
	struct nic nic = {
		.pci = true, .up = true, .moderation = MODERATION_UNKNOWN, .interrupts = 5000, .packets = 6000,
	};

	strcpy(nic.name, "eth0");
	strcpy(nic.driver, driver);
	return nic;
}

static struct doctor guest(struct nic *nics, size_t count)
{
	return (struct doctor){
		.kernel = "6.12", .hypervisor = "KVM", .machine = "QEMU, a PC", .cpus = 2, .tsc_constant = YES,
		.apicv = UNSEEN, .avic = UNSEEN, .posted = UNSEEN, .module = true, .clocksource = "tsc",
		.counted = true, .rates = { 1, 2, 3, 4 }, .nics = nics, .nic_count = count,
	};
}

static void assert_judged(struct nic n, enum verdict verdict, const char *why, const char *gain, const char *command)
{
	struct doctor d = guest(&n, 1);

	doctor_judge(&d);
	assert_int_equal(n.verdict, verdict);
	if (!strstr(n.why, why) || !strstr(n.gain, gain))
		fail_msg("not '%s', '%s': %s; %s", why, gain, n.why, n.gain);
	assert_string_equal(n.command, command);
	assert_int_equal(n.preset != NULL, verdict == VERDICT_ATTACHABLE);
}

static char *text_of(const struct doctor *d)
{
	return PRINTED(doctor_text(out, d));
}

static json_t *json_of(const struct doctor *d)
{
	return PRINTED_JSON(doctor_json(out, d));
}

static void drivers_are_judged(void **state)
{
	struct nic n = nic("igbvf");

	(void)state;
	assert_judged(n, VERDICT_ATTACHABLE, "honours NAPI's word", "most of its 5000 interrupts/s",
		      "sebpctl attach eth0 --preset balanced");
	assert_judged(nic("vmxnet3"), VERDICT_REFUSED, "vmxnet3 re-arms", "", "");
	assert_judged(nic("vif"), VERDICT_REFUSED, "xen-netfront re-arms", "", "");
	assert_judged(nic("e1000"), VERDICT_REFUSED, "nobody has checked", "", "");
	n.pci = false;
	assert_judged(n, VERDICT_REFUSED, "PCI", "", "");
}

static void obstacles_are_seen(void **state)
{
	struct nic n = nic("igbvf");
	struct doctor d = guest(&n, 1);

	(void)state;
	n.threaded = YES;
	assert_judged(n, VERDICT_BLOCKED, "threaded", "", "echo 0 > /sys/class/net/eth0/threaded");
	d.realtime = YES;
	doctor_judge(&d);
	assert_int_equal(n.verdict, VERDICT_REFUSED);
	assert_non_null(strstr(n.why, "PREEMPT_RT"));
	assert_string_equal(n.command, "");
}

static void gain_follows_the_traffic(void **state)
{
	struct nic n = nic("virtio_net");

	(void)state;
	n.interrupts = 199;
	assert_judged(n, VERDICT_ATTACHABLE, "", "little with the traffic of now, 199 interrupts/s",
		      "sebpctl attach eth0 --preset balanced");
	n.interrupts = 10000;
	n.packets = 39999;
	assert_judged(n, VERDICT_ATTACHABLE, "", "10000", "sebpctl attach eth0 --preset balanced");
	n.packets = 40000;
	assert_judged(n, VERDICT_ATTACHABLE, "", "10000", "sebpctl attach eth0 --preset efficiency");
	n.moderation.adaptive_rx = 1;
	assert_judged(n, VERDICT_ATTACHABLE, "", "moderates them already", "sebpctl attach eth0 --preset efficiency");
	n.up = false;
	assert_judged(n, VERDICT_ATTACHABLE, "", "the interface is down", "sebpctl attach eth0 --preset efficiency");
}

static void gain_follows_the_machine(void **state)
{
	struct nic n = nic("igb");
	struct doctor d = guest(&n, 1);

	(void)state;
	d.hypervisor[0] = '\0';
	d.module = false;
	doctor_judge(&d);
	assert_non_null(strstr(n.gain, "no virtual machine"));
	assert_string_equal(n.command, "modprobe sebp && sebpctl attach eth0 --preset balanced");
}

static void what_cannot_be_counted_is_said(void **state)
{
	struct nic n = nic("igb");
	struct doctor d = guest(&n, 1);
	json_t *root;
	char *text;

	(void)state;
	d.counted = false;
	doctor_judge(&d);
	text = text_of(&d);
	root = json_of(&d);
	assert_non_null(strstr(n.gain, "cannot be counted"));
	assert_non_null(strstr(text, "not visible:   interrupts: /proc/interrupts"));
	assert_null(strstr(text, "interrupts/s"));
	assert_null(json_object_get(root, "interrupts_per_second"));
	json_decref(root);
	free(text);
}

static void what_is_attached_is_not_attached_again(void **state)
{
	struct nic n = nic("igb");

	(void)state;
	strcpy(n.state, "degraded");
	strcpy(n.reason, "a reset failed");
	assert_judged(n, VERDICT_ATTACHED, "attached, degraded: a reset failed", "sebpctl show eth0 -s", "");
}

/* ---- printing ---- */

static struct nic several[3];

static struct doctor judged(void)
{
	struct doctor d = guest(several, 3);

	several[0] = nic("igbvf");
	several[0].moderation = (struct moderation){ 3, 50, 1, 0 };
	several[1] = nic("vmxnet3");
	strcpy(several[1].name, "name15characte");
	several[2] = nic("igb");
	strcpy(several[2].state, "shadow");
	doctor_judge(&d);
	return d;
}

/* Whatever the verdict; what nobody has read is not known. */
static void what_drivers_support_is_said(void **state)
{
	static const struct {
		const char *driver;
		enum seen napi_honoured, tx_in_napi, raw_vectors;
	} wanted[] = {
		{ "igbvf", YES, NO, YES }, { "virtio_net", YES, YES, NO }, { "vmxnet3", NO, UNSEEN, UNSEEN },
		{ "e1000", UNSEEN, UNSEEN, UNSEEN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct nic n = nic(wanted[i].driver);
		struct doctor d = guest(&n, 1);

		strcpy(n.state, i % 2 ? "active" : "");
		doctor_judge(&d);
		assert_int_equal(n.napi_honoured, wanted[i].napi_honoured);
		assert_int_equal(n.tx_in_napi, wanted[i].tx_in_napi);
		assert_int_equal(n.raw_vectors, wanted[i].raw_vectors);
		assert_int_equal(n.supports[0] != '\0', wanted[i].tx_in_napi != UNSEEN);
	}
}

static void text_says_what_was_seen(void **state)
{
	static const char *const parts[] = {
		"kernel:        6.12\n", "hypervisor:    KVM (QEMU, a PC)\n", "not visible:   whether the host",
		"clock:         tsc; TSC constant\n", "module:        loaded\n",
		"now:           1 interrupts/s, of them timer 2; 3 softirqs/s", "\neth0: igbvf, up\n",
		"  verdict:     can be attached: it honours NAPI's word", "  moderation:  rx 3 us, tx 50 us, adaptive\n",
		"  moderation:  its driver does not say\n", "  now:         5000 interrupts/s, 6000 packets/s\n",
		"  run:         sebpctl attach eth0 --preset balanced\n", "  or first:    sebpctl shadow eth0 ",
		"  verdict:     cannot be attached: vmxnet3", "  verdict:     attached, shadow\n  driver:      it honours NAPI's word; transmit",
	};
	struct doctor d = judged();
	char *text = text_of(&d);

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!strstr(text, parts[i]))
			fail_msg("'%s' is missing in:\n%s", parts[i], text);
	}
	assert_fits_a_terminal(text, NULL);
}

static void host_says_what_its_kvm_does(void **state)
{
	struct doctor d = guest(NULL, 0);
	char *text;

	(void)state;
	d.hypervisor[0] = '\0';
	d.apicv = NO;
	d.posted = YES;
	d.tsc_constant = NO;
	text = text_of(&d);
	assert_non_null(strstr(text, "APICv:         off for the guests of this host\n"));
	assert_non_null(strstr(text, "posted:        the IOMMU can post interrupts"));
	assert_non_null(strstr(text, "not said to be constant"));
	assert_non_null(strstr(text, "hypervisor:    none (QEMU, a PC)\n"));
	assert_null(strstr(text, "AVIC"));
	assert_null(strstr(text, "not visible"));
	assert_non_null(strstr(text, "No network device"));
	free(text);
}

static void host_without_exits_gains_little(void **state)
{
	static const struct { enum seen apicv, avic, posted; const char *gain; } hosts[] = {
		{ UNSEEN, UNSEEN, YES, "" },
		{ NO, UNSEEN, YES, "most" }, { YES, UNSEEN, NO, "most" }, { YES, UNSEEN, UNSEEN, "most" },
		{ YES, UNSEEN, YES, "little" },
		{ UNSEEN, NO, UNSEEN, "most" }, { UNSEEN, YES, UNSEEN, "little" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct doctor d = guest(NULL, 0);
		char *text;

		d.apicv = hosts[i].apicv;
		d.avic = hosts[i].avic;
		d.posted = hosts[i].posted;
		doctor_judge(&d);
		assert_int_equal(strncmp(d.vmm_gain, hosts[i].gain, strlen(hosts[i].gain)), 0);
		assert_int_equal(!d.vmm_gain[0], !hosts[i].gain[0]);
		text = text_of(&d);
		assert_int_equal(strstr(text, "gain as host:  ") != NULL, d.vmm_gain[0] != '\0');
		free(text);
	}
}

static void json_follows_the_schema(void **state)
{
	struct doctor d = judged();
	json_t *root = json_of(&d), *wanted;

	(void)state;
	json_array_remove(json_object_get(root, "devices"), 2);
	json_array_remove(json_object_get(root, "devices"), 1);
	wanted = json_pack("{s:s, s:b, s:s, s:s, s:i, s:s, s:b, s:b, s:i, s:i, s:i, s:i, s:[{s:s, s:s, s:b, s:b, s:b, s:b, s:b, s:s,"
			   " s:s, s:i, s:i, s:{s:i, s:i, s:b, s:b}, s:s, s:s, s:s}]}",
		"kernel", "6.12", "preempt_rt", 0, "hypervisor", "KVM", "machine", "QEMU, a PC", "cpus", 2,
		"clocksource", "tsc", "tsc_constant", 1, "module_loaded", 1, "interrupts_per_second", 1,
		"timer_interrupts_per_second", 2, "softirqs_per_second", 3, "context_switches_per_second", 4,
		"devices", "ifname", "eth0", "driver", "igbvf", "napi_honoured", 1,
		"tx_in_napi", 0, "raw_vectors", 1, "up", 1, "threaded", 0, "verdict", "attachable",
		"why", several[0].why, "interrupts_per_second", 5000, "packets_per_second", 6000, "moderation",
		"rx_usecs", 3, "tx_usecs", 50, "adaptive_rx", 1, "adaptive_tx", 0, "gain", several[0].gain,
		"preset", "balanced", "command", "sebpctl attach eth0 --preset balanced");
	assert_non_null(wanted);
	if (!json_equal(root, wanted))
		fail_msg("found: %s", json_dumps(root, JSON_INDENT(2)));
	json_decref(root);
	json_decref(wanted);
}

static void json_leaves_out_what_is_not_known(void **state)
{
	struct doctor d = judged();
	json_t *root = json_of(&d), *second = json_array_get(json_object_get(root, "devices"), 1);

	(void)state;
	assert_null(json_object_get(root, "kvm_amd_avic"));
	assert_string_equal(json_string_value(json_object_get(second, "verdict")), "refused");
	assert_int_equal(json_object_size(json_object_get(second, "moderation")), 0);
	assert_null(json_object_get(second, "command"));
	assert_null(json_object_get(second, "gain"));
	assert_false(json_boolean_value(json_object_get(second, "napi_honoured")));
	assert_non_null(json_object_get(second, "napi_honoured"));
	assert_null(json_object_get(second, "tx_in_napi"));
	json_decref(root);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_summed),
		cmocka_unit_test(values_are_found),
		cmocka_unit_test(flags_are_words),
		cmocka_unit_test(drivers_are_those_of_the_module),
		cmocka_unit_test(drivers_are_judged),
		cmocka_unit_test(obstacles_are_seen),
		cmocka_unit_test(gain_follows_the_traffic),
		cmocka_unit_test(gain_follows_the_machine),
		cmocka_unit_test(what_cannot_be_counted_is_said),
		cmocka_unit_test(what_is_attached_is_not_attached_again),
		cmocka_unit_test(what_drivers_support_is_said),
		cmocka_unit_test(text_says_what_was_seen),
		cmocka_unit_test(host_says_what_its_kvm_does),
		cmocka_unit_test(host_without_exits_gains_little),
		cmocka_unit_test(json_follows_the_schema),
		cmocka_unit_test(json_leaves_out_what_is_not_known),
	};

	/* To look at it: SHOW=1 test_doctor. */
	if (getenv("SHOW")) {
		struct doctor d = judged();

		doctor_text(stdout, &d);
	}
	return cmocka_run_group_tests_name("doctor", tests, NULL, NULL);
}
