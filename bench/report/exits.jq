# SPDX-License-Identifier: GPL-2.0-only
# jq -r -s --slurpfile config config.json: raw.jsonl as a table of VM exits by reason, if they were counted.

include "metrics";
include "format";
include "statistics";

def config: $config[0];

def line($first; $columns): "  " + ($first | pad(36)) + ($columns | map(left_pad(18)) | join(""));

def block($runs; $cell):
	(config.variants | keys_unsorted) as $variants |
	([$runs[].exits_by_reason | keys[]] | unique) as $reasons |
	def of($variant; $reason): [$runs[] | select(.variant == $variant) | .exits_by_reason[$reason] // 0] | median;
	"VM exits \(units[$runs[0].unit].title), by reason: \(config.cells[$cell])",
	line(""; $variants),
	($reasons | sort_by(-of($variants[0]; .))[] as $reason | line($reason; [$variants[] | of(.; $reason) | human])),
	"";

map(select((.exits_by_reason // {}) != {})) as $counted |
(config.cells | keys_unsorted[]) as $cell |
[$counted[] | select(.cell == $cell)] | select(. != []) | block(.; $cell)
