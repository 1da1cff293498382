# SPDX-License-Identifier: GPL-2.0-only
# Datagrams of 64 bytes to the guest, as fast as the peer's kernel can make them; a program in the guest takes them
# (tests/guest/sink.c). A transaction is a datagram that it got.
CELL_TITLE="UDP to the guest, 64 bytes"
CELL_UNIT=txn
CELL_BUSY=1
DATAGRAM=64
CELL_NEEDS="guest:sink guest:7900"

cell_traffic()
{
	local guest_mac

	guest_mac=$(l2 $MEASURED_GUEST cat /sys/class/net/$GUEST_DEVICE/address) &&
	l2 $MEASURED_GUEST sh -c "sink 7900 $PEER_ADDRESS > /tmp/sink.log 2>&1 &" &&
	flood "$(guest_address)" "$guest_mac" 7900 $((DATAGRAM + 42))
}

# It says so after each twenty: see sink.c.
cell_work()
{
	echo $((20 * $(peer_snmp Udp 2)))
}

cell_stop()
{
	in_peer sh -c 'echo stop > /proc/net/pktgen/pgctrl'
	l2 $MEASURED_GUEST pkill -x sink
}
