# SPDX-License-Identifier: GPL-2.0-only
# The cell crr beside a program that never sleeps.
. "${BASH_SOURCE[0]%/*}/crr.sh"
. "${BASH_SOURCE[0]%/*}/../hog.sh"
