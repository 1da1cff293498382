# SPDX-License-Identifier: GPL-2.0-only
# The cell rr-busy beside a program that never sleeps.
. "${BASH_SOURCE[0]%/*}/rr-busy.sh"
. "${BASH_SOURCE[0]%/*}/../hog.sh"
