#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every command of sebpctl, used wrongly or where there is no module: one sentence on standard error, the documented exit code, nothing on
# standard output. The commands are those that the help texts list, so that none is forgotten. What a device, rights or another
# module are needed for is in the scenarios sebpctl, sebpctl-gone, flat-vf, nested-vf and vmm-refusals. Prints TAP.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
work=$top/build/tests/refusals
. "$top/lab/lib/tap.sh"

sebpctl()
{
	"$top/lab/enter" trixie "$work/tools/sebpctl" "$@"
}

# says NAME STATUS PATTERN COMMAND...
says()
{
	local name=$1 want=$2 pattern=$3 status fault=
	shift 3

	sebpctl "$@" > "$work/output" 2> "$work/error"
	status=$?
	[ $status = "$want" ] || fault="ended with $status, not $want"
	[ ! -s "$work/output" ] || fault="$fault; printed $(head -n 1 "$work/output")"
	[ "$(wc -l < "$work/error")" = 1 ] && grep -q -E "^sebpctl: .*$pattern" "$work/error" ||
		fault="$fault; said $(head -n 3 "$work/error")"
	is "$name" "$fault" ""
}

listed()	# listed [GROUP]: the commands that the help text has
{
	sebpctl "$@" --help | sed -n 's/^  \([a-z]\{1,\}\)  .*/\1/p; s/^\(Usage:\|      \) sebpctl vm \([a-z]*\).*/\2/p'
}

commands()
{
	local command

	for command in $(listed); do
		case $command in
		vf | vm)	listed "$command" | sed "s/^/$command /" ;;
		*)		echo "$command" ;;
		esac
	done
}

synopsis()	# the commands that the manual's has
{
	awk '
	/^\.Sh / { inside = $2 == "SYNOPSIS" }
	!inside { next }
	/^\.Nm/ { group = "" }
	/^\.Cm (vf|vm)$/ { group = $2 " "; next }
	/^\.Cm / { for (i = 2; i <= NF; i += 2) print group $i }' "$top/tools/man/sebpctl.8"
}

# A use of each command that is right, and, where one is needed, the module without which it ends all the same.
right_use()	# right_use COMMAND: sets words and module
{
	module=sebp
	case $1 in
	attach | detach)		words=lo ;;
	apply)				words="lo --config /dev/null" ;;
	set)				words="lo --poll" ;;
	shadow)				words="lo 1" ;;
	top)				words="-j" ;;
	show | events | monitor | report)	words= ;;
	doctor | metrics | "vf list")	words= module= ;;
	"vf create")			words="lo 1" module= ;;
	"vf set")			words="lo/0 --vlan 1" module= ;;
	"vf assign" | "vf release")	words="lo/0" module= ;;
	"vm show" | "vm monitor")	words= module=sebp-vfio-pci ;;
	"vm set")			words="0000:00:00.0 --mode auto" module=sebp-vfio-pci ;;
	*)				return 1 ;;
	esac
}

try()		# try COMMAND
{
	local words module

	right_use "$1" || { is "$1 is known here" no yes; return; }
	check "$1: there is help" [ "$(sebpctl $1 --help | head -c 14)" = "Usage: sebpctl" ]
	check "$1: its example is one that tests run" grep -x -F -e "$(sebpctl $1 --help | sed -n '/^Example/,$s/^  //p')" "$work/shown"
	says "$1: an unknown option" 2 "option --nonsense is not understood" $1 --nonsense
	says "$1: words too many" 2 "" $1 a b c d e
	[ -z "${words%%-*}" ] || says "$1: without its words" 2 "name " $1
	[ -z "$module" ] || says "$1: without the module" 3 "modprobe $module\`" $1 $words
}

documented_codes()	# those of the manual, and of the source
{
	sed -n '/^\.Sh EXIT STATUS/,/^\.Sh SEE/s/^\.It \(Li \|Cm \)\?\([0-9]\+\).*/\2/p' "$top/tools/man/sebpctl.8"
}

mkdir -p "$work"
check "sebpctl is built" "$top/lab/enter" trixie make -C "$top/tools" OUT="$work/tools"
if [ -e /sys/module/sebp ] || [ -e /sys/module/sebp_vfio_pci ]; then
	echo "ok 2 - refusals # SKIP this machine has the module loaded"
	echo 1..2
	exit
fi
is "the manual has every exit code" "$(documented_codes | paste -s -d ' ')" \
	"$(seq 0 $(($(grep -c '^	STATUS_' "$top/tools/common/status.h") - 1)) | paste -s -d ' ')"
is "the manual's synopsis has every command, and no other" "$(synopsis | sort)" "$(commands | sort)"
"$top/tests/documented/commands" all > "$work/shown"
says "no command" 2 ""
says "an unknown command" 2 "nonsense" nonsense
says "an unknown command for VFs" 2 "nonsense" vf nonsense
says "an unknown command for VMs" 2 "nonsense" vm nonsense
while read -r command; do
	try "$command" < /dev/null
done <<< "$(commands)"
done_testing
