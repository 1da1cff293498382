# SPDX-License-Identifier: GPL-2.0-only
# Running a scenario: from the command line to the exit code.

# A scenario's wishes, which may depend on its arguments, overridden by the command line.
scenario_configure()
{
	SCENARIO_ARGS=("${@:2}")
	scenario_load "$1"
	TOPOLOGY=${opt_topology:-$TOPOLOGY}
	GUESTS=${opt_guests:-$GUESTS}
	VF=${opt_vf:-$VF}
	STOPWATCH=${opt_stopwatch:-$STOPWATCH}
	PROGRAMS=${opt_programs:-$PROGRAMS}
	KERNEL=${opt_kernel:-6.12}
	SLOWNESS=$(kernel_slowness "$KERNEL")
	TIMEOUT=${opt_timeout:-$((TIMEOUT * SLOWNESS))}
	ACCEL=${opt_accel:-tcg}
	APPEND="$APPEND $opt_append"
}

scenario_check()
{
	root_of_kernel "$KERNEL" > /dev/null || exit 2
	[ -f "$LAB/topologies/$TOPOLOGY.sh" ] ||
		usage_error "there is no topology '$TOPOLOGY': choose flat or nested."
	[[ $GUESTS =~ ^[1-4]$ ]] || usage_error "--guests is '$GUESTS': give 1 to 4."
	[[ $TIMEOUT =~ ^[1-9][0-9]*$ ]] || usage_error "--timeout is '$TIMEOUT': give seconds."
	case $VF in igb|virtio) ;; *) usage_error "there is no VF family '$VF': choose igb or virtio." ;; esac
	case " $KERNELS " in
	*" ${KERNEL%-*} "*) ;;
	*) usage_error "the scenario $SCENARIO_NAME supports kernels $KERNELS, not $KERNEL." ;;
	esac
	case $ACCEL in
	tcg)	;;
	kvm)	[ -w /dev/kvm ] || usage_error "--accel kvm needs access to /dev/kvm: leave it out to emulate." ;;
	*)	usage_error "there is no accelerator '$ACCEL': choose tcg or kvm." ;;
	esac
	[ "$STOPWATCH" != 1 ] || [ -e "$SEBP_TOP/build/stopwatch/stopwatch.so" ] ||
		usage_error "the stopwatch is not built: run 'make stopwatch'."
}

host_check()
{
	local available

	host_is_supported
	available=$(($(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
	[ "$available" -ge $((TOPOLOGY_MEMORY + 512)) ] ||
		die "only $available MiB of memory available, $((TOPOLOGY_MEMORY + 512)) MiB needed for topology $TOPOLOGY: stop something else first."
}

results_create()
{
	RESULTS=${opt_results:-$SEBP_TOP/results/lab/$SCENARIO_NAME-$KERNEL-$(date +%Y%m%d-%H%M%S)-$$}
	mkdir -p "$RESULTS" && RESULTS=$(realpath "$RESULTS") ||
		die "cannot create the results directory $RESULTS."
	[[ $RESULTS$SEBP_TOP$SEBP_CACHE != *[,[:space:]]* ]] ||
		die "QEMU takes no comma or space in a path: move the checkout, cache or results directory."
	rm -f "$RESULTS"/{console.log,*.console.log,*.dmesg,tap,pauses,qemu.log,monitor.in,monitor.out}
	mkfifo "$RESULTS"/monitor.{in,out} || die "cannot create pipes in the results directory $RESULTS."
	SEBP_BIND=$RESULTS
	cp "$1" "$RESULTS/scenario.sh"
	{
		for name in KERNEL SLOWNESS TOPOLOGY GUESTS L2_CPUS VF PORTS TIMEOUT STOPWATCH PROGRAMS; do
			printf '%s=%q\n' "$name" "${!name}"
		done
		printf 'SCENARIO_ARGS=('
		[ ${#SCENARIO_ARGS[@]} -eq 0 ] || printf '%q ' "${SCENARIO_ARGS[@]}"
		printf ')\n'
	} > "$RESULTS/config.sh"
}

tap_out()
{
	printf '%s\n' "$*"
	printf '%s\n' "$*" >> "$RESULTS/tap"
}

tap_test()	# tap_test "ok" | "not ok"  " - NAME" [DIAGNOSTICS]
{
	tests=$((tests + 1))
	[ "$1" = ok ] || [[ $2 == *'# TODO'* ]] || failures=$((failures + 1))
	tap_out "$1 $tests$2"
	[ -z "$3" ] || tap_out "# $3"
}

# A machine is up in some ten seconds, on a busy host in forty. Until it is, nothing of ours runs in it.
BOOT_LIMIT=120
SLOWNESS=1	# of the kernel, see kernel_slowness()

# Passes the scenario's lines on, numbering its tests; returns when QEMU ends or time is up.
tap_follow()
{
	local line now limit=$((SECONDS + BOOT_LIMIT * SLOWNESS))

	[ "$limit" -lt "$deadline" ] || limit=$deadline
	while now=$SECONDS; [ "$now" -lt "$limit" ]; do
		if IFS= read -r -t $((limit - now)) -u "$tap" line; then
			line=${line%$'\r'}
			case $line in
			'# ready: '*)		limit=$deadline booted=1; tap_out "$line after $(elapsed) s" ;;
			'# end of scenario')	ended=1 ;;
			'# sebp-lab: pause '*)	machine_pause "${line##* }" ;;
			'# sebp-lab: monitor '*)	tap_out "$line"; monitor "${line#*monitor }" ;;
			'ok '*)			tap_test ok " ${line#ok }" ;;
			'not ok '*)		tap_test "not ok" " ${line#not ok }" ;;
			*)			tap_out "$line" ;;
			esac
		elif [ $? -le 128 ]; then
			return 0		# end of file: QEMU is gone
		fi
	done
	timed_out=1
}

elapsed()
{
	local ms=$((($(date +%s%N) - started) / 1000000))
	printf '%d.%01d' $((ms / 1000)) $((ms % 1000 / 100))
}

# monitor COMMAND: to QEMU
monitor()
{
	local pipe

	exec {pipe}<> "$RESULTS/monitor.in"
	echo "$1" >&"$pipe"
	exec {pipe}>&-
}

# machine_pause SECONDS: nothing of it runs for so long; then a line more in the file pauses says so
machine_pause()
{
	monitor stop
	sleep "$1"
	monitor cont
	echo "$1" >> "$RESULTS/pauses"
}

# is_deaf: whether the machine does nothing on an NMI. A kernel that hangs prints where, and dies.
is_deaf()
{
	local size seconds

	size=$(stat -c %s "$RESULTS/console.log")
	monitor nmi
	for ((seconds = 0; seconds < 10; seconds++)); do
		sleep 1
		[ "$(stat -c %s "$RESULTS/console.log")" = "$size" ] || return 1
	done
}

# What a healthy kernel never says, and what of it is harmless: notices about the emulated CPU.
SPLAT='BUG:|WARNING:|Oops|kernel panic|Kernel panic|Call Trace|general protection fault|stall on CPU|stalls on CPU|detected stalls|soft lockup|hard LOCKUP|blocked for more than|unregister_netdevice: waiting|NETDEV WATCHDOG|transmit queue [0-9]+ timed out|possible (circular|recursive|irq)|inconsistent lock state|suspicious RCU|sleeping function called|scheduling while atomic|KASAN|KFENCE|UBSAN|refcount_t:|list_(add|del) corruption|NOHZ tick-stop error|nobody cared|Unsafe core_pattern|Out of memory|leaked|page allocation failure|Poison overwritten|[Rr]edzone overwritten|Object already free|ODEBUG:|suspected memory leaks|non-static key|locking correctness validator|lockdep is turned off|leak detector disabled'

# Why a machine that ended too early is taken for lost, if it is: see docs/lab.md.
lost_reason()	# lost_reason TOPOLOGY STATUS BOOTED
{
	case $1,$2,$3 in
	*,0,0)		echo "the machine does not boot" ;;
	nested,0,1)	echo "L1 was reset" ;;
	*,134,*)	echo "L0's QEMU has aborted" ;;	# by an assertion of its own
	esac
}

# An interrupt right behind vmrun, where KVM has forbidden all (GIF is 0), or in front of the first instruction of the handler of
# another, whose gate has forbidden them: no software can bring that about, see docs/lab.md. Devices' handlers are a table, 16 bytes each.
impossible_interrupt()	# impossible_interrupt LOG
{
	local handler='asm_(sysvec_[a-z_]*|common_)interrupt'
	local first='(asm_sysvec_[a-z_]*interrupt\+0x0|irq_entries_start\+0x[0-9a-f]*0)/'

	grep -a -s -A 1 -E "$handler\\+" "$1" | grep -q -E "(RIP: 0010:|\\? )__svm_vcpu_run\\+|RIP: 0010:$first"
}

# A breakpoint that memory does not hold: QEMU runs what it translated while another CPU was putting the breakpoint there or taking
# it away, and keeps it. The byte in front of the one in brackets was the instruction. A first oops only: docs/lab.md.
impossible_breakpoint()	# impossible_breakpoint LOG
{
	grep -a -s -E "$SPLAT|\\] (Oops: )?int3: |\\] Code: " "$1" | grep -v -E "$HARMLESS" |
		awk 'NR == 1		{if (!/ int3: /) exit; next}
			/\] Code: /	{stale = !/ cc <[0-9a-f][0-9a-f]>/; exit}
			END		{exit !stale}'
}

# Whether L1 or a guest met what no software can bring about.
impossible_trap()	# impossible_trap LOG
{
	impossible_interrupt "$1" || impossible_breakpoint "$1"
}

# A log without KCSAN's reports on the kernel's races with itself, which are many: those stay in which an access is ours.
own_races()	# own_races LOG
{
	awk '{line[NR] = $0}
		/BUG: KCSAN: /			{title = NR; line[NR] = ""; said = $0}
		accessed && /\[sebp/		{line[title] = said}
						{accessed = /(read|write).* to 0x.* by /}
		END				{for (i = 1; i <= NR; i++) print line[i]}' "$1"
}

splat_scan()
{
	local log found

	for log in "$RESULTS"/console.log "$RESULTS"/*.console.log "$RESULTS"/*.dmesg; do
		[ -e "$log" ] || continue
		if impossible_trap "$log"; then
			tap_out "sebp-lab: lost: ${log##*/} has a trap that no software brings about"
			continue
		fi
		if found=$(own_races "$log" | grep -a -n -E "$SPLAT" | grep -v -E "$HARMLESS"); then
			tap_test "not ok" " - no splat in ${log##*/}"
			head -n 20 <<< "$found" | while IFS= read -r line; do tap_out "#   $line"; done
		else
			tap_test ok " - no splat in ${log##*/}"
		fi
	done
}

console_tail()
{
	local log

	for log in "$RESULTS"/console.log "$RESULTS"/*.console.log; do
		[ -e "$log" ] || continue
		note "the last lines of ${log##*/}:"
		tail -n 40 "$log" | sed 's/^/# /' >&2
	done
}

# run_machine: boots L1, follows its TAP, leaves tests, failures, ended, timed_out, booted, deaf and QEMU's status.
run_machine()
{
	local entered started deadline tap

	machine_command
	printf '%q ' "${machine_args[@]}" > "$RESULTS/qemu.command"
	enter_command "$(machine_root)" "${machine_args[@]}"
	started=$(date +%s%N)
	deadline=$((SECONDS + TIMEOUT))
	: > "$RESULTS/tap"
	exec {tap}< <(exec setpriv --pdeathsig "$kill_signal" "${entered[@]}" < /dev/null 2> "$RESULTS/qemu.log")
	machine=$!
	tests=0 failures=0 ended=0 timed_out=0 booted=0 deaf=
	tap_follow
	[ "$TOPOLOGY,$timed_out" != nested,1 ] || [ "$booted" = 0 ] || ! is_deaf || deaf=1
	kill -s "$kill_signal" "$machine" 2>/dev/null
	wait "$machine" 2>/dev/null
	status=$?
	machine=
	exec {tap}<&-
	note "$SCENARIO_NAME on $KERNEL took $(elapsed) s; logs are in $RESULTS"
}

# machine_prepare FILE [ARGUMENTS...]: everything that a run needs before it can boot.
machine_prepare()
{
	scenario_configure "$@"
	scenario_check
	. "$LAB/topologies/$TOPOLOGY.sh"
	host_check
	results_create "$1"
	roots_ensure trixie "$(root_of_kernel "$KERNEL")" "$(basename "$(machine_root)")"
	boot_ensure "$KERNEL"
	[ "$PROGRAMS" != 1 ] || programs_ensure
}

# After run_machine, of which $ended and $timed_out are 0.
ended_too_early()	# ended_too_early WHAT
{
	local lost

	console_tail
	cat "$RESULTS/qemu.log" >&2
	lost=$(lost_reason "$TOPOLOGY" "$status" "$booted")
	[ -z "$lost" ] || tap_out "sebp-lab: lost: $lost"
	tap_test "not ok" " - $1 runs to its end" "L0's QEMU ended with status $status"
}

run_scenario()
{
	local path
	path=$(scenario_path "$1") || exit
	shift
	SCENARIO_NAME=$(scenario_name "$path")
	machine_prepare "$path" "$@"
	if wants_taps && ! enter "$(root_dir trixie)" "$LAB/lib/with-taps" true 2> "$RESULTS/qemu.log"; then
		tap_test ok " - $SCENARIO_NAME # SKIP no taps here: /dev/net/tun, or the right to a network namespace, is missing"
		tap_out "1..$tests"
		return
	fi
	run_machine
	if [ "$timed_out$booted" = 10 ] && [ "$TIMEOUT" -gt $((BOOT_LIMIT * SLOWNESS)) ]; then
		console_tail
		tap_out "sebp-lab: lost: the machine does not boot"
		tap_test "not ok" " - $SCENARIO_NAME is up after $((BOOT_LIMIT * SLOWNESS)) s"
	elif [ "$timed_out" = 1 ]; then
		console_tail
		[ -z "$deaf" ] || tap_out "sebp-lab: lost: L1 does not even take an NMI"
		tap_test "not ok" " - $SCENARIO_NAME finishes within its $TIMEOUT s"
	elif [ "$ended" = 0 ]; then
		ended_too_early "$SCENARIO_NAME"
	fi
	[ "$booted" = 0 ] || splat_scan	# before that, whatever its kernel says, nothing of ours has run
	tap_out "1..$tests"
	[ "$timed_out" = 0 ] || exit 124
	[ "$failures" = 0 ]
}

run_shell()	# run_shell l1|l2
{
	local entered status

	SCENARIO_NAME=shell INTERACTIVE=1
	terminal=$(stty -g)
	machine_prepare "$LAB/guest/shell.sh" "$1" $(stty size)
	machine_command
	enter_command "$(machine_root)" "${machine_args[@]}"
	note "booting; 'exit' leaves, Ctrl-A X ends it at once; logs: $RESULTS"
	setpriv --pdeathsig "$kill_signal" "${entered[@]}" <&0 2> "$RESULTS/qemu.log" &
	machine=$!
	wait "$machine"
	status=$?
	machine=
	if [ $status -ne 0 ]; then
		cat "$RESULTS/qemu.log" >&2
		die "the machine ended with status $status: see above and $RESULTS/console.log."
	fi
	grep -a '^not ok' -A 2 "$RESULTS/tap" >&2 && die "the machine could not be set up: see above."
	return 0
}
