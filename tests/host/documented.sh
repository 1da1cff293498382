#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The commands that the documentation shows for a checkout. What ends soon is run. What would take hours, or is a test suite of its own,
# is run with one word more, an impossible one: that alone may be complained of, so each other word is understood. And what
# tests/documented/elsewhere says of all other commands has to be so. Prints TAP.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
cd "$top" || exit
. lab/lib/tap.sh

# complains WORDS COMMAND: ends with an error, and its last line has those words
complains()
{
	local output

	! output=$(timeout 60 bash -c "$2" 2>&1 < /dev/null) || { echo "it was run"; return 1; }
	[[ ${output##*$'\n'} == *"$1"* ]] || { echo "$output"; return 1; }
}

# Those of make itself that are no building.
recipe()	# recipe COMMAND
{
	bash -c "${1/#make/make -n}" | sed -e ':more; /\\$/{N; s/\\\n\s*//; b more}' | grep '^\(bench/demo\|bench/whole\|tests/run\)'
}

all_understood()	# all_understood COMMANDS
{
	local command

	[ -n "$1" ] || { echo "there is nothing to be run"; return 1; }
	while read -r command; do
		documented "$command" || return
	done <<< "$1"
}

documented()	# documented COMMAND
{
	case $1 in
	*" --help" | "lab/sebp-lab help" | "lab/sebp-lab list" | "lab/enter "*)
		[ -n "$(bash -c "$1")" ] ;;
	make*)			all_understood "$(recipe "$1")" ;;
	"bench/demo --hosts"*)	complains "that describes the hosts" "${1/%--hosts/--hosts /dev/null/x}" ;;
	"lab/build-modules "*)	complains "there is no kernel 'x'" "lab/build-modules x" ;;
	bench/whole*)		complains "there is no measurement 'nosuch'" "$1 nosuch" ;;
	bench/demo*)		complains "cannot create /dev/null/x" "$1 --out /dev/null/x" ;;
	tests/run*)		complains "no test suite 'nosuch'" "$1 nosuch" ;;
	tests/soak*)		complains "'x' is no number" "$1 x" ;;
	"lab/sebp-lab run"*)	complains "no accelerator 'x'" "$(sed 's/ -- \|$/ --accel x&/' <<< "$1")" ;;
	*)			echo "nobody knows how to run it"; return 1 ;;
	esac
}

# What is listed of elsewhere and no page shows, has no reason, or is not in the file of that test.
stale()
{
	local command file words

	while IFS=$'\t' read -r command file words; do
		grep -q -x -F -e "$command" <<< "$shown" || echo "not documented: $command"
		if [ "$file" = nobody ]; then
			[ -n "$words" ] || echo "no reason: $command"
		else
			grep -q -F -e "${words:-$command}" "$file" || echo "not there: $command"
		fi
	done < <(grep -v '^#' "${1:-tests/documented/elsewhere}") 2>&1
}

# Blocks with a mark that nobody runs.
unmarked()
{
	local page mark

	cd docs && grep -o '<!-- test: [a-z]* -->' -- *.md | while IFS=': ' read -r page _ _ mark _; do
		grep -q "documented ${page%.md} $mark\b" ../tests/packages/guest.sh || echo "$page: $mark"
	done
}

shown=$(tests/documented/commands all)
is "what is run elsewhere is documented, and is run there" "$(stale)" ""
is "what is not is found" "$(stale <(printf '%s\t%s\n' 'make nothing' tests/run 'make soak' tests/run 'make demo' nobody 'make check' nosuch))" \
	"$(printf '%s\n' 'not documented: make nothing' 'not there: make nothing' 'not there: make soak' 'no reason: make demo' \
	'grep: nosuch: No such file or directory' 'not there: make check')"
is "what is marked is run by the packages' test" "$(unmarked)" ""
check "a word that is not understood is found" complains "no 'nosuch' in bench/cells" "bench/demo --cells nosuch"
while read -r command; do
	check "$command" documented "$command"
done <<< "$(tests/documented/commands lab)"
done_testing
