# SPDX-License-Identifier: GPL-2.0-only
# For cells of netperf over UDP: sourced behind netperf.sh. An answer that is lost ends its stream, and the others go on.

# Datagrams that the peer has received: InDatagrams.
cell_work()
{
	peer_snmp Udp 1
}

# Each has a connection for control alone.
cell_flows()	# cell_flows SINCE
{
	work_flows "$1" && [ "$(ss -Htn dst "$(guest_address)" | wc -l)" -ge $CONNECTIONS ]
}
