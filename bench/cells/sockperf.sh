# SPDX-License-Identifier: GPL-2.0-only
# One datagram of 14 bytes to the guest and its echo, back to back: sockperf's ping-pong, its server in the guest. Mostly idle:
# one of both always waits.
CELL_TITLE="UDP ping-pong"
CELL_UNIT=txn
CELL_BUSY=0
CELL_PROGRAMS=1
CELL_NEEDS="guest:sockperf guest:11111 peer:sockperf"
SOCKPERF=(ping-pong)

cell_traffic()
{
	l2 $MEASURED_GUEST sh -c "program sockperf server -i $(guest_address) > /tmp/sockperf.log 2>&1 &" &&
	in_peer program sockperf "${SOCKPERF[@]}" -i "$(guest_address)" -t 100
}

# Datagrams that the peer has sent: OutDatagrams.
cell_work()
{
	peer_snmp Udp 4
}

cell_stop()
{
	pkill -INT -x sockperf && l2 $MEASURED_GUEST pkill -INT -x sockperf
}

# It says how long one way takes, half a round trip, over its whole run.
cell_report()
{
	jq -R -s -c 'split("\n") | map(capture("percentile (?<p>50|99)\\.(?<tenth>[09])00 = *(?<us>[0-9.]+)")) |
		map({"rtt_p\(.p)\(.tenth | rtrimstr("0"))_us": (.us | tonumber * 2)}) | add // error("sockperf said nothing")'
}
