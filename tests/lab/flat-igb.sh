# SPDX-License-Identifier: GPL-2.0-only
# igb, the PF itself: both ways with few interrupts, also for a sender that receives nothing. With VFs it has a vector a
# queue, and the emulated device uses one queue only; without, several, and vectors of their own for sending: then queues
# are polled on the CPUs of their interrupts.
TOPOLOGY=flat
CHECK_KERNELS="7.2"
PORTS=virtio-net
TIMEOUT=400

# The first vector is for all but the queues.
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

# The CPUs on which polls have found packets.
polling_cpus()
{
	sebpctl show pf0 -j | jq -c '[.devices[0].queues[] | select(.packets > 100) | .cpu] | unique'
}

# Streams fast enough to be polled without setting anything, but for the pauses of a busy host, and their acknowledgements,
# which are not. What is sent has vectors of its own.
short_packets()
{
	local grown mbit plain

	pf_stream "several queues, by interrupts" -P 8
	plain=$grown
	check "several queues: attach, not so keenly" sebpctl attach pf0 --window 20ms --enter-packets 100
	pf_stream "several queues, acknowledgements are few" -P 8
	diag "$(sebpctl show pf0 -s)"
	check "several queues: few of the interrupts remain, though acknowledgements are few" few "$grown" "$plain"
	check "several queues: detach" sebpctl detach pf0
}

several_queues()
{
	THERE="in_port virtio-net" THERE_ADDRESS=10.77.0.22
	echo 0 > "/sys/bus/pci/devices/$DEVICE_PCI/sriov_numvfs"
	wait_until 10 has_carrier pf0
	spread_vectors
	short_packets
	check "several queues: attach" attach_keenly
	pf_stream "several queues, eight streams to the PF" -P 8
	pf_stream "several queues, eight streams from the PF" -P 8 -R
	diag "$(sebpctl show pf0 -s)"
	is "several queues: each vector but the first has one" "$(queues id | wc -l)" \
		$(($(ls "/sys/bus/pci/devices/$DEVICE_PCI/msi_irqs" | wc -l) - 1))
	is "several queues: they were polled on both CPUs" "$(polling_cpus)" "[0,1]"
	intact "several queues: 24 MiB arrive intact" "$THERE" "$HERE" "$DEVICE_ADDRESS" 24
	check "several queues: idle, all is parked" wait_until 5 all_parked
	check "several queues: parked, every packet is answered" device_answers
}

scenario()
{
	local grown mbit plain

	DEVICE=pf0 DEVICE_ADDRESS=$PEER_ADDRESS HERE=in_peer THERE=in_vf THERE_ADDRESS=10.77.0.2
	flat_vf_up
	flat_ports_up
	device_here
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	spares_interrupts igb
	pf_stream "UDP from the PF, by interrupts" -u -b 200M -l 1400 -R
	plain=$grown
	check "attach" attach_keenly
	pf_stream "UDP from the PF, attached" -u -b 200M -l 1400 -R
	check "few of the interrupts remain, UDP from the PF" few "$grown" "$plain"
	check "detach" sebpctl detach pf0
	several_queues
	check "unload" rmmod sebp
	check "the plain device answers" device_answers
}
