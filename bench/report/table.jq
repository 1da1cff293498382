# SPDX-License-Identifier: GPL-2.0-only
# jq -r --slurpfile config config.json --slurpfile raw raw.jsonl: summary.json as a table for people.

include "metrics";
include "format";

def config: $config[0];

# The runs that failed.
def failed: [$raw[] | select(.failed)];

# What the table shows of a cell; summary.json has the rest.
def shown:
	((speeds + whole_run)[].name), (("vf_interrupts", "injected_interrupts", "exits", "insn", "model_cycles", "cycles", "context_switches",
		"cpu_us", "host_cpu_us") + ("_" + units[].per));

def with_spread:
	if . == null then "      -" else "\(.median | human | left_pad(7))  (\(.lo | human) – \(.hi | human))" end;

def ratio_with_spread:
	if .ratio == null then "-" else range_of_ratio as [$lo, $hi] | "\(.ratio | times)  (\($lo | times) – \($hi | times))" end;

# A difference counts if the confidence interval is on one side of 1, or below five rounds all of them are, and if it is at least
# one percent. One or two rounds agree too easily.
def verdict:
	metric(.metric).better as $better |
	($better == "higher") as $higher |
	range_of_ratio as [$lo, $hi] |
	if .ratio == null or $better == null then ""
	elif .rounds < 3 then "too few rounds"
	elif $lo > 1 and .ratio >= 1.01 then (if $higher then "better" else "WORSE" end)
	elif $hi < 1 and .ratio <= 0.99 then (if $higher then "WORSE" else "better" end)
	else "no clear difference" end;

def columns($a; $b; $c; $d; $e):
	"\($a | pad(38))\($b | pad(27))\($c | pad(27))\($d | pad(28))\($e)";

def row($base):
	columns("  " + metric(.metric).title; $base | with_spread; with_spread; ratio_with_spread; verdict);

def block($cell; $variant):
	map(select(.cell == $cell)) |
	INDEX(.[] | select(.variant == config.baseline); .metric) as $base |
	INDEX(.[] | select(.variant == $variant); .metric) as $lines |
	columns(config.cells[$cell]; "       " + config.baseline; "       " + $variant;
		"\($variant) / \(config.baseline)"; ""),
	([failed[] | select(.cell == $cell and .variant == $variant)] | select(. != []) |
		"  FAILED: \(length) of \(config.rounds) runs under \($variant): \(.[0].failed)"),
	(shown as $metric | $lines[$metric] // empty | row($base[$metric])),
	"";

def lab_footnotes:
	"Counts are those of the guest's core, host and guest together, between two marks while traffic flows; MB = 10⁶ bytes.",
	"Modelled cycles = instructions / \(config.model.ipc) + VM exits × \(config.model.exit_cycles): --ipc and --exit-cycles change that.",
	"The machine is emulated: counts carry over to real ones, times hardly do. See docs/measuring.md.",
	(if config.vf == "igb" then
		"The emulated igb never masks its own interrupts, as a real one does while the driver polls: the baseline takes more",
		"of them than on hardware, which favours sebp. `make demo VF=virtio` shows a VF family without that bias."
	else empty end);

def hosts_footnotes:
	"Counts are those of all CPUs of the machine under test, between two readings while traffic flows; MB = 10⁶ bytes. VF interrupts are",
	"those of \(config.hosts.dut.device), as that machine counted them; CPU time is what its CPUs were neither idle nor without their host's.",
	(if config.hosts.kvm_host then
		"VM exits, injected interrupts and the CPU time of the VM, its VMM's threads with it, are what its host has counted."
	else empty end),
	(config.hosts.not_counted | to_entries[] | "Not counted: \(.key), \(.value)."),
	"See docs/measuring.md, \"On real hosts\".";

def footnotes:
	"Median over \(config.rounds) rounds, in brackets the least and the greatest; ratios are taken round by round\(
		if config.rounds >= 5 then ", in brackets the 95 % bootstrap interval of their median" else "" end).",
	if config.topology == "hosts" then hosts_footnotes else lab_footnotes end;

. as $lines |
((config.variants | keys_unsorted - [config.baseline])[] as $variant |
 (config.cells | keys_unsorted[]) as $cell |
 $lines | block($cell; $variant)),
footnotes
