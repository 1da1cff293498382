# SPDX-License-Identifier: GPL-2.0-only
# sEBP in the guest, preset efficiency.
. "$BENCH/variants/sebp.sh"
ATTACH="--preset efficiency"
