# SPDX-License-Identifier: GPL-2.0-only
# In a guest with an assigned VF: streams either way take no interrupts, and not a byte goes wrong.
TOPOLOGY=nested
TIMEOUT=600

# As its host counts them: asking the guest would wait behind the stream.
vf_irqs()
{
	irqs "${VF_PCI_N[1]}"
}

# Two rounds of a stream by interrupts and one polled, in windows so long that the few acknowledgements of a slow machine are
# polled for as well. How few interrupts remain is a figure; that it is not one in twenty is the test.
compare()	# compare NAME IPERF3-ARGUMENTS...
{
	local name=$1 round plain by_interrupts=0 polled=0 ratios=() grown mbit
	shift

	for round in 1 2; do
		stream vf_irqs "l2 1" $PEER_ADDRESS "$@" || bail "$name: the stream does not flow"
		plain=$mbit by_interrupts=$((by_interrupts + grown))
		l2 1 sebpctl attach vf0 --window 100ms --enter-packets 6 --leave-packets 2 || bail "$name: cannot attach"
		stream vf_irqs "l2 1" $PEER_ADDRESS "$@" || bail "$name: the stream does not flow while attached"
		polled=$((polled + grown)) ratios+=($((mbit * 100 / plain)))
		diag "$(l2 1 sebpctl show -s vf0)"
		l2 1 sebpctl detach vf0 || bail "$name: cannot detach"
	done
	check "$name: at most one in twenty interrupts remains" [ $((polled * 20)) -le "$by_interrupts" ]
	diag "$name: $polled interrupts instead of $by_interrupts," \
		"throughput ${ratios[*]} % of that by interrupts"
}

scenario()
{
	export L2_TIMEOUT=90	# a guest that is lost is noticed before the time is up

	l2_up
	iperf3_serve
	check "the module loads" l2 1 insmod "/sebp/build/$KERNEL/sebp.ko"
	compare "receiving" -R
	compare "sending"

	check "attach" l2 1 sebpctl attach vf0
	intact "200 MiB arrive intact at the VF" in_peer "l2 1" 10.77.0.11 200
	intact "200 MiB arrive intact at the peer" "l2 1" in_peer $PEER_ADDRESS 200
	check "the guest answers after it" l2 1 ping -q -c 20 -i 0.01 -W 1 $PEER_ADDRESS
	check "the module unloads under its device" l2 1 rmmod sebp
	check "and interrupts carry on" l2 1 ping -q -c 20 -i 0.01 -W 1 $PEER_ADDRESS
}
