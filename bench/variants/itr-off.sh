# SPDX-License-Identifier: GPL-2.0-only
# No moderation: 10 us between two interrupts, 100,000 a second, which nothing here reaches. With 0 igbvf goes on adapting
# (see itr-fixed.sh); 10 is the least value to which it keeps.
. "$BENCH/variants/itr-fixed.sh"
ITR_US=10
