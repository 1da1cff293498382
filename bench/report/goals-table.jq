# SPDX-License-Identifier: GPL-2.0-only
# jq -r --slurpfile goals bench/goals.json: what goals.jq says of them as a table for people.

include "format";

def columns($a; $b; $c; $d; $e; $f):
	"\($a | pad(27))\($b | pad(15))\($c | pad(27))\($d | pad(10))\($e | pad(26))\($f)";

columns("cell"; "metric"; "compared with"; "goal"; "measured"; "verdict"),
(.[] | columns(.cell + (.variant | unless_own($goals[0].variant)); .metric; .against;
	if .most then "≤ \(.most)×" else "≥ \(.least)×" end;
	if .ratio == null then "-" else "\(.ratio | times)  (\(.lo | times) – \(.hi | times))" end;
	.verdict)),
"",
"Goals met: \(map(select(.verdict == "met")) | length), missed: \(map(select(.verdict | startswith("missed"))) | length), not measured: \(map(select(.verdict == "not measured")) | length)."
