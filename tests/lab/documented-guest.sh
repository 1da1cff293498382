# SPDX-License-Identifier: GPL-2.0-only
# Every command that the documentation shows for a guest does what it should; the others are known to be run elsewhere.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=600

in_place()
{
	in_vf "$@"
}

# Who attaches finds nothing attached; who changes, shows or detaches finds something.
prepare()
{
	case $1 in
	"sebpctl attach "* | "sebpctl shadow "*)
		in_vf sebpctl detach eth0 ;;
	"sebpctl set "* | "sebpctl show eth0"* | "sebpctl report eth0"* | "sebpctl detach "*)
		in_vf sebpctl attach eth0 ;;
	esac
}

# Of the lines of `elsewhere`, those without a reason, or that no page shows any more.
stale()
{
	local command reason

	grep -v '^#' /sebp/tests/documented/elsewhere | while IFS=$'\t' read -r command reason; do
		[ -n "$reason" ] || echo "no reason: $command"
		/sebp/tests/documented/commands all | grep -q -x -F "$command" || echo "not documented: $command"
	done
}

# Blocks with a mark that nobody runs.
unmarked()
{
	local page mark

	cd /sebp/docs && grep -o '<!-- test: [a-z]* -->' -- *.md | while IFS=': ' read -r page _ _ mark _; do
		grep -q "documented ${page%.md} $mark\b" ../tests/packages/guest.sh || echo "$page: $mark"
	done
}

scenario()
{
	. /sebp/tests/documented/lib.sh
	flat_vf_up
	in_vf ip link set vf0 down
	in_vf ip link set vf0 name eth0 up
	insmod "/sebp/build/$KERNEL/sebp.ko"
	mkdir -p /etc/sebp /config
	echo 'preset = balanced' | tee /etc/sebp/eth0.conf > /config/eth0.conf
	is "what is run elsewhere is documented, and says where" "$(stale)" ""
	is "what is marked is run by the packages' test" "$(unmarked)" ""
	documented_all guest
}
