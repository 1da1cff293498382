# SPDX-License-Identifier: GPL-2.0-only
# virtio_net in a guest, on an assigned VF: receiving it is polled, sending it stays on interrupts (docs/drivers.md, "Transmit
# completions"), and not a byte goes wrong. The device holds its interrupts back by itself, so fewer are left to spare than with igbvf.
TOPOLOGY=nested
VF=virtio
TIMEOUT=600

vf_irqs()
{
	irqs "${VF_PCI_N[1]}"
}

# Of the first queue: queue_stat NAME
queue_stat()
{
	l2 1 sebpctl show vf0 -j | jq -r ".devices[0].queues[0].$1"
}

# A stream by interrupts and one attached; leaves the interrupts for each 1000 MB of both in $plain and $attached.
counted()	# counted NAME IPERF3-ARGUMENTS...
{
	local name=$1 grown mbit
	shift

	stream vf_irqs "l2 1" $PEER_ADDRESS "$@" || bail "$name: the stream does not flow"
	plain=$((grown * 8000 / (3 * mbit + 1)))
	diag "$name, by interrupts: $grown VF interrupts in three seconds at $mbit Mbit/s"
	check "$name: attach" l2 1 sebpctl attach vf0
	stream vf_irqs "l2 1" $PEER_ADDRESS "$@" || bail "$name: the stream does not flow while attached"
	attached=$((grown * 8000 / (3 * mbit + 1)))
	diag "$name, attached: $grown VF interrupts in three seconds at $mbit Mbit/s"
	diag "$(l2 1 sebpctl show -s vf0)"
}

scenario()
{
	local plain attached

	export L2_TIMEOUT=90	# a guest that is lost is noticed before the time is up

	l2_up
	iperf3_serve
	is "the VF is virtio's" "$(l2 1 sh -c 'basename "$(readlink /sys/class/net/vf0/device/driver)"')" virtio_net
	check "the module loads" l2 1 insmod "/sebp/build/$KERNEL/sebp.ko"

	counted "receiving" -R
	check "receiving: half of the interrupts are spared: $attached of $plain in 1000 MB" [ $((2 * attached)) -le "$plain" ]
	check "receiving: the polls found packets" [ "$(queue_stat packets)" -gt 1000 ]
	check "receiving: by polls" [ "$(queue_stat polls)" -gt 100 ]
	check "receiving: detach" l2 1 sebpctl detach vf0

	counted "sending"
	# How many a stream takes changes by half from one to the next, whoever handles them.
	check "sending: no more than twice as many interrupts: $attached of $plain in 1000 MB" [ "$attached" -le $((2 * plain)) ]
	intact "32 MiB arrive intact at the VF" in_peer "l2 1" 10.77.0.11 32
	intact "32 MiB arrive intact at the peer" "l2 1" in_peer $PEER_ADDRESS 32
	check "the guest answers after it" l2 1 ping -q -c 20 -i 0.01 -W 1 $PEER_ADDRESS
	check "the module unloads under its device" l2 1 rmmod sebp
	check "and interrupts carry on" l2 1 ping -q -c 20 -i 0.01 -W 1 $PEER_ADDRESS
}
