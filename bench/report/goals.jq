# SPDX-License-Identifier: GPL-2.0-only
# jq -n --slurpfile config config.json --slurpfile raw raw.jsonl --slurpfile goals bench/goals.json: each goal of each cell with
# what was measured of it, as a list of {cell, variant, metric, against, most|least, ratio, lo, hi, verdict}. Goals are of the
# variant of the file unless they name one. Goals for several guests are asked of a run with so many, and no others.
#
# A ratio is the median of those taken round by round, between lo and hi, as in the table. Against "best peer": the one whose own
# ratio to the baseline is best, in this cell and metric.

include "metrics";
include "statistics";

def config: $config[0];
def goals: $goals[0];

# Counts and speed are called after the unit of the cell's work.
def metric_name($run; $metric):
	if $metric == "speed" then (if $run.unit == "mb" then "throughput_mbit" else "transactions_s" end)
	elif any(counts[]; .name == $metric) then "\($metric)_\(units[$run.unit].per)"
	else $metric end;

# {round: value} of a cell and variant.
def values($cell; $variant; $metric):
	[$raw[] | select(.cell == $cell and .variant == $variant and (.failed | not))] |
	map({key: (.round | tostring), value: .metrics[metric_name(.; $metric)].value} | select(.value != null)) | from_entries;

def ratios($cell; $variant; $reference; $metric):
	values($cell; $variant; $metric) as $a | values($cell; $reference; $metric) as $b |
	[$a | keys[] | select(($b[.] // 0) != 0) | $a[.] / $b[.]];

def best_peer($cell; $metric; $goal):
	[goals.peers[] as $peer | ratios($cell; $peer; config.baseline; $metric) | select(. != []) | {peer: $peer, ratio: median}] |
	if . == [] then null elif $goal.most then min_by(.ratio).peer else max_by(.ratio).peer end;

def percent: . * 1000 | round / 10 | fabs | "\(.) %";

def judged:
	if .ratio == null then .verdict = "not measured"
	elif (.most and .ratio <= .most) or (.least and .ratio >= .least) then .verdict = "met"
	else .verdict = "missed by \((.ratio / (.most // .least) - 1) | percent)" end;

[
	goals.goals[] as $goal | select(($goal.guests // 1) == (config.guests // 1)) |
	(if $goal.cells == "all" then (config.cells | keys_unsorted[]) else $goal.cells[] end) as $cell |
	($goal.against // config.baseline) as $against |
	(if $against == "best peer" then best_peer($cell; $goal.metric; $goal) else $against end) as $reference |
	($goal.variant // goals.variant) as $variant |
	(if $reference then ratios($cell; $variant; $reference; $goal.metric) else [] end) as $ratios |
	{cell: $cell, variant: $variant, metric: $goal.metric, against: (if $against == "best peer" then "best peer: \($reference // "-")" else $against end)}
	+ ($goal | {most, least} | with_entries(select(.value)))
	+ (if $ratios == [] then {ratio: null} else
		($ratios | confidence) as $ci |
		{ratio: ($ratios | median), lo: ($ci[0]? // ($ratios | min)), hi: ($ci[1]? // ($ratios | max))} end) |
	judged
]
