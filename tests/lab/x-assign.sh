# SPDX-License-Identifier: GPL-2.0-only
# exploration
TOPOLOGY=nested
TIMEOUT=200
show()
{
	diag "\$ $*"
	diag "$("$@" 2>&1; echo "status $?")"
}
scenario()
{
	modprobe igb; modprobe igbvf
	PF_PCI=$(pci_of_pf)
	rename_netdev "$PF_PCI" pf0
	show sebpctl vf create pf0 2 --no-probe
	show sebpctl vf list
	show sebpctl vf assign pf0/0 --mac 02:5e:b0:00:00:01 --dry-run
	show sebpctl vf assign pf0/0 --mac 02:5e:b0:00:00:01
	show sebpctl vf assign pf0/0 --mac 02:5e:b0:00:00:01 --dry-run
	show sebpctl vf assign pf0/0 --mac 02:5e:b0:00:00:02 --vmm
	show sebpctl vf list
	ls -l /dev/vfio
	exec 7<> /dev/vfio/$(sebpctl vf list -j | jq -r .pfs[0].vfs[0].iommu_group)
	show sebpctl vf list -j
	show sebpctl vf release pf0/0
	show sebpctl vf create pf0 3
	exec 7>&-
	show sebpctl vf create pf0 3
	show sebpctl vf release pf0/0 --dry-run
	show sebpctl vf release pf0/0
	show sebpctl vf release pf0/0
	show sebpctl vf list
	VF=$(sebpctl vf list -j | jq -r .pfs[0].vfs[0].netdev)
	show sebpctl vf assign $VF
	show sebpctl vf release 0000:01:10.0
	VF=$(sebpctl vf list -j | jq -r .pfs[0].vfs[0].netdev)
	ip addr add 10.9.9.9/24 dev $VF
	show sebpctl vf assign $VF
	show sebpctl vf create pf0 3
	ip addr flush dev $VF
	ip link set $VF up
	show sebpctl vf assign $VF
	ip link set $VF up
	show ip netns add other
	ip link set $VF netns other
	show sebpctl vf assign pf0/0
	show sebpctl vf assign pf0/0 --force
	show sebpctl vf list
	echo "/sys/bus/pci/drivers/vfio-pci/new_id"
	dmesg | tail -n 30 > /tmp/d; show cat /tmp/d
	ok done
}
