# SPDX-License-Identifier: GPL-2.0-only
# 1000 datagrams of 14 bytes a second to the guest, of which every fourth is answered, whether earlier answers have come or not: sockperf
# under load, its server in the guest.
. "${BASH_SOURCE[0]%/*}/sockperf.sh"
CELL_TITLE="UDP, 1000 datagrams a second"
SOCKPERF=(under-load --mps 1000 --reply-every 4)
