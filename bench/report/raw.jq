# SPDX-License-Identifier: GPL-2.0-only
# jq -n -c --slurpfile config config.json --slurpfile marks marks.jsonl: from the readings in
# runs.jsonl to the metrics of each run, one object a line. Refuses whatever cannot be a measurement.

include "metrics";
include "reasons";

# The measured core: L1's CPU 0 is L0's vCPU 0.
def stopwatch:
	[$marks[] | select(.cpu == 0)] | INDEX(.mark);

def demand(condition; $what):
	if condition then . else error("\(.cell), \(.variant), round \(.round): \($what).") end;

# Nearest rank, of a sorted list.
def percentile($p):
	.[([(length * $p / 100 | ceil), 1] | max) - 1];

def round_trips:
	if .rtt_us then
		(.rtt_us | sort) as $us |
		if ($us | length) < 20 then error("only \($us | length) round trips were measured.") else . end |
		{rtt_p50_us: ($us | percentile(50)), rtt_p99_us: ($us | percentile(99))}
	else with_entries(select(.key | startswith("rtt_"))) end;

# What lies between the marks, of the stopwatch and of the kernel's counters.
def differences($a; $b):
	{
		vf_interrupts: (.end.vf_interrupts - .start.vf_interrupts),
		injected_interrupts: (.end.injected_interrupts - .start.injected_interrupts),
		exits: ($b.vmrun - $a.vmrun),
		insn: ($b.insn - $a.insn),
		insn_host: ($b.insn_host - $a.insn_host),
		insn_guest: ($b.insn_guest - $a.insn_guest)
	} | .model_cycles = .insn / $config[0].model.ipc + .exits * $config[0].model.exit_cycles;

def per_unit($work; $per):
	with_entries({key: "\(.key)_\($per)", value: (.value / $work)});

def with_unit:
	with_entries(.key as $name | .value = {value, unit: metric($name).unit});

def metrics_of_run($marks):
	($marks[.start.mark] // error("the mark \(.start.mark) is missing.")) as $a |
	($marks[.end.mark] // error("the mark \(.end.mark) is missing.")) as $b |
	(($b.t_ns - $a.t_ns) / 1e9) as $seconds |
	((.end.work - .start.work) / (if .unit == "mb" then 1e6 else 1 end)) as $work |
	(.end.kvm_exits - .start.kvm_exits) as $kvm_exits |
	units[.unit].per as $per |
	differences($a; $b) as $counts |
	demand($work > 0; "no work was done") |
	demand($counts.insn > 0 and $counts.exits > 0; "the stopwatch counted nothing") |
	demand($counts.vf_interrupts >= 0 and $counts.injected_interrupts >= 0; "a counter went back") |
	demand(($counts.exits - $kvm_exits | fabs) <= 0.05 * $kvm_exits + 100;
		"\($counts.exits) VM entries counted, but KVM says \($kvm_exits)") |
	{
		cell, variant, round, unit, work: $work, seconds: $seconds,
		metrics: ((
			(if .unit == "mb" then {throughput_mbit: ($work * 8 / $seconds)}
			 else {transactions_s: ($work / $seconds)} end)
			+ (.report | round_trips)
			+ $counts
			+ ($counts | per_unit($work; $per))
		) | with_unit),
		kvm_exits: $kvm_exits,
		exits_by_reason: (reasons(.start.reasons; .end.reasons) | map_values(. / $work)),
		report: (.report | del(.rtt_us)), state
	};

stopwatch as $marks | inputs | metrics_of_run($marks)
