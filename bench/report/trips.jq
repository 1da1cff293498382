# SPDX-License-Identifier: GPL-2.0-only
# jq -r -s --slurpfile config config.json: the histograms of round trips in raw.jsonl as the data of trips.gp, a gnuplot script itself.
#
# For each cell that has any, and each variant, those of all rounds together: MS PERCENT BEYOND, a bucket each: where it begins, how many
# of a hundred round trips would be in it if it were as wide as a doubling of the time, and which share of all takes at least so long.

include "histogram";
include "metrics";

def config: $config[0];

def series:
	(map(.[1]) | add) as $all |
	def doublings: (.least + .width) / ([.least, 0.5] | max) | log2;
	whole_histogram[] | "\(.least / 1000) \(.count / $all * 10000 / doublings | round / 100) \(.beyond / $all)";

(config.variants | keys_unsorted) as $variants |
map(select(.rtt_histogram)) as $runs |
[config.cells | keys_unsorted[] | select(. as $cell | any($runs[]; .cell == $cell))] as $cells |
"cells = \($cells | length)",
"variants = \($variants | length)",
"longest_variant = \([$variants[] | length] | max)",
"array variant_name[variants] = [\([$variants[] | @json] | join(", "))]",
"array cell_title[\([$cells | length, 1] | max)] = [\([$cells[] as $cell | config.cells[$cell] | @json] | join(", "))]",
"subtitle = \"\(machine(config)); all rounds together\"",
(range($cells | length) as $c | range($variants | length) as $v |
	[$runs[] | select(.cell == $cells[$c] and .variant == $variants[$v]).rtt_histogram] |
	"$trips_\($c + 1)_\($v + 1) << EOD", (if . == [] then "NaN NaN NaN" else merged | series end), "EOD")
