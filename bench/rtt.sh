# SPDX-License-Identifier: GPL-2.0-only
# The grid of round trips: a cell rtt-SIZE-LOAD of bench/cells is a link to this file, and the name is all there is of it. SIZE bytes there
# and as many back over TCP; LOAD is a line of this table:
#	LOAD	CONNECTIONS	REQUESTS A SECOND IN ALL, 0: BACK TO BACK
LOADS="
	quiet	1	40
	paced	16	300
	busy	16	0"

IFS=- read -r _ SIZE LOAD <<< "$(basename "${BASH_SOURCE[0]}" .sh)"
read -r CONNECTIONS RATE <<< "$(sed -n "s/^\t$LOAD\t//p" <<< "$LOADS")"
CELL_TITLE="round trip, $SIZE bytes, $LOAD"
. "${BASH_SOURCE[0]%/*}/../requests.sh"
