# SPDX-License-Identifier: GPL-2.0-only
# The cell nginx beside a program that never sleeps.
. "${BASH_SOURCE[0]%/*}/nginx.sh"
. "${BASH_SOURCE[0]%/*}/../hog.sh"
