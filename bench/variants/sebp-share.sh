# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the guest, with at most half of a CPU for what it polls: programs that have to keep up with a flood get the rest.
. "$BENCH/variants/sebp.sh"
ATTACH="--share 50"
