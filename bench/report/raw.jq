# SPDX-License-Identifier: GPL-2.0-only
# jq -n -c --slurpfile config config.json --slurpfile marks marks.jsonl: from the readings in
# runs.jsonl to the metrics of each run, one object a line: {cell, variant, round, failed} if it has failed, in the lab or because
# it cannot have been a measurement.

include "metrics";
include "reasons";
include "histogram";

def sum_of_objects:
	reduce .[] as $object ({}; reduce ($object | keys[]) as $key (.; .[$key] += $object[$key]));

# The measured cores: guest N has L1's CPU N, which is L0's vCPU N.
def stopwatch:
	($config[0].guests // 1) as $guests |
	[$marks[] | select(.cpu >= 1 and .cpu <= $guests)] | group_by(.mark) |
	map((map({insn, insn_host, insn_guest, vmrun}) | sum_of_objects) + (.[0] | {mark, t_ns})) | INDEX(.mark);

def demand(condition; $what):
	if condition then . else error($what) end;

# Nearest rank, of a sorted list.
def percentile($p):
	.[([(length * $p / 100 | ceil), 1] | max) - 1];

# Of two readings of the same counters how much each has grown: [NEW, OLD] | growth
def growth:
	. as [$new, $old] | $new | with_entries(.value -= $old[.key]);

# What was counted from before the traffic to after it, and so not between the marks.
def whole_run:
	if .guest[0] == null then {} else
		.unit as $unit |
		([.guest[1], .guest[0]] | growth) as $d |
		($d.rx_packets + $d.tx_packets) as $packets |
		{
			packets_per_interrupt: ($packets / ([$d.vf_interrupts, 1] | max)),
			lost_per_1000: ([$d.peer_tx_packets - $d.rx_packets + $d.socket_drops, 0] | max / ([$d.peer_tx_packets, 1] | max) * 1000),
			retransmits_per_1000: (($d.retransmits + $d.peer_retransmits) / ([$packets, 1] | max) * 1000)
		}
		+ if ($d.busy_poll_packets // 0) > 0 then {busy_polled_percent: ($d.busy_poll_packets / ([$d.rx_packets, 1] | max) * 100)} else {} end
		+ if $unit == "mb" then {received_percent: ($d.rx_bytes / ([$d.rx_bytes + $d.tx_bytes, 1] | max) * 100)} else {} end
	end + (
		[.state.devices[0]?.queues[]? |
			{polls, empty_polls, packets, watchdog: (first(.events[]? | select(.event == "watchdog").polls) // 0)}] |
		if (map(.polls // 0) | add // 0) == 0 then {} else
			(map(.polls) | add) as $polls |
			{packets_per_poll: ((map(.packets) | add) / $polls), empty_polls_percent: ((map(.empty_polls) | add) / $polls * 100),
			 watchdog_polls_percent: ((map(.watchdog) | add) / $polls * 100)}
		end);

def round_trips:
	if .rtt_us then
		(.rtt_us | sort) as $us |
		if ($us | length) < 20 then error("only \($us | length) round trips were measured") else . end |
		{rtt_p50_us: ($us | percentile(50)), rtt_p99_us: ($us | percentile(99))}
	else with_entries(select(.key | test("^rtt_p[0-9]+_us$"))) end;

def trip_histogram:
	(if .rtt_us then .rtt_us | histogram else .rtt_histogram end) | if . then {rtt_histogram: .} else {} end;

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

# In the lab: {seconds, counts}.
def counted_in_lab($marks):
	($marks[.start.mark] // error("the mark \(.start.mark) is missing")) as $a |
	($marks[.end.mark] // error("the mark \(.end.mark) is missing")) as $b |
	(.end.kvm_exits - .start.kvm_exits) as $kvm_exits |
	differences($a; $b) as $counts |
	demand($counts.insn > 0 and $counts.exits > 0; "the stopwatch counted nothing") |
	demand(($counts.exits - $kvm_exits | fabs) <= 0.05 * $kvm_exits + 100;
		"\($counts.exits) VM entries counted, but KVM says \($kvm_exits)") |
	{seconds: (($b.t_ns - $a.t_ns) / 1e9), $counts};

# On hosts: what there is to count differs from one to another, and only that is there.
def counted_on_hosts:
	def names: {kvm_exits: "exits", instructions: "insn", "context-switches": "context_switches"};
	([.end, .start] | map(del(.mark, .work, .perf)) | growth) as $growth |
	($growth | del(.time_us)) + .end.perf | with_entries(.key |= (names[.] // .)) as $counts |
	demand($counts.cpu_us > 0; "no CPU time was used") |
	{seconds: ($growth.time_us / 1e6), $counts};

def metrics_of_run($marks):
	((.end.work - .start.work) / (if .unit == "txn" then 1 else 1e6 end)) as $work |
	units[.unit].per as $per |
	demand($work > 0; "no work was done") |
	(if $config[0].topology == "hosts" then counted_on_hosts else counted_in_lab($marks) end) as {$seconds, $counts} |
	demand($counts | all(. >= 0); "a counter went back") |
	{
		cell, variant, round, boot, unit, work: $work, seconds: $seconds,
		metrics: ((
			(if .unit == "mb" then {throughput_mbit: ($work * 8 / $seconds)}
			 elif .unit == "txn" then {transactions_s: ($work / $seconds)}
			 else {} end)
			+ (.report | round_trips)
			+ whole_run
			+ $counts
			+ ($counts | per_unit($work; $per))
		) | with_unit),
		kvm_exits: (if .end.kvm_exits then .end.kvm_exits - .start.kvm_exits else null end),
		exits_by_reason: (reasons(.start.reasons; .end.reasons) | map_values(. / $work)),
		report: (.report | del(.rtt_us, .rtt_histogram)), state
	} + (.report | trip_histogram);

stopwatch as $marks | inputs |
if .failed then {cell, variant, round, failed}
else . as $run | try metrics_of_run($marks) catch {cell: $run.cell, variant: $run.variant, round: $run.round, failed: .} end
