# SPDX-License-Identifier: GPL-2.0-only
# jq -n -r --slurpfile config|summary|raw|goals FILE.json --rawfile plot plot.svg --rawfile trips trips.svg|/dev/null
# --rawfile polls polls.svg|/dev/null --rawfile table table.txt: the report as one page, well-formed as XML too, so that any parser can
# judge it. What is too wide for a telephone is moved, not shrunk.

include "metrics";
include "format";

def config: $config[0];
def lines: $summary[0];

def element($name; $attributes; $content): "<\($name)\($attributes)>\($content)</\($name)>";
def cell_of($class; $text): element("td"; if $class == "" then "" else " class=\"\($class)\"" end; $text | @html);
def heading($text): element("h2"; ""; ($text[:1] | ascii_upcase) + ($text[1:] | @html));
def wide: element("div"; " class=\"wide\""; .);
def table_of($head; rows):
	element("table"; ""; element("tr"; ""; $head | map(element("th"; ""; @html)) | join("")) + ([rows] | map(element("tr"; ""; .)) | join(""))) | wide;

# Green or red where the ratio is on one side of 1 with all that it may be, and there are rounds enough to say so.
def class($higher):
	if .ratio == null or .rounds < 3 then ""
	elif range_of_ratio[0] > 1 then (if $higher then "good" else "bad" end)
	elif range_of_ratio[1] < 1 then (if $higher then "bad" else "good" end)
	else "" end;

# One round has no spread.
def spread($lo; $hi): (.ratio | times) + if config.rounds > 1 then " (\($lo | times) – \($hi | times))" else "" end;

# Rows of a table may be in units of their own: "67.4k per transaction", "229 Mbit/s".
def with_unit:
	(.median | human) + (.metric as $name |
		if $name == "throughput_mbit" then " Mbit/s"
		elif $name == "transactions_s" then "/s"
		else first((units[] | select(.per as $per | $name | endswith("_" + $per)) | " " + .title), "") end);

# Ratios to the baseline, a row per cell, a column per variant.
def matrix($title; $names; $higher):
	[lines[] | select(.metric as $metric | $names | index($metric))] as $shown |
	(config.variants | keys_unsorted - [config.baseline]) as $variants |
	if $shown == [] then "" else
	heading($title) + table_of(["cell", config.baseline] + $variants;
		config.cells | to_entries[] | .key as $cell | .value as $name |
		($shown | map(select(.cell == $cell)) | INDEX(.variant)) as $of | select($of != {}) |
		element("th"; ""; $name | @html) + cell_of(""; $of[config.baseline] | if . == null then "-" else with_unit end) +
			([$variants[] | $of[.] | if . == null or .ratio == null then cell_of("missing"; "-")
				else class($higher) as $class | range_of_ratio as $range | cell_of($class; spread($range[0]; $range[1])) end] | join("")))
	end;

def failures:
	[$raw[] | select(.failed)] as $failed |
	if $failed == [] then "" else
	heading("runs that failed") + table_of(["cell", "variant", "round", "why"];
		$failed[] | cell_of(""; config.cells[.cell]) + cell_of(""; .variant) + cell_of(""; .round | tostring) + cell_of("bad"; .failed))
	end;

def goal_metric:
	. as $name |
	if $name == "speed" then "throughput or transactions"
	elif any(counts[]; .name == $name) then (metric($name).title | ltrimstr("  ")) + " per unit of work"
	else metric($name).title end;

def goal_table:
	($goals[0] | map(select(.ratio != null))) as $measured |
	if $measured == [] then "" else
	heading("goals") +
	table_of(["cell", "metric", "compared with", "goal", "measured", "verdict"];
		$measured[] | cell_of(""; config.cells[.cell] + (.variant | unless_own(ours))) + cell_of(""; .metric | goal_metric) + cell_of(""; .against) +
		cell_of(""; if .most then "≤ \(.most)×" else "≥ \(.least)×" end) +
		cell_of(""; spread(.lo; .hi)) + cell_of(if .verdict == "met" then "good" else "bad" end; .verdict)) +
	(($goals[0] | length) - ($measured | length) | if . == 0 then "" else element("p"; ""; "Not measured here: \(.) other goals.") end)
	end;

# At seven tenths of its size its smallest text can still be read.
def picture:
	(.7 * (capture("viewBox=\"0 0 (?<width>[0-9]+) ").width | tonumber) | floor) as $least |
	sub("(?s)^.*?<svg"; "<svg style=\"min-width: \($least)px\"") | wide;

def rounds: if config.rounds == 1 then "one round" else "\(config.rounds) rounds" end;
def about_ratios:
	if config.rounds == 1 then "Ratios to \(config.baseline), of one round: they say little."
	else "Ratios to \(config.baseline): the median of those of each round, in brackets \(if config.rounds >= 5 then "its 95 % bootstrap interval"
		else "the least and the greatest" end). Green is better and red worse, both beyond that range, from three rounds on." end;

"<!DOCTYPE html>",
"<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/><title>sEBP: benchmark</title><style>",
"body { font: 15px sans-serif; margin: 2em auto; padding: 0 1em; max-width: 100em; color: #222; background: #fff }",
"table { border-collapse: collapse; margin-bottom: 1em } .wide { overflow-x: auto }",
"td, th { border: 1px solid #ccc; padding: 3px 8px; text-align: left; font-weight: normal; white-space: nowrap } th { background: #f0f0f0 }",
".good { background: #d9f0d3 } .bad { background: #f6d2cf } .missing { color: #777 } pre { font-size: 12px } svg { display: block }",
"</style></head><body>",
element("h1"; ""; "sEBP: benchmark"),
element("p"; ""; "\(machine(config)), \(rounds) of \(config.seconds) s, \(config.date), commit \(config.commit). \(about_ratios) The first column has the value itself." | @html),
($plot | picture),
goal_table,
failures,
matrix("throughput or transactions"; ["throughput_mbit", "transactions_s"]; true),
([{name: "insn", title: "instructions per unit of work"}, {name: "exits", title: "VM exits per unit of work"},
  {name: "model_cycles", title: "modelled cycles per unit of work"}, {name: "vf_interrupts", title: "VF interrupts per unit of work"}, {name: "cycles", title: "cycles per unit of work"},
  {name: "context_switches", title: "context switches per unit of work"}, {name: "cpu_us", title: "CPU time per unit of work, µs"},
  {name: "host_cpu_us", title: "CPU time of the VM per unit of work, µs"}][] as $m |
	matrix($m.title; [units[].per | "\($m.name)_\(.)"]; false)),
((speeds + whole_run)[] | select(.name | IN("rtt_p50_us", "rtt_p99_us", "rtt_p999_us", "packets_per_interrupt", "lost_per_1000", "retransmits_per_1000")) |
	.better as $better | .name as $name | matrix(.title; [$name]; $better == "higher")),
(if $trips == "" then empty else heading("round trips"), ($trips | picture) end),
(if $polls == "" then empty else heading("polls in the guest"), ($polls | picture) end),
heading("all figures"),
(element("pre"; ""; $table | @html) | wide),
"</body></html>"
