# SPDX-License-Identifier: GPL-2.0-only
# A VF that sebp-vfio-pci has assigned to a guest with two vCPUs: its vectors are with the one that takes their interrupts.
TOPOLOGY=nested
TIMEOUT=400
L2_CPUS=2
VFIO_DRIVER=sebp-vfio-pci

vcpus()		# of the vectors whose vCPU is known
{
	vmm_device '[.vectors[].vcpu | values] | unique | map(tostring) | join(",")'
}

vcpus_are()
{
	[ "$(vcpus)" = "$1" ]
}

# The guest has another vCPU take its interrupts: the vectors go there.
follows()
{
	traffic_start
	l2 1 bash -c 'for irq in /sys/class/net/vf0/device/msi_irqs/*; do
		echo 1 > /proc/irq/${irq##*/}/smp_affinity_list; done'
	check "the vectors follow to vCPU 1" wait_until 20 vcpus_are 1
	traffic_stop
}

scenario()
{
	l2_up
	follows
}
