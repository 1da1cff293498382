# SPDX-License-Identifier: GPL-2.0-only
# jq -n -r --arg name NAME --arg command COMMAND --slurpfile config config.json --slurpfile goals goals.json --slurpfile raw raw.jsonl
# --rawfile table table.md: a measurement as a section of whole.md: how it was made, its goals, the ratios.

include "format";

def config: $config[0];
def measured: $goals[0] | map(select(.ratio != null));
def failed: $raw | map(select(.failed));

def row: "| " + join(" | ") + " |";

def goal: if .most then "≤ \(.most)×" else "≥ \(.least)×" end;

"## \($name)",
"",
"\(config.date[:10]), commit \(config.commit), module \(config.module_sha256[:12]), kernel \(config.kernel), \(config.vf) VFs, load of the computer \(config.host.load_at_start) before and \(config.host.load_at_end // "?") after:",
"",
"    \($command)",
"",
(if failed == [] then empty else
	"Runs that failed: \(failed | length), with the first one's reason: \(failed[0].cell), \(failed[0].variant): \(failed[0].failed | split("\n")[0]).", "" end),
$table,
"![\($name), as multiples of interrupts](pictures/bench-\($name).svg)",
"",
(if measured == [] then empty else
	(["cell", "metric", "compared with", "goal", "measured", ""] | row), (["---", "---", "---", "---", "---", "---"] | row),
	(measured[] | [.cell + (.variant | unless_own(ours)), .metric, .against, goal,
		"\(.ratio | times) (\(.lo | times) – \(.hi | times))", .verdict] | row),
	"",
	"Goals met: \(measured | map(select(.verdict == "met")) | length) of \(measured | length).",
	"" end)
