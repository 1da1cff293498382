# SPDX-License-Identifier: GPL-2.0-only
# Finding, naming and waiting for devices: the same in L1 and in L2.

# SECONDS are many for what is waited for, but the host may have much else to do, and a TCP that was cut off for seven seconds asks again
# only after six more: it takes three times as long until this fails. It says so, for whoever shows what a failed test has written.
wait_until()	# wait_until SECONDS COMMAND...
{
	local seconds=$((3 * $1 * ${SLOWNESS:-1})) limit
	shift

	limit=$((SECONDS + seconds))
	until "$@"; do
		[ "$SECONDS" -lt "$limit" ] || { echo "not within $seconds s: $*" >&2; return 1; }
		sleep 0.05
	done
}

# Starts no programs: a guest's guest is slow at that.
pci_of_id()	# pci_of_id VENDOR DEVICE: the addresses of all such functions
{
	local path vendor device

	for path in /sys/bus/pci/devices/*; do
		read -r vendor < "$path/vendor"
		read -r device < "$path/device"
		[ "$vendor$device" != "0x$1""0x$2" ] || echo "${path##*/}"
	done
}

# The address of the only function that has VFs to offer.
pci_of_pf()
{
	local device

	for device in /sys/bus/pci/devices/*/sriov_numvfs; do
		[ ! -e "$device" ] || basename "${device%/*}"
	done
}

# The name of a PCI function's network device, whose place in sysfs depends on the family.
netdev_of_pci()
{
	local path

	for path in "/sys/bus/pci/devices/$1"/net/* "/sys/bus/pci/devices/$1"/virtio*/net/*; do
		[ ! -d "$path" ] || { echo "${path##*/}"; return 0; }
	done
	return 1
}

netdev_of_mac()
{
	local address

	address=$(grep -lsx "$1" /sys/class/net/*/address) && basename "${address%/address}"
}

has_netdev()
{
	netdev_of_pci "$1" > /dev/null
}

rename_netdev()		# rename_netdev PCI-ADDRESS NAME
{
	wait_until 10 has_netdev "$1" || bail "no network device appeared at $1"
	ip link set "$(netdev_of_pci "$1")" name "$2" || bail "cannot name the device at $1 '$2'"
}

has_carrier()
{
	local carrier

	{ read -r carrier < "/sys/class/net/$1/carrier"; } 2>/dev/null && [ "$carrier" = 1 ]
}

# Loads the driver of the only NIC an L2 guest has; leaves its address in vf_in_guest.
has_vf()
{
	case $VF in
	igb)	modprobe igbvf; vf_in_guest=$(pci_of_id 8086 10ca) ;;
	virtio)	modprobe virtio_net; vf_in_guest=$(pci_of_id 1af4 1041) ;;
	esac
	[ -n "$vf_in_guest" ]
}

# Guest N's VF is vf0, with its address: vf_up_in_guest N. Once more if it comes once more.
vf_up_in_guest()
{
	wait_until 20 has_vf && rename_netdev "$vf_in_guest" vf0 && ip addr add "10.77.0.$((10 + $1))/24" dev vf0 &&
		ip link set vf0 up && wait_until 10 has_carrier vf0
}
