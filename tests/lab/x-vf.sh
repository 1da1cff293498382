# SPDX-License-Identifier: GPL-2.0-only
# exploration
TOPOLOGY=flat
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
	show ip link
	show sebpctl vf list
	show sebpctl vf create pf0 2 --dry-run
	show sebpctl vf create pf0 2 --dry-run -j
	ip link set pf0 up
	sleep 2
	show ip -d link show pf0
	show sebpctl vf create pf0 2
	show sebpctl vf list
	show sebpctl vf list -j
	dmesg | tail -n 20 > /tmp/d; show cat /tmp/d
	show ip link
	show sebpctl vf set pf0/0 --mac 02:5e:b0:00:00:01 --vlan 100 --qos 3 --spoofchk off --trust on --max-tx-rate 50
	show ip -j link show pf0
	show sebpctl vf set pf0/0 --state enable --vlan 0
	show sebpctl vf set pf0/0 --vlan 0 --state enable
	show sebpctl vf set pf0/0 --max-tx-rate 5000
	show sebpctl vf list pf0
	show sebpctl vf assign pf0/0 --dry-run
	show sebpctl vf release pf0/0 --dry-run
	show sebpctl vf create pf0 0
	show sebpctl vf list
	ip link set pf0 down
	show sebpctl vf create pf0 2 --no-probe
	show sebpctl vf set pf0/0 --mac 02:5e:b0:00:00:01  --max-tx-rate 50
	show sebpctl vf create pf0 2
	show sebpctl vf list
	dmesg | tail -n 30 > /tmp/d; show cat /tmp/d
	ok done
}
