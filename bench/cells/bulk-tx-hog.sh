# SPDX-License-Identifier: GPL-2.0-only
# The cell bulk-tx beside a program that never sleeps.
. "${BASH_SOURCE[0]%/*}/bulk-tx.sh"
. "${BASH_SOURCE[0]%/*}/../hog.sh"
