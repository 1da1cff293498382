# SPDX-License-Identifier: GPL-2.0-only
# The cell bulk-rx beside a program that never sleeps.
. "${BASH_SOURCE[0]%/*}/bulk-rx.sh"
. "${BASH_SOURCE[0]%/*}/../hog.sh"
