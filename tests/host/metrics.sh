#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What `sebpctl metrics` prints, the alerts and the dashboard, before Prometheus's own judge: promtool, from Debian's
# package in a root of its own, which is built when this test runs first. Prints TAP.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
work=$top/build/tests/metrics
. "$top/lab/lib/tap.sh"

in_root()
{
	"$top/lab/enter" trixie "$@"
}

promtool()	# promtool FILE WORDS...: FILE is its standard input, which lab/enter leaves to nobody
{
	local input=$1
	shift

	(
		. "$top/lab/lib/common.sh"
		. "$LAB/lib/enter.sh"
		clean_up_on_exit
		enter "$(root_dir prometheus)" promtool "$@" < "$input"
	)
}

# Whatever the file $1 queries is among what is printed.
queried_exists()
{
	local name missing=0

	for name in $(grep -o 'sebp_[a-z_]*' "$1" | sort -u); do
		grep -q "^${name}[{ ]" "$work/metrics.prom" || { echo "nobody prints $name"; missing=1; }
	done
	return $missing
}

mkdir -p "$work"
check "the test program is built" in_root make -C "$top/tests/unit" OUT="$work" "$work/test_metrics"
in_root "$work/test_metrics" --print > "$work/metrics.prom"
check "it prints" grep -q '^sebp_module_loaded 1$' "$work/metrics.prom"
for file in "$top"/tools/monitoring/*; do
	check "all that ${file##*/} asks for is printed" queried_exists "$file"
done
check "the dashboard is JSON, with a query in every panel" in_root jq -e \
	'.panels | length > 5 and all(.targets | length > 0)' "$top/tools/monitoring/grafana-dashboard.json"
check "there is promtool" "$top/lab/enter" prometheus promtool --version
check "promtool reads the metrics and has nothing to say" promtool "$work/metrics.prom" check metrics
check "promtool refuses what is wrong" eval '! promtool <(echo "sebp{x=1} y") check metrics'
check "promtool accepts the alerts" promtool /dev/null check rules "$top/tools/monitoring/sebp-alerts.yml"
check "the alerts fire when they should" promtool /dev/null test rules "$top/tests/host/alerts.yml"
done_testing
