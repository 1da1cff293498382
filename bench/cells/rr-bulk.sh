# SPDX-License-Identifier: GPL-2.0-only
# One connection over which the guest asks for 64 kB, and asks again when it has them: packets in bulk, and somebody who waits.
CELL_TITLE="request/response, 64 kB to the guest"
CELL_UNIT=mb
CELL_BUSY=0
CELL_NEEDS="guest:netperf peer:netserver peer:12865"

cell_traffic()
{
	netserver_serve || return
	l2 $MEASURED_GUEST netperf -4 -H $PEER_ADDRESS -t TCP_RR -l 1000 -- -r 1,65536
}

cell_work()
{
	peer_tcp_bytes bytes_acked
}

cell_stop()
{
	peer_stops netserver
}
