# SPDX-License-Identifier: GPL-2.0-only
# Threaded NAPI that never sleeps, in kernels that have it, such as 7.2: a kernel thread polls the device again and again, and nothing else is to be done by
# its CPU.
NAPI="threaded=2"
. "$BENCH/guest-napi.sh"
