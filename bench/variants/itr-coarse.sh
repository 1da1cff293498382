# SPDX-License-Identifier: GPL-2.0-only
# Coarse-grained interrupt rates, as published for SR-IOV: one of a few, by the range in which the packet rate lies
# (tests/guest/itr.h).
. "$BENCH/variants/itr-adaptive.sh"
AIC=coarse
