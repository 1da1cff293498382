# SPDX-License-Identifier: GPL-2.0-only
# The flat topology works: traffic both ways between the VF and the PF, and not a byte wrong.
TOPOLOGY=flat
CHECK_KERNELS=6.12

scenario()
{
	local before

	flat_vf_up
	check "the VF reaches the peer" in_vf ping -q -c 3 -i 0.2 -W 2 10.77.0.1
	before=$(irqs "$VF_PCI")
	check "TCP from the VF flows" iperf3_mbit in_vf 10.77.0.1 -t 2
	diag "$(cat /tmp/iperf3.mbit) Mbit/s from the VF, $(($(irqs "$VF_PCI") - before)) VF interrupts"
	before=$(irqs "$VF_PCI")
	check "TCP to the VF flows" iperf3_mbit in_vf 10.77.0.1 -t 2 -R
	diag "$(cat /tmp/iperf3.mbit) Mbit/s to the VF, $(($(irqs "$VF_PCI") - before)) VF interrupts"
	check "the VF raises interrupts" [ "$(irqs "$VF_PCI")" -gt 0 ]

	intact "32 MiB arrive intact at the peer" in_vf in_peer 10.77.0.1 32
	intact "32 MiB arrive intact at the VF" in_peer in_vf 10.77.0.2 32
}
