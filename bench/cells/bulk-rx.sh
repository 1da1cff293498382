# SPDX-License-Identifier: GPL-2.0-only
# One TCP stream to the guest, as fast as it goes.
CELL_TITLE="TCP to the guest, bulk"
CELL_UNIT=mb
CELL_BUSY=1
CELL_GUESTS=any
CELL_NEEDS="guest:iperf3 peer:iperf3 peer:5201"

cell_traffic()
{
	iperf3_runs -R
}

cell_work()
{
	peer_tcp_bytes bytes_acked
}

cell_stop()
{
	peer_stops iperf3
}
