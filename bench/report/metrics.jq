# SPDX-License-Identifier: GPL-2.0-only
# What is measured, and how it is called, in the order in which people read it.

def units: {
	mb: {per: "per_mb", title: "per MB"},
	txn: {per: "per_txn", title: "per transaction"},
	s: {per: "per_s", title: "per second"}
};

# Counts: taken between the two marks; each also per unit of work.
def counts: [
	{name: "vf_interrupts", title: "VF interrupts"},
	{name: "injected_interrupts", title: "interrupts injected"},
	{name: "exits", title: "VM exits"},
	{name: "insn", title: "instructions"},
	{name: "insn_host", title: "  in the host"},
	{name: "insn_guest", title: "  in the guest"},
	{name: "model_cycles", title: "modelled cycles"},
	{name: "cycles", title: "cycles"},
	{name: "context_switches", title: "context switches"},
	{name: "cpu_us", title: "CPU time, µs,"},
	{name: "host_cpu_us", title: "CPU time of the VM, µs,"}
];

def speeds: [
	{name: "throughput_mbit", title: "throughput, Mbit/s", unit: "Mbit/s", better: "higher"},
	{name: "transactions_s", title: "transactions/s", unit: "1/s", better: "higher"},
	{name: "rtt_p50_us", title: "round trip p50, µs", unit: "us", better: "lower"},
	{name: "rtt_p99_us", title: "round trip p99, µs", unit: "us", better: "lower"},
	{name: "rtt_p999_us", title: "round trip p99.9, µs", unit: "us", better: "lower"}
];

# What was counted over the whole run, with its start and end.
def whole_run: [
	{name: "packets_per_interrupt", title: "packets per VF interrupt", unit: "1", better: "higher"},
	{name: "packets_per_poll", title: "packets per poll", unit: "1", better: "higher"},
	{name: "empty_polls_percent", title: "empty polls, %", unit: "%", better: "lower"},
	{name: "busy_polled_percent", title: "busy-polled, % of those received", unit: "%", better: null},
	{name: "watchdog_polls_percent", title: "polls by the watchdog, %", unit: "%", better: "lower"},
	{name: "lost_per_1000", title: "lost, of 1000 packets", unit: "1/1000", better: "lower"},
	{name: "retransmits_per_1000", title: "retransmitted, of 1000 packets", unit: "1/1000", better: "lower"},
	{name: "received_percent", title: "received, % of the bytes", unit: "%", better: null}
];

# Where it was measured, in a few words.
def machine($config):
	if $config.topology == "hosts" then
		$config.hosts.dut | "\(.driver), kernel \(.kernel), \(if .virtual == "yes" then "a virtual machine" else "a real one" end)"
	else "VF family \($config.vf), kernel \($config.kernel), emulated machine" end;

# Every metric there can be: {name, title, unit, better}; better is null where neither is.
def catalogue:
	speeds + whole_run
	+ (counts | map(. + {unit: "1", better: "lower"}))
	+ [units[] as $u | counts[] |
		{name: "\(.name)_\($u.per)", title: "\(.title) \($u.title)", unit: "1/\($u.title[4:])",
		 better: "lower"}];

def metric($name):
	first(catalogue[] | select(.name == $name)) // error("there is no metric '\($name)'.");

# Where the ratio of a line of summary.json lies: its confidence interval if it has one, else the least and the greatest.
def range_of_ratio: [.ci_lo // .ratio_lo, .ci_hi // .ratio_hi];
