# SPDX-License-Identifier: GPL-2.0-only
# A request of one byte and its answer of one byte, back to back over TCP. The guest asks.
CELL_TITLE="request/response, back to back"
CELL_UNIT=txn
CELL_BUSY=0

cell_traffic()
{
	pgrep -x netserver > /dev/null || in_peer netserver -4 > /dev/null || return
	l2 $MEASURED_GUEST netperf -4 -H $PEER_ADDRESS -t TCP_RR -l "$1" -j -P 0 -- \
		-r 1,1 -o P50_LATENCY,P99_LATENCY
}

# A request is a byte that the peer received.
cell_work()
{
	peer_tcp_bytes bytes_received
}

# Percentiles of the whole run, in us: netperf keeps no single ones.
cell_report()
{
	jq -c -R 'split(",") | map(tonumber) | {rtt_p50_us: .[0], rtt_p99_us: .[1]}'
}
