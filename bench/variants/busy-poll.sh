# SPDX-License-Identifier: GPL-2.0-only
# Busy polling by sockets: whoever waits for a packet polls the device himself, for 50 us, before he sleeps.
FILES="/proc/sys/net/core/busy_read:50 /proc/sys/net/core/busy_poll:50"
. "$BENCH/guest-files.sh"
