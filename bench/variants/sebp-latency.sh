# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the guest, preset latency.
. /sebp/bench/variants/sebp.sh
ATTACH="--preset latency"
