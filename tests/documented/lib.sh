# SPDX-License-Identifier: GPL-2.0-only
# What the two scenarios share that run the documentation's commands. They define prepare, which brings about what a command
# needs, and in_place, which runs it.

# What has no end by itself is ended as a person would do it.
documented_run()	# documented_run COMMAND
{
	case $1 in
	"sebpctl top")
		(sleep 3; echo q) | TERM=xterm in_place socat - SYSTEM:"stty rows 24 cols 80; sebpctl top",pty,ctty,setsid,stderr ;;
	"sebpctl monitor"* | "sebpctl vm monitor"* | "sebpctl top -j")
		in_place timeout --preserve-status -s INT 3 bash -o pipefail -c "$1"
		[ $? = 130 ] ;;
	*)	in_place bash -o pipefail -c "$1" ;;
	esac
}

documented_all()	# documented_all guest|host
{
	local command

	/sebp/tests/documented/commands "$1" > /tmp/commands
	[ -s /tmp/commands ] || not_ok "the documentation shows commands"
	while read -r command; do
		prepare "$command" > /dev/null 2>&1
		check "$command" documented_run "$command" < /dev/null
	done < /tmp/commands
}
