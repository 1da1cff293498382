# SPDX-License-Identifier: GPL-2.0-only
# Campaigns: one disturbance after the other, again and again, while checked streams flow both ways. After each: they flow, by polls.
#
#	sebp-lab run flat-campaigns -- [ROUNDS [SEED]] [KIND...]
#
# so many rounds of each kind, or of those named; what is random follows from the seed, which is printed. Without any it is five rounds
# of those kinds that make check has nowhere else. The kinds are the functions kind_*: each does one round, and has undone
# it when it returns. kind_X_before and kind_X_after, where there are any, run once. docs/reliability.md has a table of them.
TOPOLOGY=flat
PORTS=virtio-net
CHECK_KERNELS="6.12"
TIMEOUT=7200
# As in flat-lifecycle: said by a plain kernel too, when a CPU goes away that is busy with packets.
HARMLESS="hw-vuln|NOHZ tick-stop error: local softirq work is pending, handler #[04][48c]"

KINDS="attach module ifdown rings mtu xdp channels bind flr linkflap recreate netns nsgone cpu clock kill pause freeze memory"
# Of the others flat-lifecycle and flat-renew-* have some; all of them would be too much for every day.
CHECK_KINDS="module linkflap netns nsgone clock kill pause"

# --- The traffic

flow_start()
{
	taskset -c "$PEER_CPU" flows serve /tmp/flow.served &
	server=$!
	flow_ask
}

# By itself, so that it is what is killed.
flow_ask()
{
	nsenter "--net=/run/netns/$CLIENT_NETNS" taskset -c 0 flows ask $PEER_ADDRESS /tmp/flow.asked &
	client=$!
	wait_until 10 [ -s /tmp/flow.asked ]
}

flow_stop()
{
	{
		kill "$server" "$client"
		wait "$server" "$client"
	} 2> /dev/null
}

flow_wrong()
{
	local bytes wrong sum=0

	while read -r bytes wrong; do
		sum=$((sum + wrong))
	done < <(cat /tmp/flow.asked /tmp/flow.served)
	echo $sum
}

# flow_seen: leaves how much has come so far, at either end, in $asked and $served
flow_seen()
{
	local wrong

	read -r asked wrong < /tmp/flow.asked
	read -r served wrong < /tmp/flow.served
}

# More than can have been on its way.
flow_grown()
{
	flow_seen
	[ "$asked" -gt $(($1 + 64000)) ] && [ "$served" -gt $(($2 + 64000)) ]
}

# --- The device

# Without a /sys of their own, which 'ip netns exec' mounts each time, and that takes long.
in_vf()
{
	nsenter --net=/run/netns/vf taskset -c 0 "$@"
}

in_virtio()
{
	nsenter --net=/run/netns/virtio-net taskset -c 0 "$@"
}

use()		# use vf0|virtio0|pf0: what HERE and DEVICE mean
{
	local sysfs

	THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS COUNT=
	case $1 in
	vf0)		DEVICE=vf0 DEVICE_ADDRESS=10.77.0.2 HERE=in_vf CLIENT_NETNS=vf sysfs="ip netns exec vf" ;;
	virtio0)	DEVICE=virtio0 DEVICE_ADDRESS=10.77.0.22 HERE=in_virtio CLIENT_NETNS=virtio-net sysfs="in_port virtio-net" ;;
	pf0)		DEVICE=pf0 DEVICE_ADDRESS=$PEER_ADDRESS HERE=in_peer CLIENT_NETNS=virtio-net THERE=in_virtio THERE_ADDRESS=10.77.0.22 sysfs=in_peer ;;
	esac
	HERE=$sysfs device_here
}

vf0_again()	# whatever was done to the VF or its PF: with the address and the interrupts that it had
{
	in_vf ip addr replace 10.77.0.2/24 dev vf0 &&
	in_vf ip link set vf0 up &&
	pin_irqs "$VF_PCI" 0
}

vf0_bound()	# the same after a driver has taken it
{
	rename_netdev "$VF_PCI" vf0 &&
	ip link set vf0 netns vf &&
	vf0_again &&
	attach_keenly
}

# After a reset of the VF or its PF. The driver finds out for itself, sometimes after ten seconds, and warns, in every kernel, if the
# interface is taken down while it resets (igbvf_close()); a driver that goes cancels that.
vf0_bound_anew()
{
	echo "$VF_PCI" > /sys/bus/pci/drivers/igbvf/unbind &&
	is_gone &&
	echo "$VF_PCI" > /sys/bus/pci/drivers_probe &&
	vf0_bound
}

# brief MILLISECONDS: at most so long, at random
brief()
{
	sleep "$(printf '0.%03d' $((RANDOM % ($1 + 1))))"
}

is_gone()
{
	[ "$($HERE sebpctl show -j | jq -c .devices)" = "[]" ]
}

# --- The kinds

kind_attach()
{
	$HERE sebpctl detach vf0 &&
	brief 100 &&
	attach_keenly
}

kind_module()
{
	rmmod sebp &&
	brief 50 &&
	insmod /tmp/sebp.ko &&
	attach_keenly
}

kind_ifdown()
{
	in_vf ip link set vf0 down &&
	brief 100 &&
	vf0_again
}

kind_rings()
{
	local rx=$((80 + 8 * (RANDOM % 120))) tx=$((80 + 8 * (RANDOM % 120)))

	in_vf ethtool -G vf0 rx $rx tx $tx &&
	pin_irqs "$VF_PCI" 0
}

kind_rings_after()
{
	in_vf ethtool -G vf0 rx 256 tx 256
}

kind_mtu()
{
	in_vf ip link set vf0 mtu $((1000 + RANDOM % 500)) &&
	pin_irqs "$VF_PCI" 0
}

kind_mtu_after()
{
	in_vf ip link set vf0 mtu 1500
}

kind_xdp()
{
	in_virtio ip link set virtio0 xdp object /tmp/pass.o section xdp &&
	brief 100 &&
	in_virtio ip link set virtio0 xdp off
}

kind_channels()
{
	ethtool -L pf0 combined $((1 + round % 2)) &&
	pin_irqs "$PF_PCI" $PEER_CPU
}

kind_channels_after()
{
	ethtool -L pf0 combined 2
}

kind_bind()
{
	vf0_bound_anew
}

# What the driver has programmed is gone.
kind_flr()
{
	echo 1 > "/sys/bus/pci/devices/$VF_PCI/reset" &&
	brief 50 &&
	vf0_bound_anew
}

# All VFs are reset by that, too.
kind_linkflap()
{
	ip link set pf0 down &&
	brief 50 &&
	ip link set pf0 up &&
	wait_until 10 has_carrier pf0 &&
	vf0_bound_anew
}

kind_recreate()
{
	echo 0 > "/sys/bus/pci/devices/$PF_PCI/sriov_numvfs" &&
	is_gone &&
	echo 1 > "/sys/bus/pci/devices/$PF_PCI/sriov_numvfs" &&
	ip link set pf0 down &&
	ip link set pf0 up &&
	wait_until 10 has_carrier pf0 &&
	ip link set pf0 vf 0 mac 02:5e:b0:00:00:01 &&
	bind_driver "$VF_PCI" igbvf &&
	vf0_bound
}

kind_netns_before()
{
	ip netns add other
}

# Moved while attached, attached there, and back.
kind_netns()
{
	ip -n vf link set vf0 netns other &&
	is_gone &&
	ip -n other addr replace 10.77.0.2/24 dev vf0 &&
	ip -n other link set vf0 up &&
	HERE="ip netns exec other" attach_keenly &&
	ip netns exec other ping -q -c 1 -W 2 $PEER_ADDRESS &&
	ip -n other link set vf0 netns vf &&
	vf0_again &&
	attach_keenly
}

kind_netns_after()
{
	ip netns del other
}

in_root()
{
	[ -e /sys/class/net/vf0 ]
}

# Who lives in it keeps it alive, so they go first.
kind_nsgone()
{
	kill "$client"
	wait "$client"
	ip netns del vf &&
	wait_until 10 in_root &&
	netns_add vf vf0 10.77.0.2 &&
	pin_irqs "$VF_PCI" 0 &&
	is_gone &&
	attach_keenly &&
	flow_ask
}

kind_cpu_before()
{
	pin_irqs "$VF_PCI" 1
}

# The one that polls.
kind_cpu()
{
	echo 0 > /sys/devices/system/cpu/cpu1/online &&
	brief 200 &&
	flow_goes_on &&
	echo 1 > /sys/devices/system/cpu/cpu1/online &&
	pin_irqs "$VF_PCI" 1
}

kind_cpu_after()
{
	pin_irqs "$VF_PCI" 0
}

clock_by()	# clock_by SECONDS
{
	date -s "@$((EPOCHSECONDS + $1))"
}

kind_clock()
{
	local first=$((RANDOM % 2 ? 3600 : -3600))

	clock_by $first &&
	brief 50 &&
	clock_by $((-2 * first)) &&
	brief 50 &&
	clock_by $first
}

# What is killed at any point: done as a whole or not at all.
kind_kill()
{
	local commands=("attach vf0" "attach vf0 --shadow" "detach vf0" "set vf0 --preset latency" "set vf0 --shadow" "show -s" "shadow vf0 1" "monitor" "report")
	local command=${commands[RANDOM % ${#commands[@]}]} state

	[[ $command != attach* && $command != "shadow "* ]] || $HERE sebpctl detach vf0 || return
	# By itself, so that it is what is killed.
	nsenter --net=/run/netns/vf taskset -c 0 sebpctl $command > /dev/null 2>&1 &
	brief 60
	kill -9 $! 2> /dev/null
	wait $! 2> /dev/null
	state=$($HERE sebpctl show -j | jq -r '.devices | map(.state + " " + .preset) | join(" ")')
	echo "killed: sebpctl $command: '$state'"
	case $state in
	'')	attach_keenly ;;
	active\ * | shadow\ *)
		$HERE sebpctl detach vf0 && attach_keenly ;;
	*)	return 1 ;;
	esac
}

# The host does it: lab/lib/run.sh.
paused()
{
	[ "$(wc -l < /results/pauses)" -ge "$1" ] 2> /dev/null
}

kind_pause()
{
	pauses=$((pauses + 1))
	printf '# sebp-lab: pause 0.%03d\n' $((RANDOM % 500)) >&8
	wait_until 20 paused $pauses
}

# As far as the freezer: all tasks stand still.
kind_freeze_before()
{
	echo freezer > /sys/power/pm_test
	echo 0 > /sys/module/suspend/parameters/pm_test_delay
}

kind_freeze()
{
	echo freeze > /sys/power/state
}

kind_freeze_after()
{
	echo none > /sys/power/pm_test
}

# hog NAME LEFT: all but so many MiB
hog()
{
	fallocate -l "$(awk -v left="$2" '/^MemAvailable/ { print $2 - 1024 * left }' /proc/meminfo)K" "/run/hog/$1"
}

kind_memory_before()
{
	mkdir -p /run/hog
	mount -t tmpfs -o size=100% tmpfs /run/hog
	hog most 200
}

# Less than 80 MiB, and programs would be read from the disk again and again.
kind_memory()
{
	hog rest 80 &&
	flow_goes_on &&
	$HERE sebpctl detach vf0 &&
	attach_keenly &&
	rm /run/hog/rest
}

kind_memory_after()
{
	umount /run/hog
}

# --- What every round has to show

# By either's count, from now on.
flow_goes_on()
{
	flow_seen
	wait_until 10 flow_grown "$asked" "$served"
}

# Polled, and its counters are sane: no stall, and none has ten digits, a gap of ten seconds neither. Leaves what it says in $show.
# No jq here: it would take more time than all the rest.
polled_well()
{
	local polling='"state": "polling"' stalls='"stalls": [^0]' absurd='"(polls|packets|irqs_taken|irqs_suppressed|longest_gap_ns|busy)": [0-9]{11}'

	show=$($HERE sebpctl show $DEVICE -j) &&
	[[ $show == *'"state": "active"'* && $show =~ $polling && ! $show =~ $stalls && ! $show =~ $absurd ]]
}

round_well()
{
	flow_goes_on || { echo "nothing flows: $asked and $served bytes"; return 1; }
	wait_until 10 polled_well || { echo "it is not polled well:"; $HERE sebpctl show -s; return 1; }
	[ "$(flow_wrong)" = 0 ] || { echo "what has come is wrong"; return 1; }
}

pings()
{
	$HERE ping -q -c 3 -i 0.005 -W 1 "$THERE_ADDRESS"
}

optional()	# optional FUNCTION: if there is one
{
	! declare -F "$1" > /dev/null || "$1"
}

# Every poll has a gap and no more than one cause.
counted()
{
	$HERE sebpctl show "$DEVICE" -j | jq -e '.devices[0].queues | all((.gaps | add) == .polls and .polls >= ([.events[].polls] | add) and .stalls == 0)'
}

kind_ends()
{
	local lost longest

	wait_until 5 all_parked || not_ok "$kind: idle, all is parked" "$($HERE sebpctl show -s)"
	check "$kind: each poll is counted once" counted
	nsenter "--net=/run/netns/$CLIENT_NETNS" taskset -c 0 answers ask $PEER_ADDRESS 20 600 1 4 1000 > /tmp/answers
	read -r lost longest < /tmp/answers
	is "$kind: every question is answered, the longest wait $longest us" "$lost" 0
	check "$kind: detach" $HERE sebpctl detach $DEVICE
	is "$kind: no hook is left" "$(sebpctl events -j | jq '[.events[].users] | add')" 0
	check "$kind: plain interrupts answer" interrupts_answer
}

campaign()	# campaign KIND DEVICE
{
	local kind=$1 round start=$EPOCHREALTIME

	use "$2"
	attach_keenly || not_ok "$kind: attach"
	flow_start
	wait_until 10 polled_well > /dev/null
	optional "kind_${kind}_before"
	for ((round = 1; round <= rounds; round++)); do
		if ! { "kind_$kind" && round_well && pings; } > /tmp/round.log 2>&1; then
			not_ok "$kind: round $round of $rounds, seed $seed" "$(tail -n 40 /tmp/round.log)"
			bail "what it has left behind is unknown"
		fi
	done
	optional "kind_${kind}_after" 2>&1
	ok "$kind: $rounds rounds"
	diag "$kind: $(((${EPOCHREALTIME/.} - ${start/.}) / 1000)) ms, the longest gap since attach $(jq '[.devices[0].queues[].longest_gap_ns] | max / 1000 | floor' <<< "$show") us"
	flow_seen
	is "$kind: $((asked >> 10)) and $((served >> 10)) KiB came as they were sent" "$(flow_wrong)" 0
	flow_stop
	kind_ends
	diag "$kind: $(((${EPOCHREALTIME/.} - ${start/.}) / 1000)) ms in all"
}

# It has reset the PF, which resets the VF.
channels_undone()
{
	use vf0
	vf0_bound_anew > /dev/null && $HERE sebpctl detach vf0 || bail "the VF does not come back"
}

scenario()
{
	local rounds=5 seed=$RANDOM kinds kind device pauses=0 CLIENT_NETNS client server asked served show

	[ $# -gt 0 ] || kinds=$CHECK_KINDS
	[[ ! $1 =~ ^[0-9]+$ ]] || { rounds=$1; shift; }
	[[ ! $1 =~ ^[0-9]+$ ]] || { seed=$1; shift; }
	kinds=${*:-${kinds:-$KINDS}}
	diag "$rounds rounds of each, seed $seed: $kinds"
	RANDOM=$seed
	exec 8>&1
	flat_vf_up
	flat_ports_up
	xdp_program
	in_peer answers serve &
	# From the share all this would take many times as long, again and again.
	strip -g -R .BTF -o /tmp/sebp.ko "/sebp/build/$KERNEL/sebp.ko"
	mkdir -p /usr/local/bin
	strip -o /usr/local/bin/sebpctl /sebp/build/tools/sebpctl
	cp /sebp/build/guest/{answers,flows} /sebp/lab/guest/bin/irqs /usr/local/bin
	insmod /tmp/sebp.ko || bail "sebp.ko does not load"
	for kind in $kinds; do
		declare -F "kind_$kind" > /dev/null || bail "there is no kind '$kind': choose of $KINDS"
		case $kind in
		xdp)		device=virtio0 ;;
		channels)	device=pf0 ;;
		*)		device=vf0 ;;
		esac
		campaign "$kind" $device
		[ $device != pf0 ] || channels_undone
	done
	use vf0
	check "attach" attach_keenly
	both_ways "after all" 8
	check "unload" rmmod sebp
	check "the plain device answers" interrupts_answer
}
