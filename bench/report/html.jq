# SPDX-License-Identifier: GPL-2.0-only
# jq -n -r --slurpfile config|summary|raw|goals FILE.json --rawfile plot plot.svg --rawfile table table.txt: the report as one page.

include "metrics";
include "format";

def config: $config[0];
def lines: $summary[0];

def element($name; $attributes; $content): "<\($name)\($attributes)>\($content)</\($name)>";
def cell_of($class; $text): element("td"; if $class == "" then "" else " class=\"\($class)\"" end; $text | @html);

# Green or red where the ratio is on one side of 1 with all that it may be, and there are rounds enough to say so.
def class($higher):
	if .ratio == null or .rounds < 3 then ""
	elif range_of_ratio[0] > 1 then (if $higher then "good" else "bad" end)
	elif range_of_ratio[1] < 1 then (if $higher then "bad" else "good" end)
	else "" end;

def spread: range_of_ratio as [$lo, $hi] | "\(.ratio | times) (\($lo | times) – \($hi | times))";

# Ratios to the baseline, a row per cell, a column per variant.
def matrix($title; $names; $higher):
	[lines[] | select(.metric as $metric | $names | index($metric))] as $shown |
	(config.variants | keys_unsorted - [config.baseline]) as $variants |
	if $shown == [] then "" else
	element("h2"; ""; $title | @html) + element("table"; "";
		element("tr"; ""; (["cell", config.baseline] + $variants) | map(element("th"; ""; @html)) | join("")) +
		([config.cells | to_entries[] | .key as $cell | .value as $name |
			($shown | map(select(.cell == $cell)) | INDEX(.variant)) as $of | select($of != {}) |
			element("tr"; ""; element("th"; ""; $name | @html) + cell_of(""; $of[config.baseline].median // null | if . == null then "-" else human end) +
				([$variants[] | $of[.] | if . == null or .ratio == null then cell_of("missing"; "-") else class($higher) as $class | cell_of($class; spread) end] | join("")))]
			| join("")))
	end;

def failures:
	[$raw[] | select(.failed)] |
	if . == [] then "" else
	element("h2"; ""; "Runs that failed") + element("table"; "";
		map(element("tr"; ""; cell_of(""; .cell) + cell_of(""; .variant) + cell_of(""; "round \(.round)") + cell_of("bad"; .failed))) | join(""))
	end;

def goal_table:
	element("h2"; ""; "Goals") + element("table"; "";
		element("tr"; ""; ["cell", "metric", "compared with", "goal", "measured", "verdict"] | map(element("th"; ""; .)) | join("")) +
		([$goals[0][] | element("tr"; "";
			cell_of(""; .cell) + cell_of(""; .metric) + cell_of(""; .against) +
			cell_of(""; if .most then "≤ \(.most)×" else "≥ \(.least)×" end) +
			cell_of(""; if .ratio == null then "-" else "\(.ratio | times) (\(.lo | times) – \(.hi | times))" end) +
			cell_of(if .verdict == "met" then "good" elif .ratio == null then "missing" else "bad" end; .verdict))] | join("")));

"<!DOCTYPE html>",
"<html lang=\"en\"><head><meta charset=\"utf-8\"><title>sEBP: benchmark</title><style>",
"body { font: 15px sans-serif; margin: 2em; color: #222 } table { border-collapse: collapse; margin-bottom: 1em }",
"td, th { border: 1px solid #ccc; padding: 3px 8px; text-align: left; font-weight: normal } th { background: #f0f0f0 }",
".good { background: #d9f0d3 } .bad { background: #f6d2cf } .missing { color: #999 } pre { font-size: 12px } svg { max-width: 100%; height: auto }",
"</style></head><body>",
element("h1"; ""; "sEBP: benchmark"),
element("p"; ""; "Kernel \(config.kernel), VF family \(config.vf), emulated machine, \(config.rounds) rounds of \(config.seconds) s, \(config.date), commit \(config.commit). Ratios to \(config.baseline): the median of those of each round, in brackets \(if config.rounds >= 5 then "its 95 % bootstrap interval" else "the least and the greatest" end); the first column has the value itself. Green is better and red worse, both beyond that range." | @html),
goal_table,
failures,
matrix("Throughput or transactions"; ["throughput_mbit", "transactions_s"]; true),
([{name: "insn", title: "Instructions per unit of work"}, {name: "exits", title: "VM exits per unit of work"},
  {name: "model_cycles", title: "Modelled cycles per unit of work"}, {name: "vf_interrupts", title: "VF interrupts per unit of work"}][] as $m |
	matrix($m.title; [units[].per | "\($m.name)_\(.)"]; false)),
((speeds + whole_run)[] | select(.name | IN("rtt_p50_us", "rtt_p99_us", "packets_per_interrupt", "lost_per_1000", "retransmits_per_1000")) |
	.better as $better | .name as $name | matrix(.title; [$name]; $better == "higher")),
element("h2"; ""; "Picture"),
($plot | sub("(?s)^.*?(?=<svg)"; "")),
element("h2"; ""; "All figures"),
element("pre"; ""; $table | @html),
"</body></html>"
