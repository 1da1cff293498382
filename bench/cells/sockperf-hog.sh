# SPDX-License-Identifier: GPL-2.0-only
# The cell sockperf beside a program that never sleeps.
. "${BASH_SOURCE[0]%/*}/sockperf.sh"
. "${BASH_SOURCE[0]%/*}/../hog.sh"
