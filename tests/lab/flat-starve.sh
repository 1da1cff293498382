# SPDX-License-Identifier: GPL-2.0-only
# A CPU that does not run its softirqs for seconds, because a real-time task has it, while the device is detached.
TOPOLOGY=flat
CHECK_KERNELS="6.1"	# later ones run them at the end of an interrupt, even if ksoftirqd waits

scenario()
{
	local hog

	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	# It never polls: each interrupt is taken over.
	in_vf sebpctl attach vf0 --enter-packets 1000000 --leave-packets 1 || bail "it cannot be attached"
	flood_start
	sleep 2
	echo -1 > /proc/sys/kernel/sched_rt_runtime_us
	chrt -f 50 taskset -c 0 timeout 8 sh -c "while :; do :; done" &
	hog=$!
	sleep 1
	check "detach, meanwhile" ip netns exec vf taskset -c $PEER_CPU sebpctl detach vf0
	diag "$(dmesg | grep "sebp: queue" || echo "the NAPI was free")"
	wait $hog
	echo 950000 > /proc/sys/kernel/sched_rt_runtime_us
	flood_stop
	wait_until 10 vf_reaches_peer && ok "packets are answered" || not_ok "packets are answered"
	check "the interface goes down and up" in_vf sh -c "timeout 20 ip link set vf0 down && ip link set vf0 up"
	check "unload" timeout 20 rmmod sebp
}
