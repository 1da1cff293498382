# SPDX-License-Identifier: GPL-2.0-only
# jq -r --slurpfile config config.json: summary.json as tables of ratios for a file like docs/performance.md.

include "metrics";
include "format";

def config: $config[0];
def variants: config.variants | keys_unsorted - [config.baseline];

def row: "| " + join(" | ") + " |";

def matrix($title; $names):
	map(select(.metric as $metric | $names | index($metric))) as $shown |
	if $shown == [] then empty else
		([$title, config.baseline] + variants | row), ([range(variants | length + 2) | "---"] | row),
		(config.cells | keys_unsorted[] as $cell | ($shown | map(select(.cell == $cell)) | INDEX(.variant)) as $of | select($of != {}) |
			[$cell, ($of[config.baseline].median | if . then human else "failed" end),
			 (variants[] | $of[.] | if . == null then "failed" elif .ratio == null then "-" else
				range_of_ratio as [$lo, $hi] | "\(.ratio | times) (\($lo | times) – \($hi | times))" end)] | row),
		""
	end;

matrix("throughput or transactions"; ["throughput_mbit", "transactions_s"]),
(("insn", "exits", "model_cycles", "cpu_us") as $name | matrix(first(counts[] | select(.name == $name)).title + " per unit of work"; [units[].per | "\($name)_\(.)"])),
matrix("round trip p50, µs"; ["rtt_p50_us"]),
matrix("round trip p99, µs"; ["rtt_p99_us"]),
matrix("round trip p99.9, µs"; ["rtt_p999_us"])
