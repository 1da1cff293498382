# SPDX-License-Identifier: GPL-2.0-only
# jq -s --slurpfile config config.json: from the runs in raw.jsonl to summary.json.
#
# Of each cell, variant and metric: the median over the rounds with its least and greatest value, and
# the same of the ratio to the baseline, which is taken round by round: neighbours in time are compared.
# With five rounds or more the ratio has a confidence interval. Where the baseline counted nothing there is no
# ratio: null. Rounds in which one of both has failed are left out.

include "statistics";

def config: $config[0];

# The runs of a cell under a variant: every round once, failed or not, or the measurement is not whole.
def runs_of($cell; $variant):
	map(select(.cell == $cell and .variant == $variant)) | sort_by(.round) |
	if map(.round) == [range(1; config.rounds + 1)] then map(select(.failed | not))
	else error("\($cell), \($variant): rounds \(map(.round)) instead of 1 to \(config.rounds).") end;

def values($metric):
	map(.metrics[$metric].value // error("\(.cell), \(.variant), round \(.round): no \($metric)."));

# Of two lists of values, round by round.
def ratios($values; $reference):
	[$values, $reference] | transpose |
	if length == 0 or any(.[1] == 0 or .[1] == null) then {ratio: null, ratio_lo: null, ratio_hi: null, ci_lo: null, ci_hi: null}
	else
		map(.[0] / .[1]) | confidence as $ci |
		{ratio: median, ratio_lo: min, ratio_hi: max, ci_lo: $ci[0]?, ci_hi: $ci[1]?}
	end;

def line($base; $metric):
	values($metric) as $values |
	INDEX($base[]; .round) as $base_of |
	map(select($base_of[.round | tostring])) as $paired |
	{
		cell: .[0].cell, variant: .[0].variant, baseline: config.baseline,
		metric: $metric, unit: .[0].metrics[$metric].unit,
		median: ($values | median), lo: ($values | min), hi: ($values | max)
	}
	+ ratios($paired | values($metric); [$paired[] | $base_of[.round | tostring].metrics[$metric].value])
	+ {rounds: length};

# What all of the runs have: a poll may have come in some alone.
def metrics_of_all:
	. as $runs | .[0].metrics // {} | keys_unsorted | map(select(. as $metric | $runs | all(.metrics[$metric] != null)));

[
	(config.cells | keys_unsorted[]) as $cell |
	runs_of($cell; config.baseline) as $base |
	(config.variants | keys_unsorted[]) as $variant |
	runs_of($cell; $variant) |
	metrics_of_all[] as $metric |
	line($base; $metric)
]
