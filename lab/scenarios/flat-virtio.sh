# SPDX-License-Identifier: GPL-2.0-only
# The virtio VF family: traffic both ways, not a byte wrong; a PF stays healthy beside a VF without a driver.
TOPOLOGY=flat
CHECK_KERNELS=6.12
VF=virtio

sent()
{
	cat /sys/class/net/pf0/statistics/tx_packets
}

scenario()
{
	local before

	flat_vf_up
	intact "16 MiB arrive intact at the peer" in_vf in_peer $PEER_ADDRESS 16
	intact "16 MiB arrive intact at the VF" in_peer in_vf 10.77.0.2 16
	check "the VF raises interrupts" [ "$(irqs "$VF_PCI")" -gt 0 ]

	# Broadcasts that no VF takes must leave the PF all the same; it would complain after 5 s.
	echo "$VF_PCI" > "/sys/bus/pci/drivers/virtio-pci/unbind"
	before=$(sent)
	ping -q -c 3 -W 1 10.77.0.99 > /dev/null
	sleep 7
	check "the PF alone sends" [ "$(sent)" -ge $((before + 3)) ]
}
