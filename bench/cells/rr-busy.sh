# SPDX-License-Identifier: GPL-2.0-only
# Sixteen connections, each with a request of one byte and its answer of one byte back to back over TCP. The guest asks.
CELL_TITLE="request/response, 16 connections"
CELL_UNIT=txn
CELL_BUSY=0
CONNECTIONS=16 TEST=TCP_RR
. "${BASH_SOURCE[0]%/*}/../netperf.sh"

# A request is a byte that the peer received.
cell_work()
{
	peer_tcp_bytes bytes_received
}
