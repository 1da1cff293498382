# SPDX-License-Identifier: GPL-2.0-only
# A TCP stream to the guest and one from it, as fast as they go.
CELL_TITLE="TCP both ways, bulk"
CELL_UNIT=mb
CELL_BUSY=1

cell_traffic()
{
	iperf3_serve && l2 $MEASURED_GUEST iperf3 -c $PEER_ADDRESS -t 100 --bidir
}

cell_work()
{
	echo $(($(peer_tcp_bytes bytes_acked) + $(peer_tcp_bytes bytes_received)))
}

cell_stop()
{
	peer_stops iperf3
}
