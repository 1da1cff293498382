#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The lab's manners on its host: what it says when something is missing, and that it leaves nothing behind.
# Prints TAP. Needs the roots; boots a machine only to end it.

# Who started this in the background may have SIGINT ignored, and a shell cannot undo that.
[ "$DEFAULT_SIGNALS" = 1 ] || DEFAULT_SIGNALS=1 exec env --default-signal=INT "$0"

set -m		# background jobs can be interrupted, as from a terminal
top=$(realpath "$(dirname "$(realpath "$0")")/../..")
lab=$top/lab/sebp-lab
work=$(mktemp -d)
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
tests=0 failed=0

result()	# result STATUS NAME [DIAGNOSTICS]
{
	tests=$((tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tests - $2"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $2"
		sed 's/^/# /' <<< "$3"
	fi
}

# says NAME STATUS PATTERN COMMAND...: ends with that status, and its last line is a sentence of ours
says()
{
	local name=$1 want=$2 pattern=$3 output status
	shift 3

	output=$("$@" 2>&1 < /dev/null)
	status=$?
	[ $status -eq "$want" ] && [[ $(tail -n 1 <<< "$output") =~ ^sebp-lab:\ .*$pattern ]]
	result $? "$name" "'$*' returned $status, wanted $want and '$pattern': $output"
}

# with_fake NAME SCRIPT COMMAND...: NAME is that shell script while the command runs
with_fake()
{
	mkdir -p "$work/bin-$1"
	printf '#!/bin/sh\n%s\n' "$2" > "$work/bin-$1/$1"
	chmod +x "$work/bin-$1/$1"
	PATH=$work/bin-$1:$PATH "${@:3}"
}

# Everything of the host but mmdebstrap.
without_mmdebstrap()
{
	local tool

	mkdir -p "$work/bin"
	for tool in /usr/bin/* /usr/sbin/*; do
		[ "${tool##*/}" = mmdebstrap ] || ln -sfn "$tool" "$work/bin/"
	done
	PATH=$work/bin "$@"
}

wait_for()	# wait_for COMMAND...: at most 60 s
{
	local limit=$((SECONDS + 60))

	until "$@"; do
		[ $SECONDS -lt $limit ] || return 1
		sleep 0.1
	done
}

processes_with()	# processes_with WORD: in their command line
{
	grep -l -a -s -F -f <(echo "$1") /proc/[0-9]*/cmdline
}

none_with()
{
	[ -z "$(processes_with "$1")" ]
}

check_usage()
{
	says "a scenario that does not exist" 2 "'nosuch'" "$lab" run nosuch
	says "a kernel that does not exist" 2 "'5.4'" "$lab" run flat-smoke --kernel 5.4
	says "a topology that does not exist" 2 "'ring'" "$lab" run flat-smoke --topology ring
	says "a VF family that does not exist" 2 "'mlx5'" "$lab" run flat-smoke --vf mlx5
	says "too many guests" 2 "1 to 4" "$lab" run nested-smoke --guests 5
	says "an option without its value" 2 "needs a value" "$lab" run flat-smoke --kernel
	says "an unknown option" 2 "'--fast'" "$lab" run flat-smoke --fast
	says "all tests on a kernel that does not check itself" 2 "6.12-debug" "$top/tests/run" --on 6.12
	says "a root that does not exist" 2 "'sid'" "$lab" build sid
	says "a shell without a terminal" 2 "needs a terminal" "$lab" shell
	says "a shell in L2 of a flat machine" 2 "no L2" "$lab" shell --in l2 --topology flat
}

check_host()
{
	export SEBP_CACHE=$work/cache

	says "no mmdebstrap" 1 "apt-get install mmdebstrap" without_mmdebstrap "$lab" build
	says "too little disk" 1 "only 100 MiB free.* set SEBP_CACHE" \
		with_fake df 'echo Header; echo "/dev/x 9999 9899 100 99% /"' "$lab" build
	says "another architecture" 1 "aarch64" with_fake uname 'echo aarch64' "$lab" build
	says "another architecture, running" 1 "aarch64" with_fake uname 'echo aarch64' "$lab" run flat-smoke
	says "a cache that cannot be written" 1 "set SEBP_CACHE" env SEBP_CACHE=/proc/cache "$lab" build
	says "no network" 1 "network" with_fake mmdebstrap 'echo "E: cannot resolve"; exit 1' "$lab" build forky
	says "a failed build leaves nothing that is taken for a root" 1 "network" \
		with_fake mmdebstrap 'for d; do :; done; mkdir -p "$d"; exit 1' "$lab" build forky
	unset SEBP_CACHE
	says "too little memory" 1 "9999999 MiB needed" bash -c '. '"$top"'/lab/lib/common.sh
		. "$LAB/lib/run.sh"; TOPOLOGY=flat TOPOLOGY_MEMORY=$((9999999 - 512)); host_check'
}

# An interrupted build, with a stand-in that builds until it is told to stop.
check_interrupted_build()
{
	local job status

	export SEBP_CACHE=$work/interrupted
	with_fake mmdebstrap 'for d; do :; done; mkdir -p "$d/usr"; exec sleep 4711.4711' \
		"$lab" build forky 2> /dev/null &
	job=$!
	wait_for [ -d "$SEBP_CACHE/roots/forky.partial/usr" ]
	kill -INT -- -$job
	wait $job
	status=$?
	unset SEBP_CACHE
	[ $status -eq 130 ]
	result $? "an interrupted build says so" "status $status"
	wait_for none_with 4711.4711
	result $? "and leaves no process"
	[ ! -e "$work/interrupted/roots/forky" ]
	result $? "and no root"
}

check_interrupted_run()
{
	local job status

	"$lab" run flat-smoke --results "$work/run" > /dev/null 2>&1 &
	job=$!
	wait_for [ -s "$work/run/console.log" ]
	kill -INT -- -$job
	wait $job
	status=$?
	[ $status -eq 130 ]
	result $? "an interrupted run says so" "status $status"
	wait_for none_with "$work/run"
	result $? "and leaves no process" "$(processes_with "$work/run")"
	! grep -q "$work\|sebp.* tmpfs" /proc/self/mounts
	result $? "and no mount" "$(cat /proc/self/mounts)"
}

# Told by name, as a service manager does: the machine it measures in must not outlive it.
check_terminated_demo()
{
	local job status

	"$top/bench/demo" --rounds 1 --cells rr-idle --out "$work/demo" > /dev/null 2>&1 &
	job=$!
	wait_for [ -s "$work/demo/lab/console.log" ]
	kill -TERM $job
	wait $job
	status=$?
	[ $status -eq 143 ]
	result $? "a terminated demo says so" "status $status"
	wait_for none_with "$work/demo"
	result $? "and leaves no process" "$(processes_with "$work/demo")"
}

check_timeout()
{
	"$lab" run flat-smoke --timeout 4 --results "$work/late" > "$work/late.out" 2>&1
	[ $? -eq 124 ] && grep -q "logs are in $work/late" "$work/late.out" &&
		grep -q "last lines of console.log" "$work/late.out"
	result $? "a run that takes too long is killed, with the tail of its console" "$(cat "$work/late.out")"
	grep -q '^not ok .*within its 4 s' "$work/late/tap"
	result $? "and counts as a failure" "$(cat "$work/late/tap")"
	none_with "$work/late"
	result $? "and leaves no process" "$(processes_with "$work/late")"
}

check_enter()
{
	local way job

	for way in mount proot; do
		if ! SEBP_ENTER=$way "$top/lab/enter" trixie true 2> /dev/null &&
				[ $way = mount ] && ! unshare --mount --map-root-user true 2> /dev/null; then
			tests=$((tests + 1))
			echo "ok $tests - enter by mount # SKIP no mount rights here"
			continue
		fi
		[ "$(SEBP_ENTER=$way "$top/lab/enter" bookworm sh -c '. /etc/os-release; echo $VERSION_ID')" = 12 ]
		result $? "enter by $way runs a root's programs"
		SEBP_ENTER=$way "$top/lab/enter" trixie sh -c 'exit 42'
		[ $? -eq 42 ]
		result $? "enter by $way returns their status"
	done
	SEBP_ENTER=proot "$top/lab/enter" trixie sleep 4712.4712 &
	job=$!
	wait_for processes_with 4712.4712 > /dev/null
	kill -TERM $job
	wait_for none_with 4712.4712
	result $? "enter by proot leaves no process"
	says "enter by something else" 1 "mount, proot or none" env SEBP_ENTER=magic "$top/lab/enter" trixie true
}

# Kernels that check themselves, without the sources and the half hour: with stand-ins for what compiles them.
kernel_builder()	# kernel_builder SCRIPT
{
	SEBP_CACHE=$work/kernels bash -c ". $top/lab/lib/common.sh; . \$LAB/lib/enter.sh; . \$LAB/lib/roots.sh; clean_up_on_exit
		end_signal=TERM
		root_is_ready() { true; }
		mkdir -p \$SEBP_CACHE/roots/6.12-debug.build
		$1"
}

check_kernel()
{
	local job status

	says "too little disk for a kernel" 1 "only 100 MiB free.* set SEBP_CACHE" \
		with_fake df 'echo Header; echo "/dev/x 9999 9899 100 99% /"' kernel_builder "kernel_build 6.12-debug"
	says "a configuration that is not taken" 1 "do not take .*CONFIG_KASAN=y" \
		kernel_builder "kernel_make() { grep -v KASAN= \$objects/wanted > \$objects/.config; }; kernel_configure 6.12-debug"
	says "one that does not compile" 1 "6.12-debug.log" \
		kernel_builder "enter_command() { entered=(false); }; kernel_make 6.12-debug"
	kernel_builder "enter_command() { entered=(sleep 4713.4713); }; kernel_make 6.12-debug" 2> /dev/null &
	job=$!
	wait_for processes_with 4713.4713 > /dev/null
	kill -INT -- -$job
	wait $job
	status=$?
	[ $status -eq 130 ]
	result $? "an interrupted compilation says so" "status $status"
	wait_for none_with 4713.4713
	result $? "and leaves no process"
}

# An agent whose answer comes in two parts, more than a second apart.
slow_agent()
{
	local id rest

	read -r id rest < "$work/l2/1.1.in"
	printf '%s' "${id:0:2}" >&3
	sleep 1.5
	printf '%s 7 5 0\nhello' "${id:2}" >&3
}

check_answer()
{
	local output status

	mkdir "$work/l2"
	mkfifo "$work/l2/1.1.in" "$work/l2/1.1.out"
	echo $$ > "$work/l2/1.pid"
	slow_agent 3<> "$work/l2/1.1.out" &
	output=$(L2_RUN=$work/l2 L2_TIMEOUT=5 timeout 60 "$top/lab/guest/bin/l2" 1 echo hello 2>&1)
	status=$?
	[ $status -eq 7 ] && [ "$output" = hello ]
	result $? "a guest's answer may come in parts" "status $status: $output"
}

of_the_runner()	# of_the_runner FUNCTION ARGUMENT...: calls one of lab/lib/run.sh
(
	. "$top/lab/lib/common.sh"
	. "$LAB/lib/run.sh"
	"$@"
)

# Of what KCSAN prints only the races of our own accesses are ours to answer for.
check_own_races()
{
	local log=$work/console.log

	cat > "$log" <<-EOT
		[    4.1] BUG: KCSAN: data-race in tick_nohz_handler / do_idle
		[    4.1]
		[    4.1] write to 0xffff88803eb1f5b8 of 4 bytes by interrupt on cpu 1:
		[    4.1]  tick_nohz_handler+0xcf/0x220
		[    4.1]  poller_poll+0x40/0x180 [sebp]
		[    4.1]
		[    4.1] read to 0xffff88803eb1f5b8 of 4 bytes by task 0 on cpu 1:
		[    4.1]  do_idle+0x58/0x200
		[    9.2] BUG: unable to handle page fault
	EOT
	! of_the_runner own_races "$log" | grep -q 'BUG: KCSAN'
	result $? "the kernel's races with itself are not ours, also below a poll"
	of_the_runner own_races "$log" | grep -q 'BUG: unable'
	result $? "any other bug is"
	sed -i 's/ do_idle+.*/ sebp_queue_run+0x58\/0x200 [sebp]/' "$log"
	of_the_runner own_races "$log" | grep -q 'BUG: KCSAN'
	result $? "a race of which one access is our own is"
}

# What L1's kernel prints when the emulator interrupts it where it cannot be: a loss, unlike any other oops.
check_impossible_interrupt()
{
	local log=$work/console.log

	cat > "$log" <<-EOT
		[   85.5] Oops: stack guard page: 0000 [#1] PREEMPT SMP NOPTI
		[   85.5]  asm_sysvec_apic_timer_interrupt+0x1a/0x20
		[   85.5] RIP: 0010:__svm_vcpu_run+0xa0/0x220 [kvm_amd]
	EOT
	of_the_runner impossible_interrupt "$log"
	result $? "an interrupt right behind vmrun is the emulator's"
	sed -i 's/asm_sysvec_apic_timer_interrupt/asm_common_interrupt/' "$log"
	of_the_runner impossible_interrupt "$log"
	result $? "so is that of a device"
	sed -i 's/RIP: 0010:/ ? /' "$log"
	of_the_runner impossible_interrupt "$log"
	result $? "also where the trace is guessed from the stack"
	sed -i 's/__svm_vcpu_run/kvm_vcpu_halt/' "$log"
	! of_the_runner impossible_interrupt "$log"
	result $? "one elsewhere is not"
	sed -i 's/ ? kvm_vcpu_halt+0xa0/RIP: 0010:asm_sysvec_apic_timer_interrupt+0x0/' "$log"
	of_the_runner impossible_interrupt "$log"
	result $? "an interrupt in front of another's handler is the emulator's"
	sed -i 's/RIP: 0010:.*/RIP: 0010:irq_entries_start+0xe0\/0xcb0/' "$log"
	of_the_runner impossible_interrupt "$log"
	result $? "also if that is a device's"
	sed -i 's/+0xe0/+0xe4/' "$log"
	! of_the_runner impossible_interrupt "$log"
	result $? "one inside of it is not"
	[ -n "$(of_the_runner lost_reason flat 134 1)" ]
	result $? "an assertion of QEMU is the emulator's"
	[ -z "$(of_the_runner lost_reason flat 0 1)" ]
	result $? "a flat machine that just ends is not"
	[ -n "$(of_the_runner lost_reason flat 0 0)" ]
	result $? "but one that ends before it is up"
}

# What a kernel prints when the emulator runs a breakpoint that was taken back, and when it is one.
check_impossible_breakpoint()
{
	local RESULTS=$work/breakpoint log=$work/breakpoint/console.log HARMLESS=hw-vuln

	mkdir -p "$RESULTS"
	cat > "$log" <<-EOT
		[    0.1] Speculative Return Stack Overflow: IBPB-extending microcode not applied!
		[   18.8] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI
		[   18.8] RIP: 0010:ttwu_do_activate+0x8d/0x240
		[   18.8] Code: c7 43 18 00 00 00 00 66 <90> 48 8b 83 a8 02 00 00
		[   18.8] Call Trace:
	EOT
	of_the_runner impossible_trap "$log"
	result $? "a breakpoint that memory does not hold is the emulator's"
	of_the_runner splat_scan > "$RESULTS/said"
	of_the_runner machine_lost "$RESULTS/said"
	result $? "the machine is lost" "$(cat "$RESULTS/said")"
	sed -i 's/Oops: //' "$log"
	of_the_runner impossible_trap "$log"
	result $? "also in the words of 6.1"
	sed -i 's/00 66 </00 cc </' "$log"
	! of_the_runner impossible_trap "$log"
	result $? "one that it holds is not"
	sed -i -e 's/00 cc </00 66 </' -e '2i [   18.7] BUG: unable to handle page fault' "$log"
	! of_the_runner impossible_trap "$log"
	result $? "nor is one behind another fault"
}

# A machine that ran out of time, and what an NMI makes of it, with a stand-in for QEMU.
check_deaf()
{
	local RESULTS=$work/deaf nmi

	mkdir "$RESULTS"
	mkfifo "$RESULTS/monitor.in"
	echo "[    1.0] working" > "$RESULTS/console.log"
	of_the_runner is_deaf
	result $? "a machine that says nothing on an NMI is deaf"
	exec 3<> "$RESULTS/monitor.in"	# open before anything is written
	{ read -r -u 3 nmi; echo "[    2.0] $nmi: panic" >> "$RESULTS/console.log"; } &
	! of_the_runner is_deaf
	result $? "one whose kernel tells where it is is not"
	exec 3>&-
	grep -q nmi: "$RESULTS/console.log"
	result $? "and it was asked by an NMI"
}

# A machine that never says that it is up, with a stand-in for QEMU.
check_no_boot()
{
	local RESULTS=$work/noboot ended=0 timed_out=0 booted=0 deadline=$((SECONDS + 60)) tap said

	mkdir "$RESULTS"
	said=$(
		. "$top/lab/lib/common.sh"
		. "$LAB/lib/run.sh"
		BOOT_LIMIT=2
		exec {tap}< <(echo "# hello"; exec sleep 4713)
		tap_follow > /dev/null
		echo "$timed_out $booted"
		exec {tap}< <(started=0; echo "# ready: L1"; sleep 4; echo "# end of scenario")
		started=0 timed_out=0
		tap_follow > /dev/null
		echo "$timed_out $booted"
	)
	pkill -x -f "sleep 4713"
	[ "$said" = $'1 0\n0 1' ]
	result $? "a machine that does not boot is given up early, one that has booted is not" "$said"
}

check_usage
check_no_boot
check_deaf
check_impossible_interrupt
check_impossible_breakpoint
check_own_races
check_host
check_interrupted_build
check_kernel
check_interrupted_run
check_terminated_demo
check_timeout
check_enter
check_answer
echo "1..$tests"
[ $failed -eq 0 ]
