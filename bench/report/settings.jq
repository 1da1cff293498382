# SPDX-License-Identifier: GPL-2.0-only
# jq --slurpfile raw raw.jsonl: config.json with the settings that the variants had in force. They are
# what the module said itself in each run; if they changed between runs the results are not one result.

def settings:
	if . == null then null
	else
		(.settings // {})
		+ (.vfs[0]? | if . then {mode, min_gap_ns, max_delay_ns} else {} end)
		+ (.devices[0]? | if . then {driver, events, min_gap_ns, max_gap_ns, bulk_gap_ns, batch, window_ns, enter_packets, leave_packets} else {} end)
	end;

.variants |= with_entries(.key as $variant |
	.value = ([$raw[] | select(.variant == $variant and (.failed | not)).state | settings] | unique |
		if length <= 1 then .[0] else error("the settings of \($variant) changed between runs.") end))
