# SPDX-License-Identifier: GPL-2.0-only
# The library of scenarios; they run in L1.
#
# A scenario file sets what it wants and defines the function scenario:
#	TOPOLOGY=flat|nested  KERNELS="6.1 6.12 7.2"  TIMEOUT=seconds  GUESTS=1..4  VF=igb|virtio
#	PORTS="e1000e virtio-net vmxnet3" (flat)  STOPWATCH=1  APPEND="words for L1's kernel command line"
#	(the time limit also bounds the boot)
#	scenario() { ...; }		gets the words after -- of sebp-lab's command line
# It may read KERNEL, TOPOLOGY, GUESTS and VF, and writes what shall be kept to /results.
# Programs in every VM's PATH: sebpctl, mark, irqs DEVICE (how many interrupts it has raised so far).
# Modules: /sebp/build/$KERNEL/*.ko.
#
# Results, as TAP:
#	ok NAME				not_ok NAME [DIAGNOSTICS...]
#	check NAME COMMAND...		ok if the command succeeds, else its output as diagnostics
#	is NAME GOT WANT		ok if both are the same string
#	skip NAME WHY			diag TEXT...			bail WHY: stop here, as a failure
# Network, everything renamed so that nothing needs guessing:
#	flat_vf_up			VF as vf0, 10.77.0.2/24, in netns vf; peer pf0, 10.77.0.1/24;
#					leaves VF_PCI, PF_PCI
#	in_vf COMMAND...		in the VF's namespace, on CPU 0
#	in_peer COMMAND...		at the peer, on the last CPU (flat and nested)
#	flat_ports_up			each of PORTS in the netns of its name: e1000e0 10.77.0.21,
#					virtio0 .22, vmxnet0 .23; in_port NAME COMMAND...
#	in_peer 's other side, nested:
#	l2_up				boots the guests 1..GUESTS; guest N has vf0, 10.77.0.(10+N)/24
#	l2 N COMMAND...			runs it in guest N: its output, its exit code; several at a time
#					are fine. Words are passed as they are: l2 1 bash -c '...' for a shell.
#	l2_place			puts vCPU threads, VMM threads and VF vectors where they belong; l2_up
#					did it once, again after anything that requests new vectors
#	VF_PCI_N[n] VF_IRQS n		the address, and the host-side interrupts, of guest n's VF
# Tools:
#	wait_until SECONDS COMMAND...	until it succeeds, at most so long
#	iperf3_mbit WHERE ADDRESS ARGS...	one stream; prints Mbit/s, also in /tmp/iperf3.mbit. WHERE is
#					in_vf or "l2 N"; the server is started at the peer when needed
#	transfer FROM TO ADDRESS	standard input through TCP; prints the sha256 of what arrived

PEER_CPU=$(($(nproc --all) - 1))
PEER_ADDRESS=10.77.0.1

# --- TAP; the host numbers the tests and writes the plan

ok()
{
	echo "ok - $*"
}

not_ok()
{
	echo "not ok - $1"
	shift
	[ $# -eq 0 ] || diag "$@"
}

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

check()
{
	local name=$1 output status
	shift

	output=$("$@" 2>&1)
	status=$?
	if [ $status -eq 0 ]; then
		ok "$name"
	else
		not_ok "$name" "'$*' returned $status:"
		diag "$output"
		return 1
	fi
}

is()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "got '$2', want '$3'"
		return 1
	fi
}

skip()
{
	echo "ok - $1 # SKIP $2"
}

bail()
{
	not_ok "the scenario can go on" "$*"
	exit 1
}

wait_until()
{
	local limit=$((SECONDS + $1))
	shift

	until "$@"; do
		[ "$SECONDS" -lt "$limit" ] || return 1
		sleep 0.05
	done
}

# --- The PF and its VFs

pci_of_id()	# pci_of_id VENDOR DEVICE: the addresses of all such functions
{
	local device

	for device in /sys/bus/pci/devices/*; do
		[ "$(cat "$device/vendor")$(cat "$device/device")" != "0x$1""0x$2" ] || echo "${device##*/}"
	done
}

# The name of a PCI function's network device, whose sysfs place depends on the family.
netdev_of_pci()
{
	local path

	for path in "/sys/bus/pci/devices/$1"/net/* "/sys/bus/pci/devices/$1"/virtio*/net/*; do
		[ ! -d "$path" ] || { echo "${path##*/}"; return 0; }
	done
	return 1
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

# The PF with an address, and GUESTS VFs that no driver has touched: the PF answers a VF's mailbox only
# after it was brought up again, so VFs may be probed only then.
pf_up()
{
	local n

	case $VF in
	igb)	modprobe igb; PF_PCI=$(pci_of_id 8086 10c9) ;;
	virtio)	modprobe virtio_net; PF_PCI=$(pci_of_mac 02:5e:b0:00:01:00) ;;
	esac
	[ -n "$PF_PCI" ] || bail "L1 has no PF of family $VF"
	rename_netdev "$PF_PCI" pf0
	ip addr add $PEER_ADDRESS/24 dev pf0
	echo 0 > "/sys/bus/pci/devices/$PF_PCI/sriov_drivers_autoprobe"
	echo "$GUESTS" > "/sys/bus/pci/devices/$PF_PCI/sriov_numvfs" || bail "cannot create $GUESTS VFs"
	ip link set pf0 up
	for ((n = 1; n <= GUESTS; n++)); do
		VF_PCI_N[n]=$(basename "$(readlink -f "/sys/bus/pci/devices/$PF_PCI/virtfn$((n - 1))")")
		[ "$VF" != igb ] || ip link set pf0 vf $((n - 1)) mac "02:5e:b0:00:00:0$n"
	done
	wait_until 10 has_carrier pf0 || bail "pf0 has no carrier"
}

has_carrier()
{
	[ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]
}

bind_driver()	# bind_driver PCI-ADDRESS DRIVER
{
	echo "$2" > "/sys/bus/pci/devices/$1/driver_override"
	echo "$1" > /sys/bus/pci/drivers_probe
	[ -e "/sys/bus/pci/drivers/$2/$1" ] || bail "driver $2 does not take $1"
}

# --- The flat topology

in_vf()
{
	ip netns exec vf taskset -c 0 "$@"
}

in_peer()
{
	taskset -c "$PEER_CPU" "$@"
}

vf_reaches_peer()
{
	in_vf ping -q -c 1 -W 1 $PEER_ADDRESS > /dev/null 2>&1
}

flat_vf_up()
{
	pf_up
	VF_PCI=${VF_PCI_N[1]}
	case $VF in
	igb)	modprobe igbvf; bind_driver "$VF_PCI" igbvf ;;
	virtio)	bind_driver "$VF_PCI" virtio-pci ;;
	esac
	rename_netdev "$VF_PCI" vf0
	netns_add vf vf0 10.77.0.2
	wait_until 10 vf_reaches_peer || bail "the VF does not reach the peer"
}

netns_add()	# netns_add NAMESPACE DEVICE ADDRESS
{
	ip netns add "$1"
	ip link set "$2" netns "$1"
	ip -n "$1" link set lo up
	ip -n "$1" addr add "$3/24" dev "$2"
	ip -n "$1" link set "$2" up
}

# --- Traffic

iperf3_serve()
{
	[ -e /tmp/iperf3.pid ] && kill -0 "$(cat /tmp/iperf3.pid)" 2>/dev/null && return
	in_peer iperf3 -s -D -I /tmp/iperf3.pid --logfile /tmp/iperf3.log
	wait_until 5 [ -s /tmp/iperf3.pid ] && sleep 0.2
}

iperf3_mbit()
{
	local where=$1 address=$2
	shift 2

	iperf3_serve
	$where iperf3 -J -c "$address" "$@" > /tmp/iperf3.json || { cat /tmp/iperf3.json; return 1; }
	jq -r '.end.sum_received.bits_per_second / 1e6 | round' /tmp/iperf3.json | tee /tmp/iperf3.mbit
	[ "$(cat /tmp/iperf3.mbit)" -gt 0 ]
}

transfer()
{
	local from=$1 to=$2 address=$3 receiver

	rm -f /tmp/received
	$to socat -u TCP-LISTEN:7700,reuseaddr OPEN:/tmp/received,creat,trunc &
	receiver=$!
	$from socat -u - "TCP:$address:7700,retry=50,interval=0.1"
	wait $receiver
	$to sha256sum /tmp/received | sed 's/ .*/  -/'
}
