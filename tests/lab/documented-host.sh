# SPDX-License-Identifier: GPL-2.0-only
# Every command that the documentation shows for a host of guests does what it should.
TOPOLOGY=nested
TIMEOUT=400

vfs()		# vfs FILTER: of the PF, as the tool lists it
{
	sebpctl vf list enp1s0 -j | jq -r ".pfs[0] | $1"
}

# Where the first VF has the address that the documentation gives it.
in_place()
{
	local words=("$@") vf

	vf=$(vfs '.vfs[0].address // empty')
	(cd "/sebp/build/$KERNEL" && "${words[@]//0000:01:10.0/$vf}")
}

prepare()
{
	case $1 in
	insmod*)
		prepare "sebpctl vf create enp1s0 0"
		rmmod sebp-vfio-pci ;;
	"sebpctl vf create"*"0" | rmmod*)
		sebpctl vf release enp1s0/0
		sebpctl vf release enp1s0/1 ;;
	"sebpctl vf create"*) ;;
	"sebpctl vm "* | "sebpctl vf assign"*" --vmm")
		insmod "/sebp/build/$KERNEL/sebp-vfio-pci.ko"
		sebpctl vf create enp1s0 4 --no-probe ;;
	*)
		sebpctl vf create enp1s0 4 --no-probe ;;
	esac
}

scenario()
{
	. /sebp/tests/documented/lib.sh
	modprobe -a igb igbvf vfio-pci
	rename_netdev "$(pci_of_pf)" enp1s0
	insmod "/sebp/build/$KERNEL/sebp-vfio-pci.ko"
	check "the card can have seven VFs" [ "$(vfs .total)" = 7 ]
	documented_all host
	is "so many VFs are there as were asked for" "$(vfs '[.count, (.vfs[] | select(.assigned)).index] | @json')" '[4,0]'
	check "the first VF is one of sebp-vfio-pci" sebpctl vf assign enp1s0/0 --vmm
	is "vm set says of which device it has set what" \
		"$(in_place sebpctl vm set 0000:01:10.0 --min-gap 2ms -j | jq -c '.vfs | map([.device, .min_gap_ns])')" \
		"[[\"$(vfs '.vfs[0].address')\",2000000]]"
}
