# SPDX-License-Identifier: GPL-2.0-only
# Memory runs out at each single allocation of loading, attaching, changing, detaching, going down and up: what fails
# fails as a whole, and packets flow. For kernels with fault injection, as 6.12-debug.
TOPOLOGY=flat
CHECK_KERNELS=" "
TIMEOUT=600
ROUNDS=40	# more allocations than any of these commands has

# faults_of FIRST LAST: only allocations below code at these addresses are counted, and fail
faults_of()
{
	local kind

	for kind in failslab fail_page_alloc; do
		cd /sys/kernel/debug/$kind || bail "there is no $kind"
		echo 0 > verbose
		echo N > ignore-gfp-wait
		echo 32 > stacktrace-depth
		echo "$1" > require-start
		echo "$2" > require-end
	done
	cd /sys/kernel/debug/fail_page_alloc && echo 0 > min-order && echo N > ignore-gfp-highmem
	cd /root || bail "there is no /root"
}

faults_of_sebp()
{
	local text size

	text=$(< /sys/module/sebp/sections/.text)
	size=$(awk '$1 == "sebp" { print $2 }' /proc/modules)
	faults_of "$text" "$(printf '0x%x' $((text + size)))"
}

# failing N COMMAND...: its Nth allocation of those fails
failing()
{
	in_vf bash -c 'echo $0 > /proc/self/fail-nth && exec "$@"' "$@" > /tmp/failing.log 2>&1
}

# ends NAME: some rounds have failed, so there was something to fail; the last has not, so all has failed once
ends()
{
	diag "$1: $failed of $ROUNDS rounds failed"
	check "$1: some allocation failed" [ "$failed" -gt 0 ]
	check "$1: each did" [ "$status" = 0 ]
}

# A refusal has a sentence of the module's own: what sebpctl would say without one is the C library's.
says_why()	# says_why NAME
{
	[ "$(wc -l < /tmp/failing.log)" = 1 ] && grep -q "^sebpctl: vf0: " /tmp/failing.log && ! grep -q "Cannot allocate" /tmp/failing.log ||
		not_ok "$1: it is said why not" "$(< /tmp/failing.log)"
}

is_attached()
{
	in_vf sebpctl show vf0 > /dev/null 2>&1
}

answers()
{
	in_vf ping -q -c 5 -i 0.02 -W 1 $PEER_ADDRESS
}

loading()
{
	local round failed=0 status

	for ((round = 1; round <= ROUNDS; round++)); do
		failing $round insmod "/sebp/build/$KERNEL/sebp.ko"
		status=$?
		[ $status = 0 ] && rmmod sebp || failed=$((failed + 1))
		[ ! -e /sys/module/sebp ] || bail "loading, allocation $round: half a module is left"
	done
	ends "loading"
}

attaching()
{
	local round failed=0 status

	for ((round = 1; round <= ROUNDS; round++)); do
		failing $round sebpctl attach vf0 --events tick,irq,softirq,xmit,sched,syscall,socket,idle
		status=$?
		[ $status = 0 ] || says_why "attaching, allocation $round"
		if is_attached; then
			failing $round sebpctl detach vf0
			is_attached && in_vf sebpctl detach vf0
		fi
		[ $status = 0 ] || failed=$((failed + 1))
		is_attached && not_ok "attaching, allocation $round: it could be detached"
		answers > /dev/null || not_ok "attaching, allocation $round: packets are answered"
	done
	ends "attaching"
}

changing()
{
	local round failed=0 status presets=(latency efficiency)

	in_vf sebpctl attach vf0 || bail "it cannot be attached"
	for ((round = 1; round <= ROUNDS; round++)); do
		failing $round sebpctl set vf0 --preset ${presets[round % 2]}
		status=$?
		[ $status = 0 ] || { failed=$((failed + 1)); says_why "changing, allocation $round"; }
		is_attached || not_ok "changing, allocation $round: it is still attached"
		answers > /dev/null || not_ok "changing, allocation $round: packets are answered"
	done
	ends "changing"
}

showing()
{
	local round failed=0 status

	for ((round = 1; round <= ROUNDS; round++)); do
		failing $round sebpctl show vf0
		status=$?
		[ $status = 0 ] || { failed=$((failed + 1)); says_why "showing, allocation $round"; }
	done
	ends "showing"
}

# Its own allocations only: the interface itself always comes up.
up_again()
{
	local round

	for ((round = 1; round <= 20; round++)); do
		failing $round ip link set vf0 down || not_ok "down, allocation $round" "$(< /tmp/failing.log)"
		failing $round ip link set vf0 up || not_ok "up, allocation $round" "$(< /tmp/failing.log)"
		pin_irqs "$VF_PCI" 0
		wait_until 10 is_active || not_ok "up, allocation $round: it is active again" "$(in_vf sebpctl show)"
	done
	wait_until 10 vf_reaches_peer && ok "down and up: packets are answered" || not_ok "down and up: packets are answered"
}

is_active()
{
	[ "$(in_vf sebpctl show vf0 -j | jq -r .devices[0].state)" = active ]
}

scenario()
{
	if [ ! -e /proc/self/fail-nth ]; then
		skip "each allocation fails once" "this kernel has no fault injection: 6.12-debug has"
		return
	fi
	flat_vf_up
	# Wherever modules are: there is none but this one in the way of insmod.
	faults_of 0xffffffffa0000000 0xffffffffff000000
	loading
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	faults_of_sebp
	attaching
	changing
	showing
	up_again
	intact "8 MiB arrive intact" in_peer in_vf 10.77.0.2 8
	intact "8 MiB are sent intact" in_vf in_peer $PEER_ADDRESS 8
	check "detach" in_vf sebpctl detach vf0
	check "unload" rmmod sebp
}
