# SPDX-License-Identifier: GPL-2.0-only
# A process that does nothing but system calls, while the device has nothing to do: what it costs to be attached. After each
# 20,000 calls a datagram tells the peer, which counts. Counts come in whole steps, so measure long: --seconds 20.
CELL_TITLE="20,000 system calls, quiet device"
CELL_UNIT=txn
CELL_BUSY=0

cell_traffic()
{
	l2 $MEASURED_GUEST bash -c "rm -f /tmp/over; while [ ! -e /tmp/over ] && dd if=/dev/zero of=/dev/null bs=1 count=10000 status=none; do
		echo > /dev/udp/$PEER_ADDRESS/9; done"
}

# Datagrams that reached the peer, where nobody wants them: NoPorts.
cell_work()
{
	peer_snmp Udp 2
}

# A signal to dd could find it done already, and the next one would start.
cell_stop()
{
	l2 $MEASURED_GUEST touch /tmp/over
}
