# SPDX-License-Identifier: GPL-2.0-only
# Sixteen connections, each with a request of 64 bytes and its answer of 64 bytes back to back over TCP. The peer asks; the guest waits by
# epoll, as servers do.
CELL_TITLE="request/response, epoll, 16 connections"
SIZE=64 CONNECTIONS=16 RATE=0
. "${BASH_SOURCE[0]%/*}/../requests.sh"
