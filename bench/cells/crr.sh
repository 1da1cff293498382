# SPDX-License-Identifier: GPL-2.0-only
# A connection for each request of one byte and its answer of one byte, one after the other. The guest connects and asks.
CELL_TITLE="connect, request/response, close"
CELL_UNIT=txn
CELL_BUSY=0
CONNECTIONS=1 TEST=TCP_CRR
. "${BASH_SOURCE[0]%/*}/../netperf.sh"

# Connections that the peer has accepted: PassiveOpens.
cell_work()
{
	peer_snmp Tcp 6
}

# Of those for data there is none that stays.
cell_flows()
{
	work_flows "$1"
}

# The peer's side of this test ends by its own clock alone, so there is nothing to be told.
cell_stop()
{
	peer_stops netserver
}

cell_report()
{
	echo {}
}
