# SPDX-License-Identifier: GPL-2.0-only
# Two numbers to the process in the other guest and back, again and again.
CELL_TITLE="MPI ping-pong, two guests"
TEST=pingpong
. "${BASH_SOURCE[0]%/*}/../mpi.sh"
