# SPDX-License-Identifier: GPL-2.0-only
# The sums of two numbers that each of two guests has, again and again: both send at once, and both wait.
CELL_TITLE="MPI allreduce, two guests"
TEST=allreduce
. "${BASH_SOURCE[0]%/*}/../mpi.sh"
