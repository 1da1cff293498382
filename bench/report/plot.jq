# SPDX-License-Identifier: GPL-2.0-only
# jq -r --slurpfile config config.json: summary.json as the data of plot.gp, a gnuplot script itself.
#
# Three panels, of what a unit of work costs, of work done and of round trips. In each a group of bars
# per metric, in each group a bar per cell that has it: POSITION RATIO LOW HIGH CELL.

include "metrics";
include "format";

def config: $config[0];
def cell_names: config.cells | keys_unsorted;

def panels: [
	{name: "cost", groups: [
		{title: "VF interrupts", metric: "vf_interrupts"},
		{title: "VM exits", metric: "exits"},
		{title: "instructions", metric: "insn"},
		{title: "modelled cycles", metric: "model_cycles"},
		{title: "CPU time", metric: "cpu_us"}
	] | map(.metrics = [.metric + "_" + units[].per])},
	{name: "speed", groups: [{title: "throughput", metrics: ["throughput_mbit"]}, {title: "transactions", metrics: ["transactions_s"]}]},
	{name: "trip", groups: [{title: "p50", metrics: ["rtt_p50_us"]}, {title: "p99", metrics: ["rtt_p99_us"]}, {title: "p99.9", metrics: ["rtt_p999_us"]}]}
];

def bars_of($group; $start):
	[cell_names as $names | range($names | length) as $i |
		(.[] | select(.cell == $names[$i] and .ratio != null and
			(.metric as $m | $group.metrics | index($m)))) + {cell: ($i + 1)}] |
	to_entries | map(.value + {x: ($start + .key)});

# The groups beside each other, a gap between them.
def laid_out($groups):
	. as $lines |
	reduce $groups[] as $group ({x: 1, groups: []};
		.x as $x | ($lines | bars_of($group; $x)) as $bars |
		if $bars == [] then . else
			.groups += [{title: $group.title, bars: $bars, middle: ([$bars[].x] | add / length)}] |
			.x += ($bars | length) + 1
		end);

# An outlier must not press everything else flat: whiskers may be twice as high as the highest bar.
def panel:
	([.groups[].bars[].ratio, 0.6] | max * 2) as $cut |
	"$\(.name) << EOD",
	(.groups[].bars[] | "\(.x) \(.ratio) \(.ratio_lo) \([.ratio_hi, $cut] | min) \(.cell) \(.ratio | times | rtrimstr("×"))"),
	"EOD",
	"\(.name)_tics = \"\([.groups[] | "'\(.title)' \(.middle)"] | join(", "))\"",
	"\(.name)_end = \(.x - 2)",
	"\(.name)_top = \([[.groups[].bars[].ratio_hi, 1.1] | max, $cut] | min * 1.15)";

(config.variants | keys_unsorted - [config.baseline]) as $others |
first(($others[] | select(. == ours)), $others[0]) as $variant |
map(select(.variant == $variant)) as $lines |
"variant = \"\($variant)\"; baseline = \"\(config.baseline)\"",
"cells = \(cell_names | length)",
"longest_title = \([config.cells[] | length] | max)",
"array cell_title[cells] = [\([config.cells[] | @json] | join(", "))]",
"subtitle = \"\(machine(config)); \(
	if config.rounds == 1 then "one round" else "median of \(config.rounds) rounds, whiskers: least and greatest, cut where they leave the picture" end)\"",
(panels[] | .groups as $groups | {name} + ($lines | laid_out($groups)) | panel)
