#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What can be said of the sources without running them. The checkers come from Debian's packages in a root of their own,
# which is built when this test runs first. Prints TAP.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
work=$top/build/tests/static
. "$top/lab/lib/tap.sh"

# Where nothing can be said in a comment, or everything would be part of the content.
UNLICENSED='^(VERSION|debian/(changelog|copyright|source/format)|tests/fuzz/seeds/.*|.*\.json)$'

in_root()
{
	"$top/lab/enter" checks "$@"
}

sources()	# sources: the files that git has, or, without git, all there are
{
	git ls-files 2> /dev/null || find . \( -name .git -o -path ./build -o -path ./results \) -prune -o -type f -printf '%P\n'
}

has_shebang()
{
	local line

	IFS= read -r line < "$1" && [[ $line =~ ^'#!'.*[/\ ](ba|da)?sh( |$) ]]
}

unlicensed()
{
	sources | grep -v -E "$UNLICENSED" | while read -r file; do
		head -n 3 "$file" | grep -q SPDX-License-Identifier: || echo "$file"
	done
}

scripts()
{
	local file

	sources | while read -r file; do
		! has_shebang "$file" || echo "$file"
	done
}

# Files that others source: all of them are for bash.
libraries()
{
	local file

	sources | grep -E '(\.sh|^lab/guest/[a-z]+)$' | while read -r file; do
		has_shebang "$file" || echo "$file"
	done
}

none()		# none COMMAND...: it prints nothing
{
	local output

	output=$("$@" 2>&1)
	printf '%s' "$output"
	[ -z "$output" ]
}

# What sparse and gcc's W=1 say of our own files; the kernel's headers are not ours.
modules_warn()
{
	local build directory said

	build=$(in_root sh -c 'echo /lib/modules/*/build')
	mkdir -p "$work"
	cp -a module core uapi vmm "$work"
	for directory in module vmm; do
		said=$(in_root make -j"$(nproc)" -C "$build" M="$work/$directory" C=2 W=1 modules 2>&1) ||
			{ tail <<< "$said"; return; }
		grep -E "^($work/|\.\./|[a-z]+\.[ch]).*: (warning|error): " <<< "$said"
	done
}

# cppcheck takes a pointer to a literal for one to the variable beside it, a structure that is to be filled for one to be
# read, and address 0 of a machine without an operating system for nothing.
tools_warn()
{
	in_root cppcheck --quiet --template=gcc --std=c11 --enable=warning,portability,performance \
		--suppress=normalCheckLevelMaxBranches --suppress=returnDanglingLifetime:tools/sebpctl/settings.c --suppress=ctuuninitvar:tools/sebpctl/vf-use.c \
		--suppress=nullPointer:lab/stopwatch/check-svm.c \
		-D_GNU_SOURCE -I tools -I uapi tools core lab tests/fuzz tests/guest tests/sim
}

cd "$top" || exit
check "there are checkers" in_root true
check "every file says its licence" none unlicensed
check "shellcheck: programs" in_root shellcheck $(scripts)
check "shellcheck: what they source" in_root shellcheck -s bash $(libraries)
check "modules: sparse and W=1" none modules_warn
check "cppcheck: programs" none tools_warn
done_testing
