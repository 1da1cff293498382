# SPDX-License-Identifier: GPL-2.0-only
# Threaded NAPI: after an interrupt a kernel thread polls, instead of the softirq.
FILES="/sys/class/net/vf0/threaded:1:0"
. /sebp/bench/guest-files.sh
