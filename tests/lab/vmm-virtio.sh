# SPDX-License-Identifier: GPL-2.0-only
# The other VF family by sebp-vfio-pci: a stock guest with a virtio VF has words announced both ways, and not a byte goes wrong.
TOPOLOGY=nested
VF=virtio
TIMEOUT=500
VFIO_DRIVER=sebp-vfio-pci

announced_by()	# announced_by NAME IPERF3-ARGUMENTS...
{
	local name=$1 grown mbit before
	shift

	before=$(vmm_sum "${VF_PCI_N[1]}" announced)
	stream "irqs ${VF_PCI_N[1]}" "l2 1" $PEER_ADDRESS "$@" || bail "$name: the stream does not flow"
	check "$name: words are announced" [ "$(vmm_sum "${VF_PCI_N[1]}" announced)" -gt $((before + 10)) ]
	diag "$name: $grown interrupts in three seconds at $mbit Mbit/s"
}

scenario()
{
	export L2_TIMEOUT=90	# a guest that is lost is noticed before the time is up

	l2_up
	is "the VF is virtio's" "$(l2 1 sh -c 'basename "$(readlink /sys/class/net/vf0/device/driver)"')" virtio_net
	is "memory mode is possible" "$(vmm_device .state)" active
	announced_by "receiving" -R
	announced_by "sending"
	intact "16 MiB arrive intact at the VF" in_peer "l2 1" 10.77.0.11 16
	intact "16 MiB arrive intact at the peer" "l2 1" in_peer $PEER_ADDRESS 16
	check "an idle guest answers" l2 1 ping -q -c 20 -i 0.05 -W 1 $PEER_ADDRESS
	is "by interrupts" "$(vmm_device '[.vectors[].now] | unique | .[]')" interrupt
	diag "$(sebpctl vm show)"
}
