# SPDX-License-Identifier: GPL-2.0-only
# Campaigns: one disturbance after the other, again and again, while checked streams flow both ways. After each: they flow, by polls.
#
#	sebp-lab run flat-campaigns -- [ROUNDS [SEED]] [KIND...]
#	sebp-lab run flat-campaigns -- soak SEED FIRST COUNT
#
# so many rounds of each kind, or of those named; what is random follows from the seed, which is printed. Without any it is five rounds
# of those kinds that make check has nowhere else. The kinds are the functions kind_*: each does one round, and has undone
# it when it returns. kind_X_before and kind_X_after, where there are any, run once. docs/reliability.md has a table of them.
#
# A soak is a sequence of episodes without an end: a kind, one to three rounds of it, and what else the machine does meanwhile, the
# functions work_*. The kinds are shuffled, and each has its turn before any comes again. The seed and its number alone decide what
# an episode is, so any part of the sequence can be run: tests/soak runs it slice by slice.
TOPOLOGY=flat
PORTS=virtio-net
SUSPEND=1
CHECK_KERNELS="6.12"
TIMEOUT=7200
# As in flat-lifecycle: said by a plain kernel too, when a CPU goes away that is busy with packets.
HARMLESS="hw-vuln|NOHZ tick-stop error: local softirq work is pending, handler #[04][48c]"

KINDS="attach module ifdown rings mtu xdp channels bind flr linkflap recreate netns nsgone cpu clock kill pause freeze suspend memory standby"
# flat-lifecycle has five rounds of the others, or more, on two kernels; suspend has hung once: docs/reliability.md.
CHECK_KINDS="module mtu xdp channels flr linkflap recreate netns nsgone clock kill pause freeze memory standby"
# What else goes on during an episode of a soak.
WORKS="nothing bulk busy questions programs"

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

vf0_named()	# where a driver has taken it
{
	rename_netdev "$VF_PCI" vf0 &&
	ip link set vf0 netns vf
}

vf0_bound()	# the same, as it was
{
	vf0_named &&
	vf0_again &&
	attach_keenly
}

# After a reset of the VF or its PF. The driver finds out for itself, sometimes after ten seconds, and warns, in every kernel, if the
# interface is taken down while it resets (igbvf_close()); a driver that goes cancels that.
vf0_bound_anew()
{
	vf0_unbind &&
	is_gone &&
	vf0_bind &&
	vf0_bound
}

vf0_unbind()
{
	echo "$VF_PCI" > /sys/bus/pci/drivers/igbvf/unbind
}

vf0_bind()
{
	echo "$VF_PCI" > /sys/bus/pci/drivers_probe
}

vf0_remove()
{
	echo 0 > "/sys/bus/pci/devices/$PF_PCI/sriov_numvfs"
}

# The PF has to come up anew, or it does not answer its VF.
vf0_create()
{
	echo 1 > "/sys/bus/pci/devices/$PF_PCI/sriov_numvfs" &&
	ip link set pf0 down &&
	ip link set pf0 up &&
	wait_until 10 has_carrier pf0 &&
	ip link set pf0 vf 0 mac 02:5e:b0:00:00:01 &&
	bind_driver "$VF_PCI" igbvf
}

# brief MILLISECONDS: at most so long, at random. In a subshell RANDOM would not follow from the seed.
brief()
{
	local seconds

	printf -v seconds '0.%03d' $((RANDOM % ($1 + 1)))
	sleep "$seconds"
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
	flow_goes_on	# the link has been away
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
	vf0_remove &&
	is_gone &&
	vf0_create &&
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
	work_stop
	kill "$client"
	wait "$client"
	ip netns del vf &&
	wait_until 10 in_root &&
	netns_add vf vf0 10.77.0.2 &&
	pin_irqs "$VF_PCI" 0 &&
	is_gone &&
	attach_keenly &&
	flow_ask &&
	work_start
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

# Suspend to memory, all of it but the last step, which is the firmware's: every device loses what it knew, in igbvf all interrupts,
# in virtio_net all queues too, and all CPUs but one go away. Both are attached. One after the other: a VF whose PF is still
# asleep gets no answer.
kind_suspend_before()
{
	echo core > /sys/power/pm_test &&
	echo deep > /sys/power/mem_sleep &&
	echo 0 > /sys/power/pm_async &&
	echo 0 > /sys/module/suspend/parameters/pm_test_delay &&
	DEVICE=virtio0 HERE=in_virtio attach_keenly
}

virtio0_well()
{
	[ "$(DEVICE=virtio0 HERE=in_virtio device_state)" = active ] &&
	in_virtio ping -q -c 3 -i 0.005 -W 1 $PEER_ADDRESS
}

kind_suspend()
{
	echo mem > /sys/power/state &&
	pin_irqs "$VF_PCI" 0 &&
	wait_until 10 virtio0_well
}

# Pings alone have kept it parked.
virtio0_polls()
{
	local DEVICE=virtio0 HERE=in_virtio before

	before=$(queues_total polls)
	intact "suspend: 16 MiB arrive intact at virtio0" in_peer in_virtio 10.77.0.22 16
	check "suspend: by polls" [ "$(queues_total polls)" -gt $((before + 50)) ]
}

kind_suspend_after()
{
	virtio0_polls
	in_virtio sebpctl detach virtio0
	echo none > /sys/power/pm_test
	echo 1 > /sys/power/pm_async
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

# Kernels with fault injection: of the allocations that cannot wait, as none in a poll can, one in fifty fails.
FAILSLAB=/sys/kernel/debug/failslab
FAILURES=1000000	# more than there will be: what is left of them says how many there were

kind_failslab_before()
{
	echo 0 > $FAILSLAB/verbose
	echo Y > $FAILSLAB/ignore-gfp-wait
}

kind_failslab()
{
	local flows left

	echo $FAILURES > $FAILSLAB/times
	echo 2 > $FAILSLAB/probability
	flow_goes_on && $HERE sebpctl detach vf0 && attach_keenly && flow_goes_on
	flows=$?
	echo 0 > $FAILSLAB/probability
	left=$(< $FAILSLAB/times)
	diag "failslab: $((FAILURES - left)) allocations have failed" >&8
	[ $flows = 0 ] && [ "$left" -lt $FAILURES ]
}

# Live migration: the VF and a virtio port are a bond, the VF goes and comes back, and the port stands in for it. Who attaches it
# anew is what does so on a node of Kubernetes. The bond has the MAC of whom it uses, as the VF must keep its own.
kind_standby_before()
{
	modprobe bonding max_bonds=0 &&
	echo 0 > /proc/sys/net/ipv4/neigh/pf0/locktime &&
	ip -n virtio-net link set virtio0 down &&
	ip -n virtio-net addr flush dev virtio0 &&
	ip -n virtio-net link set virtio0 netns vf &&
	in_vf ip link add bond0 type bond mode active-backup miimon 20 fail_over_mac active num_grat_arp 3 &&
	in_vf ip link set bond0 up &&
	in_vf ip addr flush dev vf0 &&
	in_vf ip addr add 10.77.0.2/24 dev bond0 &&
	in_bond vf0 &&
	in_bond virtio0 &&
	in_vf ip link set bond0 type bond primary vf0 &&
	mkdir -p /tmp/node.config &&
	printf '%s\n' "window = 100ms" "enter-packets = 6" "leave-packets = 2" > /tmp/node.config/vf0.conf || return
	SEBP_PAUSE=0.2 setsid nsenter --net=/run/netns/vf dash /sebp/deploy/kubernetes/sebp-node /tmp/node.config /tmp/node.state > /tmp/node.log 2>&1 &
	node=$!
}

in_bond()	# in_bond DEVICE
{
	in_vf ip link set "$1" down &&
	in_vf ip link set "$1" master bond0 &&
	in_vf ip link set "$1" up
}

bond_uses()	# bond_uses DEVICE
{
	in_vf grep -q -x "Currently Active Slave: $1" /proc/net/bonding/bond0
}

# The driver alone, or the device with it.
kind_standby()
{
	local go=vf0_unbind come=vf0_bind

	[ $((RANDOM % 2)) = 0 ] || go=vf0_remove come=vf0_create
	echo "$go"
	wait_until 10 bond_uses vf0 &&
	$go &&
	wait_until 10 bond_uses virtio0 &&
	is_gone &&
	flow_goes_on &&
	$come &&
	vf0_named &&
	in_bond vf0 &&
	pin_irqs "$VF_PCI" 0 &&
	wait_until 10 bond_uses vf0
}

# It would detach on any other signal.
kind_standby_after()
{
	{ kill -9 -- "-$node" && wait "$node"; } 2> /dev/null
	in_vf ip link del bond0
	in_vf ip link set virtio0 down
	ip -n vf link set virtio0 netns virtio-net
	ip -n virtio-net addr add 10.77.0.22/24 dev virtio0
	ip -n virtio-net link set virtio0 up
	vf0_again
	wait_until 10 pings > /dev/null
}

# --- What else goes on, in the network namespace of the client and on its CPU; all of it is one group of processes

# As much as there is room for, both ways.
work_bulk()
{
	taskset -c "$PEER_CPU" socat -u TCP-LISTEN:7720,reuseaddr,fork /dev/null &
	taskset -c "$PEER_CPU" socat -u /dev/zero TCP-LISTEN:7721,reuseaddr,fork &
	while :; do
		timeout 3 nsenter "--net=/run/netns/$CLIENT_NETNS" socat -T 1 -u /dev/zero "TCP:$PEER_ADDRESS:7720,connect-timeout=1" &
		timeout 3 nsenter "--net=/run/netns/$CLIENT_NETNS" socat -T 1 -u "TCP:$PEER_ADDRESS:7721,connect-timeout=1" /dev/null &
		sleep 3.5
	done
}

work_busy()
{
	while :; do :; done
}

# Few packets, so that the queue parks and unparks, if nothing else makes it poll.
work_questions()
{
	while :; do
		nsenter "--net=/run/netns/$CLIENT_NETNS" answers ask $PEER_ADDRESS 50 3000 1 8 50
		sleep 0.05
	done
}

# Processes, pages and files, all the time.
work_programs()
{
	while :; do
		head -c 1M /dev/zero > /tmp/work
		cat /tmp/work > /tmp/work.copy
		sleep 0.02
	done
}

work_start()
{
	[ "$work" != nothing ] || return 0
	set -m
	"work_$work" > /dev/null 2>&1 &
	worker=$!
	set +m
	taskset -c -a -p 0 "$worker" > /dev/null
}

work_stop()
{
	[ -z "$worker" ] || kill -9 -- "-$worker"
	wait "$worker"
	worker=
} 2> /dev/null

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
	optional "kind_${kind}_before" > /tmp/before.log 2>&1 || bail "$kind cannot begin: $(< /tmp/before.log)"
	work_start
	for ((round = 1; round <= rounds; round++)); do
		if ! { "kind_$kind" && round_well && pings; } > /tmp/round.log 2>&1; then
			not_ok "$kind: round $round of $rounds, seed $seed" "$(tail -n 40 /tmp/round.log)"
			bail "what it has left behind is unknown"
		fi
	done
	work_stop
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

# Which device a kind is about.
campaign_of()	# campaign_of KIND
{
	case $1,$KERNEL in
	xdp,*)		campaign xdp virtio0 ;;
	channels,*)	campaign channels pf0
			channels_undone ;;
	suspend,6.1)	skip "suspend" "6.1 resets every virtio device, and 9p's driver knows nothing of it" ;;
	*)		campaign "$1" vf0 ;;
	esac
}

campaigns()	# campaigns [ROUNDS [SEED]] [KIND...]
{
	local rounds=5 kind kinds

	[ $# -gt 0 ] || kinds=$CHECK_KINDS
	[[ ! $1 =~ ^[0-9]+$ ]] || { rounds=$1; shift; }
	[[ ! $1 =~ ^[0-9]+$ ]] || { seed=$1; shift; }
	kinds=${*:-${kinds:-$KINDS}}
	diag "$rounds rounds of each, seed $seed: $kinds"
	RANDOM=$seed
	for kind in $kinds; do
		declare -F "kind_$kind" > /dev/null || bail "there is no kind '$kind': choose of $KINDS"
		campaign_of "$kind"
	done
}

# Leaves the kinds in $shuffled, in an order that follows from a seed.
shuffle()	# shuffle SEED
{
	local i other kind

	RANDOM=$1
	shuffled=($KINDS)
	for ((i = ${#shuffled[@]} - 1; i > 0; i--)); do
		other=$((RANDOM % (i + 1)))
		kind=${shuffled[i]} shuffled[i]=${shuffled[other]} shuffled[other]=$kind
	done
}

soak()		# soak SEED FIRST COUNT
{
	local kinds=($KINDS) works=($WORKS) seed=$1 number shuffled kind rounds work

	for ((number = $2; number < $2 + $3; number++)); do
		shuffle $((seed + number / ${#kinds[@]}))
		kind=${shuffled[number % ${#kinds[@]}]}
		RANDOM=$((seed + 7919 * number))
		rounds=$((1 + RANDOM % 3)) work=${works[RANDOM % ${#works[@]}]}
		diag "episode $number of seed $seed: $kind, $rounds rounds, beside $work"
		campaign_of "$kind"
	done
}

scenario()
{
	local seed=$RANDOM pauses=0 work=nothing CLIENT_NETNS client server node worker asked served show

	exec 8>&1
	[ ! -e $FAILSLAB ] || KINDS+=" failslab"
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
	case $1 in
	soak)	soak "${@:2}" ;;
	*)	campaigns "$@" ;;
	esac
	use vf0
	check "attach" attach_keenly
	both_ways "after all" 8
	check "unload" rmmod sebp
	check "the plain device answers" interrupts_answer
}
