# SPDX-License-Identifier: GPL-2.0-only
# Deferral by the network core: a poll without packets leaves the interrupt off and polls again 20 us later, ten times.
FILES="/sys/class/net/$GUEST_DEVICE/napi_defer_hard_irqs:10 /sys/class/net/$GUEST_DEVICE/gro_flush_timeout:20000"
. "$BENCH/guest-files.sh"
