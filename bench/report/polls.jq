# SPDX-License-Identifier: GPL-2.0-only
# jq -r -s --slurpfile config config.json: raw.jsonl as the data of polls.gp, a gnuplot script itself: what has started the polls in the
# guest, and how far they were apart. A row for each cell under each variant that polled, all of its rounds together.
#
#	$shares		ROW FROM TO EVENT	percent of the polls, one event behind the other
#	$gaps		ROW COLUMN PERCENT	of the gaps, by column; see docs/sebpctl-json.md

def config: $config[0];

def summed($name):
	[.[][$name]] | transpose | map(map(. // 0) | add);

def polls_by_event:
	[.[].events[]?] | group_by(.event) | map({event: .[0].event, polls: (map(.polls) | add)});

def rows:
	. as $runs |
	[
		(config.cells | keys_unsorted[]) as $cell | (config.variants | keys_unsorted[]) as $variant |
		[$runs[] | select(.cell == $cell and .variant == $variant and (.failed | not)) | .state.devices[0]?.queues[]? | select(.polls? > 0)] |
		select(. != []) |
		{title: "\(config.cells[$cell]): \($variant)", events: polls_by_event, gaps: summed("gaps")}
	];

def percent_of($sum): . * 1000 / ([$sum, 1] | max) | round / 10;

# Where each begins and ends if they lie one behind the other.
def stacked($names):
	(map(.polls) | add) as $sum | INDEX(.event) as $of |
	foreach ($names | to_entries[]) as $e ({to: 0}; {from: .to, to: (.to + ($of[$e.value].polls // 0)), event: ($e.key + 1)};
		select(.to > .from) | "\(.from | percent_of($sum)) \(.to | percent_of($sum)) \(.event)");

rows as $rows |
([$rows[].events[] | select(.polls > 0).event] | unique) as $names |
"rows = \($rows | length); events = \($names | length)",
"longest_title = \([$rows[].title | length] | max)",
"array row_title[rows] = [\([$rows[].title | @json] | join(", "))]",
"array event_title[events] = [\([$names[] | @json] | join(", "))]",
"$shares << EOD",
($rows | to_entries[] | .key as $row | .value.events | stacked($names) | "\($row + 1) \(.)"),
"EOD",
"$gaps << EOD",
($rows | to_entries[] | .key as $row | .value.gaps | add as $sum | to_entries[] | "\($row + 1) \(.key) \(.value | percent_of($sum))"),
"EOD"
