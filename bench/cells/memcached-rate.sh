# SPDX-License-Identifier: GPL-2.0-only
# The same with 200 requests a second, which leaves the guest idle most of the time.
. "${BASH_SOURCE[0]%/*}/memcached.sh"
CELL_TITLE="memcached, 200 requests a second"
RATE=200
