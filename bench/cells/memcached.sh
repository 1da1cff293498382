# SPDX-License-Identifier: GPL-2.0-only
# memcached in the guest, asked over sixteen connections for a value of 100 bytes, as fast as it answers (tests/guest/load.c).
CELL_TITLE="memcached, 16 connections"
CELL_UNIT=txn
CELL_BUSY=0
CELL_PROGRAMS=1
CELL_NEEDS="guest:memcached guest:11211 peer:load"
RATE=0
REQUEST=$'get sebp\r\n'

cell_traffic()
{
	local address value answer

	address=$(guest_address)
	printf -v value '%0100d' 0
	answer=$'VALUE sebp 0 100\r\n'$value$'\r\nEND\r\n'
	l2 $MEASURED_GUEST sh -c "$(epoll_environment) program memcached -u root -m 16 -t 1 > /tmp/memcached.log 2>&1 &" &&
	wait_until 20 port_answers "$address" 11211 &&
	in_peer bash -c "exec 3<> /dev/tcp/$address/11211 && printf 'set sebp 0 0 100\r\n$value\r\n' >&3 && read -r -t 10 said <&3 &&
		[[ \$said == STORED* ]]" &&
	in_peer load "$address" 11211 16 $RATE "$REQUEST" ${#answer}
}

cell_work()
{
	echo $(($(peer_tcp_bytes bytes_acked) / ${#REQUEST}))
}

cell_stop()
{
	pkill -INT -x load && wait_until 10 gone load && l2 $MEASURED_GUEST pkill -x memcached
}

cell_report()
{
	jq -c .
}
