# SPDX-License-Identifier: GPL-2.0-only
# On a PREEMPT_RT kernel the module loads, says why nothing can be attached, and leaves no trace: sebp-lab run flat-rt --kernel 6.12-rt
TOPOLOGY=flat
CHECK_KERNELS=" "
TIMEOUT=600

RT="PREEMPT_RT kernels are not supported: softirqs run in tasks there"

scenario()
{
	. /sebp/lab/guest/tool.sh
	# igbvf waits for its PF with softirqs off, and so does the thread of the PF's interrupt here, if on the same CPU.
	echo 2 > /proc/irq/default_smp_affinity
	taskset -c -p 0 $$ > /dev/null
	flat_vf_up
	is "the kernel is a PREEMPT_RT one" "$(< /sys/kernel/realtime)" 1
	insmod "/sebp/build/$KERNEL/tracepoints.ko" || bail "tracepoints.ko does not load"
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	says "attach" 1 "$RT" in_vf sebpctl attach vf0
	says "attach in shadow mode" 1 "$RT" in_vf sebpctl attach vf0 --shadow
	is "nothing is attached" "$(in_vf sebpctl show -j | jq '.devices | length')" 0
	is "nothing is hooked" "$(< /proc/tracepoints)" ""
	intact "8 MiB arrive intact" in_peer in_vf 10.77.0.2 8
	check "every packet is answered" in_vf ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
	check "unload" rmmod sebp
}
