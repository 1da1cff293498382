# SPDX-License-Identifier: GPL-2.0-only
# igb, the PF itself, with two queues: both ways with few interrupts, each queue polled on a CPU of its own, and a sender
# that receives nothing.
TOPOLOGY=flat
TIMEOUT=400

pf_irqs()
{
	irqs "$PF_PCI"
}

# The first vector is for all but the queues.
spread_vectors()
{
	local irq cpu=0

	for irq in $(ls "/sys/bus/pci/devices/$PF_PCI/msi_irqs" | sort -n); do
		echo $((cpu++ % $(nproc --all))) > "/proc/irq/$irq/smp_affinity_list"
	done
}

pf_stream()	# pf_stream NAME IPERF3-ARGUMENTS...: from the VF, leaves the PF's interrupts in $grown
{
	local name=$1
	shift

	stream pf_irqs in_vf $PEER_ADDRESS "$@" && ok "$name" || bail "$name: the stream does not flow"
	diag "$mbit Mbit/s, $grown PF interrupts in three seconds"
}

pf_streams()	# pf_streams NAME: leaves $to_pf and $from_pf
{
	pf_stream "$1, six streams to the PF" -P 6
	to_pf=$grown
	pf_stream "$1, six streams from the PF" -P 6 -R
	from_pf=$grown
	pf_stream "$1, UDP from the PF" -u -b 200M -l 1400 -R
	udp=$grown
}

each_queue_polls()
{
	local packets

	for packets in $(queues packets); do
		[ "$packets" -gt 1000 ] || return 1
	done
}

scenario()
{
	local grown mbit to_pf from_pf udp plain

	DEVICE=pf0 DEVICE_ADDRESS=$PEER_ADDRESS HERE=in_peer THERE=in_vf THERE_ADDRESS=10.77.0.2
	flat_vf_up
	device_here
	spread_vectors
	pf_streams "by interrupts"
	plain=($to_pf $from_pf $udp)
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	spares_interrupts igb
	check "attach" sebpctl attach pf0
	pf_streams "attached"
	diag "$(sebpctl show pf0 -s)"
	is "as many queues as CPUs" "$(queues cpu | wc -l)" "$(nproc --all)"
	is "each on a CPU of its own" "$(queues cpu | sort -u | wc -l)" "$(nproc --all)"
	check "each queue found its packets by polls" each_queue_polls
	check "few of the interrupts remain, six streams to the PF" few "$to_pf" "${plain[0]}"
	check "few of the interrupts remain, six streams from the PF" few "$from_pf" "${plain[1]}"
	check "few of the interrupts remain, UDP from the PF" few "$udp" "${plain[2]}"
	check "unload" rmmod sebp
	check "the plain device answers" device_answers
}
