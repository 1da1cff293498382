# SPDX-License-Identifier: GPL-2.0-only
# Deferral by the network core: a poll without packets leaves the interrupt off and polls again 20 us later, ten times.
FILES="/sys/class/net/vf0/napi_defer_hard_irqs:10:0 /sys/class/net/vf0/gro_flush_timeout:20000:0"
. /sebp/bench/guest-files.sh
