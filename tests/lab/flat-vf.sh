# SPDX-License-Identifier: GPL-2.0-only
# sebpctl vf on a host without an IOMMU: VFs are made in the order igb needs, listed and set, and what cannot be is refused.
TOPOLOGY=flat
CHECK_KERNELS="7.2"

vfs()		# vfs FILTER: of the first PF, as the tool lists it
{
	sebpctl vf list pf0 -j | jq -c ".pfs[0] | $1"
}

link()		# link FILTER: of the PF, as iproute2 shows it
{
	ip -j link show pf0 | jq -c ".[0].vfinfo_list | $1"
}

# What the dry run says is what then has to be done, and no more: dry COMMAND...
dry()
{
	local before

	before=$(sebpctl vf list -j)
	sebpctl vf "$@" --dry-run > /tmp/dry
	is "$*, dry: nothing has changed" "$(sebpctl vf list -j)" "$before"
}

making()
{
	local pci=/sys/bus/pci/devices/$PF_PCI

	is "no VFs yet" "$(vfs '[.count, .vfs]')" "[0,[]]"
	says "dry runs need the PF, too" 5 "^sebpctl: nosuch0: " sebpctl vf create nosuch0 2 --dry-run
	dry create pf0 2
	diag "$(< /tmp/dry)"
	is "it would make them without drivers, then set the PF up" "$(head -n 4 /tmp/dry)" \
		"echo 0 > $pci/sriov_drivers_autoprobe
echo 2 > $pci/sriov_numvfs
ip link set pf0 up
echo 1 > $pci/sriov_drivers_autoprobe"
	check "create" sebpctl vf create pf0 2
	is "two VFs, with the host's driver" "$(vfs '[.count, .autoprobe, (.vfs[].driver)]')" '[2,true,"igbvf","igbvf"]'
	is "they are where the dry run said" "$(vfs '.vfs[].address' | tr -d '"')" \
		"$(sed -n 's/^echo \(.*\) > .*drivers_probe$/\1/p' /tmp/dry)"
	check "the PF is up" wait_until 10 has_carrier pf0
	dry create pf0 2
	is "again: nothing to do" "$(< /tmp/dry)" ""
	check "create again, as JSON" json_documented "vf create" pf0 2
}

setting()
{
	check "set everything that igb takes" sebpctl vf set pf0/1 --mac 02:5e:b0:00:00:09 --vlan 100 --qos 3 \
		--spoofchk off --trust on --max-tx-rate 500
	is "iproute2 sees it" "$(link '.[1] | [.address, .vlan_list[0], .rate.max_tx, .spoofchk, .trust]')" \
		'["02:5e:b0:00:00:09",{"vlan":100,"qos":3},500,false,true]'
	is "so does the list" "$(vfs '.vfs[1] | [.mac, .vlan, .qos, .vlan_proto, .max_tx_rate, .spoofchk, .trust]')" \
		'["02:5e:b0:00:00:09",100,3,"802.1Q",500,false,true]'
	is "the other VF is as it was" "$(link '.[0] | [.vlan_list[0], .rate.max_tx, .spoofchk]')" '[{},0,true]'
	dry set pf0/1 --vlan 100 --max-tx-rate 500
	is "set what is set: nothing to do" "$(< /tmp/dry)" ""
	sebpctl vf list -j > /tmp/list.json
	check "all that the list prints is documented" /sebp/tests/documented/json "vf list" /tmp/list.json
	sebpctl vf set pf0/1 --vlan 8 --dry-run -j > /tmp/dry.json
	check "and a dry run" /sebp/tests/documented/json "vf list" /tmp/dry.json
	check "one thing leaves the others, as JSON" json_documented "vf set" "$(vfs '.vfs[1].address' | tr -d '"')" --vlan 7
	is "so it is" "$(vfs '.vfs[1] | [.mac, .vlan, .qos, .max_tx_rate]')" '["02:5e:b0:00:00:09",7,3,500]'
	before=$(link .)
	says "what igb does not offer, after what it does" 1 "^sebpctl: pf0/1: .*'state enable'.*; nothing has changed$" \
		sebpctl vf set pf0/1 --mac 02:5e:b0:00:00:0a --vlan 8 --trust off --state enable
	says "more than the link" 1 "^sebpctl: pf0/1: .*link.*; nothing has changed$" \
		sebpctl vf set pf0/1 --vlan 8 --max-tx-rate 100000
	is "nothing has changed" "$(link .)" "$before"
	check "back" sebpctl vf set "$(vfs '.vfs[1].netdev' | tr -d '"')" --vlan 0 --spoofchk on --trust off --max-tx-rate 0
	is "iproute2 sees that" "$(link '.[1] | [.vlan_list[0], .rate.max_tx, .spoofchk, .trust]')" '[{},0,true,false]'
	check "lines of the list fit 80 columns" awk 'length > 80 { exit 1 }' <(sebpctl vf list)
	diag "$(sebpctl vf list)"
}

wrong()
{
	local netdev

	netdev=$(vfs '.vfs[0].netdev' | tr -d '"')
	says "no command" 2 "^sebpctl: vf: " sebpctl vf
	says "unknown command" 2 "^sebpctl: vf: .*'bogus'" sebpctl vf bogus
	says "no number" 2 "^sebpctl: vf create: name a PF" sebpctl vf create pf0
	says "no such number" 2 "^sebpctl: vf create: .*'two'" sebpctl vf create pf0 two
	says "too many" 1 "^sebpctl: pf0: .*7 VFs at most" sebpctl vf create pf0 8
	says "not on PCI" 5 "^sebpctl: lo: .*PCI" sebpctl vf create lo 1
	says "no such function" 5 "^sebpctl: 0000:77:00.0: " sebpctl vf list 0000:77:00.0
	says "no SR-IOV" 1 "^sebpctl: 00:00.0: .*SR-IOV" sebpctl vf create 00:00.0 1
	says "a VF is no PF" 1 "^sebpctl: $netdev: .*$PF_PCI" sebpctl vf create "$netdev" 1
	says "a PF is no VF" 1 "^sebpctl: pf0: .*no VF" sebpctl vf release pf0
	says "no such VF" 5 "^sebpctl: pf0/2: .*2 VFs" sebpctl vf set pf0/2 --vlan 1
	says "nothing to set" 2 "^sebpctl: vf set: " sebpctl vf set pf0/0
	says "no such VLAN" 2 "^sebpctl: --vlan '4095'" sebpctl vf set pf0/0 --vlan 4095
	says "a group's address" 2 "^sebpctl: --mac " sebpctl vf set pf0/0 --mac 01:00:00:00:00:01
	says "no permission to create" 4 "^sebpctl: pf0: .*root; nothing has changed" as_nobody vf create pf0 0
	says "no permission to set" 4 "^sebpctl: pf0/0: .*root; nothing has changed" as_nobody vf set pf0/0 --vlan 1
	says "no IOMMU" 1 "^sebpctl: pf0/0: the IOMMU is off" sebpctl vf assign pf0/0
	ip addr add 10.9.9.9/24 dev "$netdev"
	says "a VF with an address" 1 "^sebpctl: pf0/0: .*10.9.9.9" sebpctl vf create pf0 3
	ip addr flush dev "$netdev"
	check "everybody may list" as_nobody vf list
	is "all is as it was" "$(vfs '[.count, (.vfs[].driver)]')" '[2,"igbvf","igbvf"]'
}

completion()
{
	is "completion of a command" "$(completes sebpctl vf "")" "create list set assign release"
	is "completion of an option" "$(completes sebpctl vf assign pf0/0 --m)" "--mac --min-tx-rate --max-tx-rate"
	is "completion of a value" "$(completes sebpctl vf set pf0/0 --trust "")" "on off"
	is "completion of a PF" "$(completes sebpctl vf create "")" pf0
	is "completion of a VF" "$(completes sebpctl vf release pf0/)" "pf0/0 pf0/1"
}

# The number changes while the PF is up: its new VFs work, too.
working()
{
	check "another number" sebpctl vf create pf0 3
	is "three VFs" "$(vfs '[.vfs[].driver]')" '["igbvf","igbvf","igbvf"]'
	check "a MAC for the third" sebpctl vf set pf0/2 --mac 02:5e:b0:00:00:03
	VF_PCI=$(vfs '.vfs[2].address' | tr -d '"')
	echo "$VF_PCI" > "/sys/bus/pci/devices/$VF_PCI/driver/unbind"
	check "a VF without a driver: released" sebpctl vf release "$VF_PCI"
	check "released twice, as JSON" json_documented "vf release" pf0/2
	rename_netdev "$VF_PCI" vf0
	is "the VF has the MAC" "$(cat /sys/class/net/vf0/address)" 02:5e:b0:00:00:03
	ip addr add $PEER_ADDRESS/24 dev pf0
	netns_add vf vf0 10.77.0.2
	check "it reaches the peer" wait_until 10 vf_reaches_peer
	check "so does TCP" iperf3_mbit in_vf $PEER_ADDRESS -n 16M
	says "in use in another namespace" 1 "^sebpctl: pf0/2: .*namespace" sebpctl vf create pf0 0
	check "none, by force" sebpctl vf create pf0 0 --force
	is "none" "$(vfs .count)" 0
	check "without drivers" sebpctl vf create "$PF_PCI" 2 --no-probe
	is "there is none" "$(vfs '[.autoprobe, (.vfs[].driver)]')" '[false,null,null]'
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	modprobe -a igb igbvf
	PF_PCI=$(pci_of_pf)
	rename_netdev "$PF_PCI" pf0
	making
	setting
	wrong
	completion
	working
}
