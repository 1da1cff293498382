#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The page of `sebpctl report` and the pictures of the documentation: what tests/host/drawn has to say of them. The benchmark's
# page is judged in bench-stats.sh. No browser is needed; python3 is that of the root deploy. Prints TAP.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
work=$top/build/tests/pages
. "$top/lab/lib/tap.sh"

drawn()
{
	"$top/lab/enter" deploy "$top/tests/host/drawn" "$@"
}

# finds FAULT SED-SCRIPT: in the page with something wrong
finds()
{
	sed "$2" "$work/report.html" > "$work/broken.html"
	! cmp -s "$work/report.html" "$work/broken.html" || { echo "nothing was changed"; return 1; }
	drawn "$work/broken.html" > "$work/faults" && { echo "nothing was found"; return 1; }
	grep -q -F "$1" "$work/faults" || { cat "$work/faults"; return 1; }
}

mkdir -p "$work"
check "the test program is built" "$top/lab/enter" trixie make -C "$top/tests/unit" OUT="$work" "$work/test_report"
"$top/lab/enter" trixie "$work/test_report" --print > "$work/report.html"
is "the page has three drawings of each device" "$(grep -c '<svg' "$work/report.html")" 6
check "they are as they should be" drawn "$work/report.html"
check "an element left open is found" finds 'mismatched tag' 's|</tr>||'
check "so is a text that covers another" finds "covers" 's/y="17">tick</y="40">tick</'
check "and one that leaves its drawing" finds "leaves the drawing" 's/x="142" y="17">tick</x="2" y="17">tick</'
check "the pictures of the documentation are as they should be" drawn "$top"/docs/pictures/*.svg
done_testing
