# SPDX-License-Identifier: GPL-2.0-only
# jq -s --slurpfile config config.json: from the runs in raw.jsonl to summary.json.
#
# Of each cell, variant and metric: the median over the rounds with its least and greatest value, and
# the same of the ratio to the baseline, which is taken round by round: neighbours in time are compared.
# Where the baseline counted nothing there is no ratio: null.

include "statistics";

def config: $config[0];

# The runs of a cell under a variant: every round once, or the measurement is not whole.
def runs_of($cell; $variant):
	map(select(.cell == $cell and .variant == $variant)) | sort_by(.round) |
	if map(.round) == [range(1; config.rounds + 1)] then .
	else error("\($cell), \($variant): rounds \(map(.round)) instead of 1 to \(config.rounds).") end;

def values($metric):
	map(.metrics[$metric].value // error("\(.cell), \(.variant), round \(.round): no \($metric)."));

# Of two lists of values, round by round.
def ratios($values; $reference):
	[$values, $reference] | transpose |
	if any(.[1] == 0) then {ratio: null, ratio_lo: null, ratio_hi: null}
	else map(.[0] / .[1]) | {ratio: median, ratio_lo: min, ratio_hi: max} end;

def line($base; $metric):
	values($metric) as $values |
	{
		cell: .[0].cell, variant: .[0].variant, baseline: config.baseline,
		metric: $metric, unit: .[0].metrics[$metric].unit,
		median: ($values | median), lo: ($values | min), hi: ($values | max)
	}
	+ ratios($values; $base | values($metric))
	+ {rounds: length};

[
	(config.cells | keys_unsorted[]) as $cell |
	runs_of($cell; config.baseline) as $base |
	(config.variants | keys_unsorted[]) as $variant |
	runs_of($cell; $variant) |
	($base[0].metrics | keys_unsorted[]) as $metric |
	line($base; $metric)
]
