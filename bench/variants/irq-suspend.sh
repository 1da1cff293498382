# SPDX-License-Identifier: GPL-2.0-only
# IRQ suspension (6.13 and later), with the values of its authors: a program that waits by epoll and prefers busy polls keeps the
# interrupts off for as long as it finds something, 20 ms at most. When it finds nothing the deferral polls 20 us later, a hundred times,
# and then the interrupts are on again. Programs that do not wait by epoll have the deferral alone.
NAPI="defer_hard_irqs=100 gro_flush_timeout=20000 irq_suspend_timeout=20000000"
EPOLL_PARAMS="0 64"
. "$BENCH/guest-napi.sh"
