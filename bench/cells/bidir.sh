# SPDX-License-Identifier: GPL-2.0-only
# A TCP stream to the guest and one from it, as fast as they go.
CELL_TITLE="TCP both ways, bulk"
CELL_UNIT=mb
CELL_BUSY=1
CELL_GUESTS=any
CELL_NEEDS="guest:iperf3 peer:iperf3 peer:5201"

cell_traffic()
{
	iperf3_runs --bidir
}

cell_work()
{
	echo $(($(peer_tcp_bytes bytes_acked) + $(peer_tcp_bytes bytes_received)))
}

cell_stop()
{
	peer_stops iperf3
}
