# SPDX-License-Identifier: GPL-2.0-only
# Nothing at all: what an attached guest costs that has nothing to do. The work is time, so counts are per second. The driver's own
# timers come every few seconds, so measure long: --seconds 20.
CELL_TITLE="idle guest"
CELL_UNIT=s
CELL_BUSY=0

cell_traffic() { :; }

# In us.
cell_work()
{
	echo "${EPOCHREALTIME/./}"
}

cell_stop() { :; }
