#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# 'sebp-lab shell' on a terminal, in L1 and in a guest: a prompt, a command, the end. And 'sebp-lab clean'. Prints TAP.

top=$(realpath "$(dirname "$(realpath "$0")")/../..")
cd "$top" || exit
mkdir -p build
work=$(mktemp -d "$top/build/shell.XXXXXX")
trap 'rm -rf "$work"; [ -z "$terminal" ] || kill "$terminal" 2> /dev/null' EXIT
. lab/lib/tap.sh

prompted()	# prompted NAME: that machine's shell waits for a command
{
	grep -q "^.*$1:~# " "$work/screen"
}

begin()		# begin NAME LIMIT OPTION...: leaves the number of a process and of a file to type into
{
	local name=$1 limit=$2 seconds
	shift 2

	rm -rf "$work/typed" "$work/results"
	mkfifo "$work/typed"
	: > "$work/screen"
	script -qefc "lab/sebp-lab shell $* --results $work/results" "$work/screen" < "$work/typed" > /dev/null 2>&1 &
	terminal=$!
	exec {typed}> "$work/typed"
	for ((seconds = 0; seconds < limit; seconds++)); do
		! prompted "$name" || return 0
		kill -0 "$terminal" 2> /dev/null || break
		sleep 1
	done
	return 1
}

give_up()
{
	exec {typed}>&-
	kill "$terminal" 2> /dev/null
	wait "$terminal"
	terminal=
}

# A machine may be lost (docs/lab.md), so once more. The answer is none that the terminal could have echoed.
session()	# session NAME LIMIT OPTION...: in the machine of that name
{
	local name=$1 limit=$2 typed

	begin "$@" || { give_up; begin "$@"; }
	check "$name: a prompt" prompted "$name"
	prompted "$name" || { give_up; return; }
	# shellcheck disable=SC2016 # for the shell in there
	printf 'echo "it is $((6 * 7)) in $(< /proc/sys/kernel/hostname)"; exit\r' >&"$typed"
	check "$name: the end" timeout "$limit" tail --pid="$terminal" -f /dev/null
	! kill -0 "$terminal" 2> /dev/null || { give_up; return; }
	wait "$terminal"
	is "$name: ended well" $? 0
	terminal=
	exec {typed}>&-
	check "$name: the command was run" grep -a "it is 42 in $name" "$work/screen"
}

cleans()
{
	mkdir -p "$work/cache"/{roots/trixie/usr,boot/6.12} "$work/cache/mine"
	SEBP_CACHE=$work/cache lab/sebp-lab clean && [ "$(ls "$work/cache")" = mine ]
}

session l1 120 --topology flat
session l2-1 240 --in l2
check "clean removes what the lab has put into its cache, and nothing else" cleans
done_testing
