# SPDX-License-Identifier: GPL-2.0-only
# A request every 25 ms and its answer; between them the guest is idle. The guest asks, with ping. Not more
# often: when the next request is due within 10 ms, ping does not sleep until then, it spins.
CELL_TITLE="request/response, 25 ms apart"
CELL_UNIT=txn
CELL_BUSY=0
CELL_NEEDS="guest:ping"

cell_traffic()
{
	l2 $MEASURED_GUEST ping -i 0.025 $PEER_ADDRESS
}

# Requests that reached the peer: InEchos.
cell_work()
{
	peer_snmp Icmp 9
}

cell_stop()
{
	l2 $MEASURED_GUEST pkill -INT -x ping
}

# The round trips, in us.
cell_report()	# cell_report FROM TO
{
	sed -n 's/.* time=\([0-9.]*\) ms.*/\1/p' |
		jq -c -s --argjson from "$1" --argjson to "$2" '{rtt_us: (.[$from:$to] | map(. * 1000))}'
}
