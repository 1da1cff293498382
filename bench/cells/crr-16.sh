# SPDX-License-Identifier: GPL-2.0-only
# The cell crr sixteen times at once.
. "${BASH_SOURCE[0]%/*}/crr.sh"
CELL_TITLE="connect, request/response, close, 16 at once"
CONNECTIONS=16
