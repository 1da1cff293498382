# SPDX-License-Identifier: GPL-2.0-only
# Sixteen connections, each with a request of one byte and its answer of one byte back to back over TCP. The guest asks.
CELL_TITLE="request/response, 16 connections"
CELL_UNIT=txn
CELL_BUSY=0

cell_traffic()
{
	netserver_serve || return
	l2 $MEASURED_GUEST bash -c "for n in {1..16}; do
		netperf -4 -H $PEER_ADDRESS -t TCP_RR -l 1000 -- -r 1,1 & done; wait"
}

# A request is a byte that the peer received.
cell_work()
{
	peer_tcp_bytes bytes_received
}

cell_stop()
{
	peer_stops netserver
}
