# SPDX-License-Identifier: GPL-2.0-only
# Sixty-four streams, each with a datagram of one byte and its answer of one byte back to back. The guest asks.
CELL_TITLE="UDP request/response, 64 streams"
CELL_UNIT=txn
CELL_BUSY=0
CONNECTIONS=64 TEST=UDP_RR
. "${BASH_SOURCE[0]%/*}/../netperf.sh"
. "${BASH_SOURCE[0]%/*}/../netperf-udp.sh"
