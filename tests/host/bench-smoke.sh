#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The benchmark from end to end: two cells under three variants, one round of two seconds each, in a nested machine. Whether it is
# complete; what it measured does not matter. Prints TAP.

. "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../../lab/lib/common.sh"
. "$LAB/lib/tap.sh"

out=$SEBP_TOP/build/tests/bench-smoke

DEMO="--seconds 2 --cells bulk-rx,rr-idle --variants interrupts,sebp,sebp-vmm --out $out"

demo()
{
	supervise make -C "$SEBP_TOP" demo DEMO="$DEMO --rounds 1" >&2
}

# Told to end when its machine is up: leaves its status.
interrupted()
{
	local said=$SEBP_TOP/build/tests/bench-smoke.interrupted

	"$SEBP_TOP/bench/demo" $DEMO --rounds 2 > "$said" 2>&1 &
	supervised=$!
	until grep -q 'ready: L1' "$said" || ! kill -0 $supervised 2> /dev/null; do
		sleep 0.5
	done
	kill -TERM $supervised
	wait $supervised
	status=$?
	supervised=
	cat "$said" >&2
}

in_root()
{
	"$LAB/enter" trixie "$@"
}

clean_up_on_exit
rm -rf "$out"
demo
is "the benchmark ends well" $? 0
is "every cell has run under every variant" "$(in_root jq -r '"\(.cell) \(.variant) \(.round)"' "$out/raw.jsonl" | sort | tr '\n' ,)" \
	"bulk-rx interrupts 1,bulk-rx sebp 1,bulk-rx sebp-vmm 1,rr-idle interrupts 1,rr-idle sebp 1,rr-idle sebp-vmm 1,"
is "every figure of each has a unit, and is a number" "$(in_root jq -s '[.[].metrics[] | select((.value | type) != "number" or .unit == "")] |
	length' "$out/raw.jsonl")" 0
is "cells have what they are to measure" "$(in_root jq -r '[.[] | select(.variant == "sebp" and
	(.metric | IN("throughput_mbit", "rtt_p99_us", "insn_per_mb", "exits_per_txn", "retransmits_per_1000"))) |
	"\(.cell) \(.metric)"] | sort | join(",")' "$out/summary.json")" \
	"bulk-rx insn_per_mb,bulk-rx retransmits_per_1000,bulk-rx throughput_mbit,rr-idle exits_per_txn,rr-idle retransmits_per_1000,rr-idle rtt_p99_us"
is "goals are judged" "$(in_root jq '[.[] | select(.cell == "bulk-rx" and .verdict == "not measured")] | length' "$out/goals.json")" 0
is "the page is whole" "$(tail -n 1 "$out/report.html")" "</body></html>"
runs=$(md5sum < "$out/lab/runs.jsonl")
measured=$(in_root jq -c '[.date, .commit, .host]' "$out/config.json")
sleep 1
demo
is "what has been measured is reported again" $? 0
is "and not measured again" "$(md5sum < "$out/lab/runs.jsonl")" "$runs"
is "nor is it of today" "$(in_root jq -c '[.date, .commit, .host]' "$out/config.json")" "$measured"
# A plan of what has been measured, and of what cannot be.
whole()
{
	printf '# a comment\nsmoke\tbulk-rx,rr-idle interrupts,sebp,sebp-vmm\nnone\tnosuch interrupts\n' > "$out.plan"
	rm -rf "$out.whole"
	mkdir "$out.whole" && cp -r "$out" "$out.whole/smoke"
	"$SEBP_TOP/bench/whole" --plan "$out.plan" --rounds 1 --seconds 2 --out "$out.whole" 2>&1
}

is "a plan goes on behind what has failed, and says so" "$(whole | tail -n 1)" "sebp-lab: failed: none; --out $out.whole tries again what has failed."
is "nor does it measure again" "$(md5sum < "$out.whole/smoke/lab/runs.jsonl")" "$runs"
is "its page has every measurement" "$(grep -o -e '^## smoke$' -e '^| bulk-rx | insn | interrupts |' -e '^Goals met: [0-9]* of' \
	-e '^## none$' -e '^Not measured: the log is none.log' "$out.whole/whole.md" | sort -u | wc -l)" 5
is "and a picture of each" "$(grep -o '(pictures/.*)$' "$out.whole/whole.md") $(ls "$out.whole/pictures")" "(pictures/bench-smoke.svg) bench-smoke.svg"
interrupted
is "told to end, it does" $status 143
is "and leaves no machine behind" "$(pgrep -f "qemu-system.*$out" | wc -l)" 0
is "nor loses what has been measured" "$(md5sum < "$out/lab/runs.jsonl")" "$runs"
done_testing
