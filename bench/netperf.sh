# SPDX-License-Identifier: GPL-2.0-only
# For cells in which the guest asks by netperf: CONNECTIONS of them at once, each with TEST, a byte there and
# a byte back.
CELL_NEEDS="guest:netperf peer:netserver peer:12865"

cell_traffic()
{
	netserver_serve || return
	l2 $MEASURED_GUEST bash -c "for ((n = 0; n < $CONNECTIONS; n++)); do
		netperf -4 -H $PEER_ADDRESS -t $TEST -l 1000 -P 0 -- -r 1,1 -k P50_LATENCY,P99_LATENCY & done; wait"
}

# Each has a connection for control and one for data.
cell_flows()	# cell_flows SINCE
{
	work_flows "$1" && [ "$(ss -Htn dst "$(guest_address)" | wc -l)" -ge $((2 * CONNECTIONS)) ]
}

# As if its time was up: it prints what it has measured. In a hurry: many of them keep the guest busy.
cell_stop()
{
	l2 $MEASURED_GUEST chrt -f 1 pkill -ALRM -x netperf
}

# Round trips as the programs themselves have measured them, from start to end; of several programs the median of what each says.
cell_report()
{
	jq -R -s -c 'include "statistics"; split("\n") | map(capture("^(?<name>P50|P99)_LATENCY=(?<us>[0-9.]+)$")) | group_by(.name) |
		map({"rtt_\(.[0].name | ascii_downcase)_us": map(.us | tonumber) | median}) | add // error("netperf said nothing")' -L "$BENCH/report"
}
