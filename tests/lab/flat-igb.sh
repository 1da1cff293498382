# SPDX-License-Identifier: GPL-2.0-only
# igb with several queues: both ways with few interrupts, queues polled on the CPUs of their interrupts, a sender that
# receives nothing. It has no VFs here: with them, the emulated device uses one queue only.
TOPOLOGY=flat
PORTS=virtio-net
TIMEOUT=400

# The first vector is for all but the queues, which have two for receiving, then two for sending.
spread_vectors()
{
	local irq cpu=0

	for irq in $(ls "/sys/bus/pci/devices/$DEVICE_PCI/msi_irqs" | sort -n); do
		echo $((cpu++ % 2)) > "/proc/irq/$irq/smp_affinity_list"
	done
}

pf_irqs()
{
	irqs "$DEVICE_PCI"
}

pf_stream()	# pf_stream NAME IPERF3-ARGUMENTS...: leaves the interrupts in $grown
{
	local name=$1
	shift

	stream pf_irqs "$THERE" $PEER_ADDRESS "$@" && ok "$name" || bail "$name: the stream does not flow"
	diag "$mbit Mbit/s, $grown interrupts in three seconds"
}

pf_streams()	# pf_streams NAME: leaves $to_pf, $from_pf and $udp
{
	pf_stream "$1, eight streams to the PF" -P 8
	to_pf=$grown
	pf_stream "$1, eight streams from the PF" -P 8 -R
	from_pf=$grown
	pf_stream "$1, UDP from the PF" -u -b 200M -l 1400 -R
	udp=$grown
}

# The CPUs on which polls have found packets.
polling_cpus()
{
	sebpctl show pf0 -j | jq -c '[.devices[0].queues[] | select(.packets > 500) | .cpu] | unique'
}

scenario()
{
	local grown mbit to_pf from_pf udp plain

	DEVICE=pf0 DEVICE_ADDRESS=$PEER_ADDRESS HERE=in_peer THERE="in_port virtio-net" THERE_ADDRESS=10.77.0.22
	pf_up
	echo 0 > "/sys/bus/pci/devices/$PF_PCI/sriov_numvfs"
	flat_ports_up
	device_here
	spread_vectors
	pf_streams "by interrupts"
	plain=("$to_pf" "$from_pf" "$udp")
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	spares_interrupts igb
	check "attach" sebpctl attach pf0
	pf_streams "attached"
	diag "$(sebpctl show pf0 -s)"
	is "a queue for each vector but the first" "$(queues id | wc -l)" \
		$(($(ls "/sys/bus/pci/devices/$PF_PCI/msi_irqs" | wc -l) - 1))
	is "queues were polled on both CPUs" "$(polling_cpus)" "[0,1]"
	check "few of the interrupts remain, eight streams to the PF" few "$to_pf" "${plain[0]}"
	check "few of the interrupts remain, eight streams from the PF" few "$from_pf" "${plain[1]}"
	check "few of the interrupts remain, UDP from the PF" few "$udp" "${plain[2]}"
	check "unload" rmmod sebp
	check "the plain device answers" device_answers
}
