# SPDX-License-Identifier: GPL-2.0-only
# Attach, traffic both ways, detach: the interrupts go, the bytes arrive, the interrupts come
# back.
TOPOLOGY=flat
KERNELS="6.1 6.12 7.2"
TIMEOUT=300

# Of the first queue of vf0: queue_stat NAME
queue_stat()
{
	in_vf sebpctl show vf0 -j | jq -r ".devices[0].queues[0].$1"
}

vf_irqs()
{
	irqs "$VF_PCI"
}

vf_stream()	# vf_stream NAME IPERF3-ARGUMENTS...
{
	local name=$1
	shift

	stream vf_irqs in_vf $PEER_ADDRESS "$@" && ok "$name" || bail "$name: the stream does not flow"
	diag "$mbit Mbit/s, $grown VF interrupts in three seconds"
}

# At most 5 %. On a quiet host it is one or two in a thousand. Each pause of a busy one parks the queue, which takes some, and
# a kernel that checks itself makes many.
few()
{
	[ $((20 * $1)) -le $((SLOWNESS * $2)) ]
}

scenario()
{
	local grown mbit plain

	flat_vf_up
	vf_stream "TCP by interrupts" -R
	plain=$grown
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	check "attach" in_vf sebpctl attach vf0
	vf_stream "TCP to the VF, attached" -R
	check "few of the interrupts remain" few "$grown" "$plain"
	vf_stream "TCP from the VF, attached"
	check "few of the interrupts remain, sending" few "$grown" "$plain"
	diag "$(in_vf sebpctl show -s vf0)"
	check "the polls found packets" [ "$(queue_stat packets)" -gt 1000 ]

	intact "64 MiB arrive intact at the peer" in_vf in_peer 10.77.0.1 64
	intact "64 MiB arrive intact at the VF" in_peer in_vf 10.77.0.2 64

	sleep 0.3
	is "an idle queue is parked" "$(queue_stat state)" parked
	check "a parked queue answers" in_vf ping -q -c 5 -i 0.05 -W 1 10.77.0.1
	diag "$(in_vf sebpctl show -s vf0)"

	check "detach" in_vf sebpctl detach vf0
	vf_stream "TCP by interrupts again" -R
	grown=$(vf_irqs)
	check "every packet is answered" in_vf ping -q -c 20 -i 0.02 -W 1 10.77.0.1
	check "each after an interrupt" [ $(($(vf_irqs) - grown)) -ge 20 ]
	check "unload" rmmod sebp
}
