# SPDX-License-Identifier: GPL-2.0-only
# The same with datagrams that fill a packet.
. "${BASH_SOURCE[0]%/*}/udp-small-rx.sh"
CELL_TITLE="UDP to the guest, 1472 bytes"
DATAGRAM=1472
