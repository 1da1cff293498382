# SPDX-License-Identifier: GPL-2.0-only
# The cell memcached beside a program that never sleeps.
. "${BASH_SOURCE[0]%/*}/memcached.sh"
. "${BASH_SOURCE[0]%/*}/../hog.sh"
