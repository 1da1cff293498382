# SPDX-License-Identifier: GPL-2.0-only
# For cells that run beside a program in the guest that would have all of the CPU: sourced behind the cell that it keeps company.

CELL_TITLE+=", beside a CPU hog"
eval "quiet_$(declare -f cell_traffic)"
eval "quiet_$(declare -f cell_stop)"

cell_traffic()
{
	l2 $MEASURED_GUEST sh -c 'yes > /dev/null 2>&1 &' && quiet_cell_traffic
}

cell_stop()
{
	l2 $MEASURED_GUEST pkill -x yes && quiet_cell_stop
}
