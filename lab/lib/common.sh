# SPDX-License-Identifier: GPL-2.0-only
# What every part of the lab needs: where things are, how to speak, how to stop.

SEBP_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
SEBP_CACHE=${SEBP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sebp}
LAB=$SEBP_TOP/lab

note()
{
	printf 'sebp-lab: %s\n' "$*" >&2
}

# die MESSAGE: one sentence that says what is wrong and what to do.
die()
{
	note "$*"
	exit 1
}

usage_error()
{
	note "$*"
	exit 2
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# Kernels are called by their version in every interface; the root they come from is a Debian suite.
SEBP_KERNELS="6.1 6.12 7.2"

# Debian's with PREEMPT_RT, where nothing can be attached; a root of its own, which is built when somebody names it.
SEBP_RT_KERNEL=6.12-rt

# These check themselves (lab/lib/kernels.sh), and are built when somebody names one. Each is a root of its own.
SEBP_CHECKED_KERNELS="6.12-debug 6.12-kcsan 7.2-debug"

is_checked_kernel()
{
	[[ " $SEBP_CHECKED_KERNELS " == *" $1 "* ]]
}

root_of_kernel()
{
	case $1 in
	6.1)	echo bookworm ;;
	6.12)	echo trixie ;;
	7.2)	echo forky ;;
	6.12-rt)	echo rt ;;
	*)	is_checked_kernel "$1" ||
			usage_error "there is no kernel '$1' in the lab: choose one of $SEBP_KERNELS $SEBP_RT_KERNEL $SEBP_CHECKED_KERNELS."
		echo "$1"
		;;
	esac
}

# The root in which a kernel's modules are compiled.
compiler_of_kernel()
{
	if is_checked_kernel "$1"; then echo "kernel-source-${1%-*}"; else root_of_kernel "$1"; fi
}

# How many times as long everything may take on a kernel.
kernel_slowness()
{
	if is_checked_kernel "$1"; then echo 6; else echo 1; fi
}

root_dir()
{
	echo "$SEBP_CACHE/roots/$1"
}

# The full release string of a kernel, e.g. 6.12.117+deb13-amd64.
kernel_release()
{
	local modules
	modules=$(root_dir "$(root_of_kernel "$1")")/lib/modules
	ls "$modules" | sort -V | tail -n 1
}

host_is_supported()
{
	[ "$(uname -m)" = x86_64 ] || die "this host is $(uname -m): the lab needs an x86-64 one."
}

# supervise COMMAND...: runs an external command as a child that cannot outlive us, and stays
# interruptible itself meanwhile: bash runs traps only between foreground commands.
supervise()
{
	local status

	: "${end_signal:=TERM}"	# not in the line below: that is another process
	setpriv --pdeathsig "$end_signal" "$@" < /dev/null &
	supervised=$!
	wait "$supervised"
	status=$?
	supervised=
	return $status
}

# To be called once by a program: whatever ends it ends its children and its scratch files.
clean_up_on_exit()
{
	trap 'clean_up' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

clean_up()
{
	[ -z "$supervised" ] || kill -s "$end_signal" "$supervised" 2>/dev/null
	[ -z "$machine" ] || kill -s "$kill_signal" "$machine" 2>/dev/null
	[ -z "$scratch" ] || rm -rf "$scratch"
	[ -z "$terminal" ] || stty "$terminal" 2>/dev/null
	# Not for all: some end only when we do.
	[ -z "$supervised$machine" ] || wait $supervised $machine 2>/dev/null
}

# machine_lost LOG: the emulated machine under a nested scenario was lost (lab/guest/bin/l2 and run_scenario have the
# words) and no kernel has said anything that would explain it. It happens now and then; docs/lab.md says what is known.
machine_lost()
{
	grep -q '^\(l2\|sebp-lab\): lost: ' "$1" && ! grep -q '^not ok .*no splat' "$1"
}
