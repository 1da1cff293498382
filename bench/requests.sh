# SPDX-License-Identifier: GPL-2.0-only
# For cells in which the peer asks a server of ours in the guest (tests/guest/server.c, load.c): SIZE bytes there and SIZE bytes back over
# each of CONNECTIONS, RATE requests a second in all, or 0: back to back.
CELL_UNIT=txn
CELL_BUSY=0
SERVER_PORT=7810
CELL_NEEDS="guest:server guest:$SERVER_PORT peer:load"

cell_traffic()
{
	local address request

	address=$(guest_address)
	printf -v request '%0*d' "$SIZE" 0
	l2 $MEASURED_GUEST sh -c "server $SERVER_PORT $SIZE $SIZE $EPOLL_PARAMS > /tmp/server.log 2>&1 &" &&
	wait_until 20 port_answers "$address" $SERVER_PORT &&
	in_peer load "$address" $SERVER_PORT "$CONNECTIONS" "$RATE" "$request" "$SIZE"
}

cell_work()
{
	echo $(($(peer_tcp_bytes bytes_acked) / SIZE))
}

cell_stop()
{
	pkill -INT -x load && wait_until 10 gone load && l2 $MEASURED_GUEST pkill -x server
}

cell_report()
{
	jq -c .
}
