# SPDX-License-Identifier: GPL-2.0-only
# Threaded NAPI: after an interrupt a kernel thread polls, instead of the softirq.
FILES="/sys/class/net/$GUEST_DEVICE/threaded:1"
. "$BENCH/guest-files.sh"
