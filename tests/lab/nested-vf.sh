# SPDX-License-Identifier: GPL-2.0-only
# sebpctl vf on a host of guests: a VF that it has made, set and assigned carries a guest, and comes back to the host.
TOPOLOGY=nested
TIMEOUT=400

vfs()		# vfs FILTER: of the PF, as the tool lists it
{
	sebpctl vf list pf0 -j | jq -r ".pfs[0] | $1"
}

# In place of the library's: a second VF, for all that may go wrong.
pf_up()
{
	modprobe -a igb igbvf
	PF_PCI=$(pci_of_pf)
	rename_netdev "$PF_PCI" pf0
	ip addr add $PEER_ADDRESS/24 dev pf0
	check "VFs without drivers" sebpctl vf create pf0 2 --no-probe
	is "so they are" "$(vfs '[.count, .autoprobe, (.vfs[].driver)] | @json')" '[2,false,null,null]'
	wait_until 10 has_carrier pf0 || bail "pf0 has no carrier"
	modprobe vfio-pci
	VF_PCI_N[1]=$(vfs '.vfs[0].address')
	second_vf
}

bind_driver()
{
	check "assign it to a guest" sebpctl vf assign "$1" --mac 02:5e:b0:00:00:01 --max-tx-rate 900 --spoofchk on
	is "it is ready" "$(vfs '.vfs[0] | [.assigned, .driver, .driver_override, .mac, .max_tx_rate] | @json')" \
		"[true,\"$2\",\"$2\",\"02:5e:b0:00:00:01\",900]"
}

second_vf()
{
	local vf path
	vf=$(vfs '.vfs[1].address')
	path=/sys/bus/pci/devices/$vf

	sebpctl vf assign pf0/1 --vlan 5 --dry-run > /tmp/dry
	is "a dry run says what will be done" "$(< /tmp/dry)" "ip link set pf0 vf 1 vlan 5 qos 0 proto 802.1Q
echo vfio-pci > $path/driver_override
echo $vf > /sys/bus/pci/drivers_probe"
	says "without the module" 3 "^sebpctl: pf0/1: the module sebp-vfio-pci .*; nothing has changed$" \
		sebpctl vf assign pf0/1 --vlan 5 --vmm
	says "no permission to assign" 4 "^sebpctl: pf0/1: .*root; nothing has changed" as_nobody vf assign pf0/1
	check "assign" sebpctl vf assign pf0/1 --vlan 5
	check "assign again, as JSON" json_documented "vf assign" pf0/1 --vlan 5
	is "assigned" "$(vfs '.vfs[1] | [.driver, .vlan] | @json')" '["vfio-pci",5]'
	exec {group}<> "/dev/vfio/$(vfs '.vfs[1].iommu_group')"
	is "who has it open" "$(vfs '.vfs[1].user.pid')" $BASHPID
	says "a VF that is open cannot be released" 1 "process $BASHPID, has the VF open" sebpctl vf release pf0/1
	says "nor removed" 1 "process $BASHPID, has the VF open" sebpctl vf create pf0 0 --force
	exec {group}>&-
	says "what is assigned is not removed" 1 "^sebpctl: pf0/1: .*vf release" sebpctl vf create pf0 3
	says "no permission to release" 4 "^sebpctl: pf0/1: .*root; the VF is with the driver vfio-pci now$" as_nobody vf release pf0/1
	check "release" sebpctl vf release pf0/1
	check "release again, as JSON" json_documented "vf release" pf0/1
	is "the host has it" "$(vfs '.vfs[1] | [.driver, .driver_override, .assigned] | @json')" '["igbvf",null,false]'
	is "and its other VFs stay without drivers" "$(vfs '[.autoprobe, .vfs[0].driver] | @json')" '[false,null]'
	ip link set "$(vfs '.vfs[1].netdev')" up
	says "in use by the host" 1 "^sebpctl: pf0/1: .*is up" sebpctl vf assign pf0/1
	check "by force" sebpctl vf assign pf0/1 --force
	check "release at last" sebpctl vf release pf0/1
	own_driver
}

# With the project's own driver, if it was built.
own_driver()
{
	local module=/sebp/build/$KERNEL/sebp-vfio-pci.ko

	if [ ! -e "$module" ] || ! insmod "$module"; then
		skip "assign to sebp-vfio-pci" "it is not there"
		return
	fi
	check "assign to sebp-vfio-pci" sebpctl vf assign pf0/1 --vmm
	is "it has it" "$(vfs '.vfs[1].driver')" sebp-vfio-pci
	check "to vfio-pci instead" sebpctl vf assign pf0/1
	is "that has it" "$(vfs '.vfs[1].driver')" vfio-pci
	check "and back" sebpctl vf release pf0/1
	rmmod sebp-vfio-pci
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	l2_up
	is "the guest's VMM has it open" "$(vfs '.vfs[0].user.pid')" "${L2_PID[1]}"
	diag "$(sebpctl vf list)"
	says "so it cannot be released" 1 "^sebpctl: pf0/0: qemu.*has the VF open" sebpctl vf release pf0/0
	is "the guest has the MAC" "$(l2 1 cat /sys/class/net/vf0/address)" 02:5e:b0:00:00:01
	intact "16 MiB arrive intact at the guest" in_peer "l2 1" 10.77.0.11 16
	intact "16 MiB arrive intact at the peer" "l2 1" in_peer $PEER_ADDRESS 16

	l2_save_logs
	rm /run/l2/*.in
	kill "${L2_PID[1]}"
	wait_until 20 [ ! -e "/proc/${L2_PID[1]}" ] || bail "QEMU does not end"
	check "without its guest it is released" sebpctl vf release pf0/0
	is "the host has it, with the MAC" "$(vfs '.vfs[0] | [.driver, .mac] | @json')" '["igbvf","02:5e:b0:00:00:01"]'
}
