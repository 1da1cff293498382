# SPDX-License-Identifier: GPL-2.0-only
# For cells of MPI: two guests, a process of tests/guest/mpi.c in each, which do TEST over TCP between their VFs. The peer starts them, as
# the head node of a cluster does, and has no part in it then. Open MPI is as it comes: a process that waits does not sleep, it asks
# its sockets again and again, so instructions are those of waiting, too.

CELL_UNIT=txn
CELL_BUSY=0
CELL_PROGRAMS=1
CELL_GUESTS=2

cell_traffic()
{
	in_peer program mpirun.openmpi --allow-run-as-root --host 10.77.0.11,10.77.0.12 --prtemca plm_ssh_agent l2-ssh \
		program mpi $TEST $PEER_ADDRESS
}

# The first of both says so after each twenty: see mpi.c.
cell_work()
{
	echo $((20 * $(peer_snmp Udp 2)))
}

# What mpirun becomes passes that on to both, and they end together.
cell_stop()
{
	pkill -USR1 -x prterun && wait_until 20 gone prterun || { pkill -TERM -x prterun; return 1; }
}

cell_report()
{
	jq -R -s -c 'split("\n") | map(fromjson? | objects) | .[0] // error("mpi said nothing")'
}
