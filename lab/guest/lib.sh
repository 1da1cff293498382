# SPDX-License-Identifier: GPL-2.0-only
# The library of scenarios; they run in L1.
#
# A scenario file sets what it wants and defines the function scenario:
#	TOPOLOGY=flat|nested  KERNELS="6.1 6.12 7.2"  TIMEOUT=seconds  GUESTS=1..4  VF=igb|virtio
#	PORTS="e1000e virtio-net virtio-mq vmxnet3" (flat)  STOPWATCH=1  APPEND="words for L1's kernel command line"
#	CPUS=1.. (flat)
#	SUSPEND=1		L1 can be suspended, from 6.12 on: its shares survive it
#	L2_CPUS=2 (nested)	vCPUs of a guest
#	L2_HOTPLUG=1 (nested)	the VF of a guest can be unplugged: its id is vf, its bus plug
#	L2_REBOOTS=1 (nested)	a guest that is reset boots anew; else its QEMU ends
#	SPARE_CPUS=1 (nested)	CPUs of L1 that carry nothing
#	VFIO_DRIVER=sebp-vfio-pci (nested)	what the VFs are assigned with, if not vfio-pci
#	VFIO_DEBUG=-debug (nested)	by the module that can be told to fail
#	PROGRAMS=1 (nested)	the programs of the root "bench": programs_mount, then l2 N program NAME..., in_peer program NAME...
#	ICOUNT=1 lets the clock count instructions, 2 ns each: times are those of the guest, whatever else
#	the host does; the CPUs take turns and KVM does not work
#	CHECK_KERNELS="6.12"		those of KERNELS on which make check runs it; if not said: all when
#					flat, 6.12 when nested
#	(the time limit, 300 s if not said, includes the boot; be generous, the host may be busy)
#	scenario() { ...; }		gets the words after -- of sebp-lab's command line; SCENARIO_ARGS has them
#					too, for settings that depend on them
# It may read KERNEL, TOPOLOGY, GUESTS and VF, and writes what shall be kept to /results.
# Programs in every VM's PATH: sebpctl, mark, irqs DEVICE (how many interrupts it has raised so far),
# answers (questions and answers at random distances: tests/guest/answers.c), flows (checked streams both ways: flows.c).
# vmm (a VMM that starts in a moment, with a guest that counts interrupts of a VF: tests/guest/vmm.c).
# Modules: /sebp/build/$KERNEL/*.ko.
#
# Results, as TAP:
#	ok NAME				not_ok NAME [DIAGNOSTICS...]
#	sebp-lab: pause SECONDS, as a comment, stops the whole machine for so long; then /results/pauses has a line more
#	sebp-lab: monitor COMMAND, as a comment, is for the machine's QEMU
#	check NAME COMMAND...		ok if the command succeeds, else its output as diagnostics
#	is NAME GOT WANT		ok if both are the same string
#	skip NAME WHY			diag TEXT...			bail WHY: stop here, as a failure
# Network, everything renamed so that nothing needs guessing:
#	flat_vf_up			VF as vf0, 10.77.0.2/24, in netns vf; peer pf0, 10.77.0.1/24;
#					leaves VF_PCI, PF_PCI
#	in_vf COMMAND...		in the VF's namespace, on CPU 0
#	in_peer COMMAND...		at the peer, on the last CPU (flat) or CPU 0 (nested)
#	flat_ports_up			each of PORTS in the netns of its name: e1000e0 10.77.0.21,
#					virtio0 .22, vmxnet0 .23, mq0 .24, with two pairs of queues; in_port NAME COMMAND...; port_pci NAME DEVICE
#	in_peer 's other side, nested:
#	l2_up				boots the guests 1..GUESTS; guest N has vf0, 10.77.0.(10+N)/24
#	l2 N COMMAND...			runs it in guest N: its output, its exit code; several at a time
#					are fine. Words are passed as they are: l2 1 bash -c '...' for a shell.
#	l2_place			puts the host vectors of the VFs beside their vCPUs; l2_up did it
#					once, again after anything that requests new ones
#	l2_vcpu N			the thread of guest N's vCPU
#	VF_PCI_N[n]			the address of guest n's VF
# Tools:
#	wait_until SECONDS COMMAND...	until it succeeds, at most so long
#	iperf3_mbit WHERE ADDRESS ARGS...	one stream; prints Mbit/s, also in /tmp/iperf3.mbit. WHERE is
#					in_vf or "l2 N"; the server is started at the peer when needed
#	stream COUNT WHERE ADDRESS ARGS...	iperf3 for five seconds; leaves its throughput in $mbit, and by how much
#					the number that the command COUNT prints grew in three seconds of its middle in
#					$grown: what iperf3 says at the start and the end comes in single packets
#	flood [ADDRESS MAC PORT SIZE]...	UDP packets of so many bytes from the peer as fast as the kernel can make them, to each
#					in turn, until flood_stop
#	flood_start, flood_stop		small ones to vf0 (flat)
#	intact NAME FROM TO ADDRESS MIB	ok if so many MiB, numbered blocks of 8 random ones, sent through TCP,
#					arrive as they were; FROM and TO are in_vf, in_peer, "l2 N"

# What every driver that can be attached has to show: lab/guest/device.sh.

. /sebp/lab/guest/net.sh
. /sebp/lab/guest/device.sh
. /sebp/lab/guest/vmm.sh

# Where guests run, CPU 0 is for everything else: lab/topologies/nested.sh.
[ "$TOPOLOGY" = nested ] && PEER_CPU=0 || PEER_CPU=$(($(nproc --all) - 1))
PEER_ADDRESS=10.77.0.1
VFIO_DRIVER=vfio-pci
VFIO_DEBUG=
L2_HOTPLUG=0
L2_REBOOTS=0

# Before a command: without any rights.
NOBODY="setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --regid=65534 --clear-groups"

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

# For kernels that look: what is left after the first scan, at least five seconds old, and unchanged at the second.
leaks_none()
{
	local leaks=/sys/kernel/debug/kmemleak

	[ -e $leaks ] || return 0
	sleep 6
	echo scan > $leaks
	echo scan > $leaks
	cat $leaks > /results/leaks
	is "nothing is leaked" "$(grep -c "^unreferenced object" /results/leaks)" 0 || diag "$(head -n 60 /results/leaks)"
}

# --- The PF and its VFs

# The PF with an address, and GUESTS VFs that no driver has touched: the PF answers a VF's mailbox only
# after it was brought up again, so VFs may be probed only then.
pf_up()
{
	local n

	case $VF in
	igb)	modprobe igb ;;
	virtio)	modprobe virtio_net ;;
	esac
	PF_PCI=$(pci_of_pf)
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

bind_driver()	# bind_driver PCI-ADDRESS DRIVER
{
	echo "$2" > "/sys/bus/pci/devices/$1/driver_override"
	echo "$1" > /sys/bus/pci/drivers_probe
	[ -e "/sys/bus/pci/drivers/$2/$1" ] || bail "driver $2 does not take $1"
}

# Requested vectors only: a driver requests them when its interface comes up.
pin_irqs()		# pin_irqs PCI-ADDRESS CPU
{
	local irq

	for irq in "/sys/bus/pci/devices/$1/msi_irqs"/*; do
		echo "$2" > "/proc/irq/${irq##*/}/smp_affinity_list"
	done
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
	pin_irqs "$VF_PCI" 0
	wait_until 10 vf_reaches_peer || bail "the VF does not reach the peer"
}

# Once a driver has taken the VF again: with its name, its namespace, its address and the CPU of its interrupts.
flat_vf_again()
{
	rename_netdev "$VF_PCI" vf0
	ip link set vf0 netns vf
	in_vf ip addr add 10.77.0.2/24 dev vf0
	in_vf ip link set vf0 up
	pin_irqs "$VF_PCI" 0
}

netns_add()	# netns_add NAMESPACE DEVICE ADDRESS
{
	ip netns add "$1"
	ip link set "$2" netns "$1"
	ip -n "$1" link set lo up
	ip -n "$1" addr add "$3/24" dev "$2"
	ip -n "$1" link set "$2" up
}

# The optional ports, as the flat topology's drawing shows them.
flat_ports_up()
{
	local port

	for port in $PORTS; do
		case $port in
		e1000e)		port_up $port e1000e e1000e0 21 ;;
		virtio-net)	port_up $port virtio_net virtio0 22 ;;
		virtio-mq)	port_up $port virtio_net mq0 24 ;;
		vmxnet3)	port_up $port vmxnet3 vmxnet0 23 ;;
		esac
	done
}

port_pci()	# port_pci NAME DEVICE: its PCI address
{
	local path

	path=$(in_port "$1" readlink -f "/sys/class/net/$2/device")
	case $path in
	*/virtio[0-9]*)	path=${path%/*} ;;
	esac
	echo "${path##*/}"
}

port_up()	# port_up PORT DRIVER DEVICE SUFFIX: the last part of its MAC and of its address
{
	local mac=02:5e:b0:00:02:$4

	modprobe "$2"
	wait_until 10 netdev_of_mac $mac > /dev/null || bail "the port $1 did not appear"
	ip link set "$(netdev_of_mac $mac)" name "$3" || bail "cannot name the port $1 '$3'"
	netns_add "$1" "$3" "10.77.0.$4"
	wait_until 10 in_port "$1" ping -q -c 1 -W 1 $PEER_ADDRESS > /dev/null 2>&1 ||
		bail "the port $1 does not reach the peer"
}

in_port()
{
	local port=$1
	shift

	ip netns exec "$port" taskset -c 0 "$@"
}

# --- The nested topology

# What QEMU is told of guest N's VF.
l2_vfio()
{
	echo "vfio-pci,host=${VF_PCI_N[$1]},id=vf$([ $L2_HOTPLUG = 0 ] || echo ,bus=plug)"
}

# Guest N's QEMU. It boots from the same images as L1; its agents' ports are pipes in /run/l2. There is nothing for a firmware
# to look for, and qboot is done three seconds sooner than SeaBIOS.
l2_start()
{
	local n=$1 port arguments

	arguments=(qemu-system-x86_64 -nodefaults -no-user-config -display none
		-name "sebp-l2-$n,debug-threads=on" -M q35 -bios qboot.rom -accel kvm -cpu host -smp $L2_CPUS -m 384
		-kernel /boot/vmlinux -initrd /boot/initrd
		-append "console=ttyS0 panic=-1 unknown_nmi_panic=1 panic_print=5 log_buf_len=1M loglevel=5 nokaslr ipv6.disable=1 sebp.role=l2 sebp.guest=$n sebp.vf=$VF"
		-serial "file:/results/l2-$n.console.log" -monitor "unix:/run/l2/$n.monitor,server=on,wait=off"
		-drive file=/dev/vda,format=raw,if=virtio,readonly=on -drive file=/dev/vdb,format=raw,if=virtio,readonly=on
		-virtfs local,id=sebp,path=/sebp,mount_tag=sebp,security_model=none,readonly=on
		-device virtio-serial-pci
		-chardev "socket,id=shell,path=/run/l2/$n.shell,server=on,wait=off"
		-device virtserialport,chardev=shell,name=shell)
	[ $L2_REBOOTS = 1 ] || arguments+=(-no-reboot)
	[ ! -b /dev/vdc ] || arguments+=(-drive file=/dev/vdc,format=raw,if=virtio,readonly=on)
	for port in 1 2 3 4; do
		mkfifo "/run/l2/$n.$port.in" "/run/l2/$n.$port.out"
		arguments+=(-chardev "pipe,id=agent$port,path=/run/l2/$n.$port"
			-device "virtserialport,chardev=agent$port,name=$port")
	done
	bind_driver "${VF_PCI_N[n]}" "$VFIO_DRIVER"
	[ $L2_HOTPLUG = 0 ] || arguments+=(-device pcie-root-port,id=plug)
	arguments+=(-device "$(l2_vfio "$n")")
	(
		taskset -c "$PEER_CPU" "${arguments[@]}" < /dev/null &
		echo $! > "/run/l2/$n.pid"
		wait $!
		echo "QEMU ended with status $?"
	) > "/results/l2-$n.qemu.log" 2>&1 &
	wait_until 5 [ -s "/run/l2/$n.pid" ] || bail "guest $n's QEMU does not start"
	L2_PID[n]=$(< "/run/l2/$n.pid")
	l2_cpu "$n" > "/run/l2/$n.cpu"
}

# KVM, and the driver of assigned VFs. To unpack modules takes an emulated CPU a second, and the PF takes its time too: both at once.
l2_modules()
{
	modprobe -a kvm-amd vfio-pci || modprobe kvm-intel || return
	[ "$VFIO_DRIVER" = vfio-pci ] || insmod "/sebp/build/$KERNEL/$VFIO_DRIVER$VFIO_DEBUG.ko"
}

l2_up()
{
	local n modules

	mkdir -p /run/l2
	l2_modules &
	modules=$!
	pf_up
	wait $modules || bail "L1 has no KVM, or no $VFIO_DRIVER"
	for ((n = 1; n <= GUESTS; n++)); do
		l2_start "$n"
	done
	for ((n = 1; n <= GUESTS; n++)); do
		wait_until 60 l2_place_vcpu "$n" || bail "guest $n does not start: see l2-$n.qemu.log"
	done
	for ((n = 1; n <= GUESTS; n++)); do
		L2_TIMEOUT=$((120 * SLOWNESS)) l2 "$n" true || bail "guest $n does not come up: see l2-$n.console.log"
		echo "# ready: guest $n"
	done
	l2_place
	for ((n = 1; n <= GUESTS; n++)); do
		l2 "$n" ping -q -c 1 -W 5 $PEER_ADDRESS > /dev/null || bail "guest $n does not reach the peer"
	done
}

# The CPU of guest N's first vCPU; the others have the next ones.
l2_cpu()
{
	echo $((1 + ($1 - 1) * L2_CPUS))
}

l2_vcpu()	# l2_vcpu N [VCPU]: the thread of guest N's first vCPU, or of that one
{
	local comm

	comm=$(grep -lsx "CPU ${2:-0}/KVM" "/proc/${L2_PID[$1]}/task"/*/comm) || return 1
	basename "${comm%/comm}"
}

# Each of guest N's vCPU threads alone on a CPU; all else of QEMU stays where l2_start put it, beside the peer.
l2_place_vcpu()
{
	local vcpu

	for ((vcpu = 0; vcpu < L2_CPUS; vcpu++)); do
		taskset -c -p $(($(l2_cpu "$1") + vcpu)) "$(l2_vcpu "$1" $vcpu)" > /dev/null 2>&1 || return
	done
}

# The host vectors of guest N's VF beside its vCPU.
l2_place()
{
	local n

	for ((n = 1; n <= GUESTS; n++)); do
		pin_irqs "${VF_PCI_N[n]}" "$(l2_cpu "$n")"
	done
}

l2_kvm()	# l2_kvm N STATISTIC: of KVM's debugfs, e.g. exits, halt_exits, irq_injections
{
	cat "/sys/kernel/debug/kvm/${L2_PID[$1]}"-*/"$2"
}

# The programs that only benchmarks want, in an image of their own: lab/lib/programs.sh. lab/guest/bin/program runs them.
# Open MPI's libraries look for their parts in these directories.
programs_mount()
{
	local n libraries=/usr/lib/x86_64-linux-gnu mount="mkdir -p /run/programs && mount -t erofs -o ro /dev/vdc /run/programs"

	mount+=" && ln -sfn /run/programs$libraries/openmpi /run/programs$libraries/pmix2 $libraries/"
	sh -c "$mount" || bail "there is no image of programs"
	for ((n = 1; n <= GUESTS; n++)); do
		l2 "$n" sh -c "$mount" || bail "guest $n has no image of programs"
	done
}

l2_save_logs()
{
	local n

	for ((n = 1; n <= GUESTS; n++)); do
		[ ! -p "/run/l2/$n.1.in" ] || L2_TIMEOUT=10 l2 "$n" dmesg > "/results/l2-$n.dmesg"
	done
}

# --- Traffic

listens()	# listens PORT
{
	[ -n "$(ss -Hltn "sport = :$1")" ]
}

# A server at the peer, if there is none.
iperf3_serve()
{
	iperf3_serve_at 5201
}

iperf3_serve_at()	# iperf3_serve_at PORT
{
	listens "$1" || in_peer iperf3 -s -D -p "$1" --logfile "/tmp/iperf3.$1.log" && wait_until 5 listens "$1"
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

stream()
{
	local count=$1 before
	shift

	iperf3_serve
	iperf3_mbit "$1" "$2" -t 5 "${@:3}" > /tmp/stream.log &
	sleep 1.5
	before=$($count)
	sleep 3
	grown=$(($($count) - before))
	wait $! || { diag "$(< /tmp/stream.log)"; return 1; }
	mbit=$(< /tmp/iperf3.mbit)
}

flood()
{
	command flood pf0 "$PEER_CPU" $PEER_ADDRESS "$@" || bail "there is no pktgen"
}

flood_start()
{
	flood 10.77.0.2 "$(in_vf cat /sys/class/net/vf0/address)" 9 60 &
	flood=$!
}

flood_stop()
{
	echo stop > /proc/net/pktgen/pgctrl
	wait "$flood"
}

intact()
{
	local name=$1 from=$2 to=$3 address=$4 mib=$5 receiver sent
	# A guest of a guest on a busy host has taken more than two minutes to send and sum 200 MiB.
	local -x L2_TIMEOUT=$((120 + mib))

	# A guest that dies must not be waited for.
	$to bash -c "socat -T 60 -u -b 262144 TCP-LISTEN:7700,reuseaddr,accept-timeout=60 - | md5sum" > /tmp/received.sum &
	receiver=$!
	sent=$($from bash -c "
		block=\$(mktemp) && head -c 8M /dev/urandom > \$block
		stream() { for ((i = 0; i < $mib; i += 8)); do echo \$i; cat \$block; done; }
		stream | socat -u -b 262144 - TCP:$address:7700,retry=100,interval=0.1
		stream | md5sum
		rm \$block")
	wait $receiver
	is "$name" "$(< /tmp/received.sum)" "$sent"
}
