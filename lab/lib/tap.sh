# SPDX-License-Identifier: GPL-2.0-only
# Tests on this very machine, as TAP: check or is for each, then done_testing, whose status is that of the whole.

tests=0 failed=0

check()		# check NAME COMMAND...: and what it says if it fails
{
	local name=$1 output
	shift

	tests=$((tests + 1))
	if output=$("$@" 2>&1); then
		echo "ok $tests - $name"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $name"
		sed 's/^/# /' <<< "$output"
	fi
}

is()		# is NAME GOT WANT
{
	tests=$((tests + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $tests - $1"
	else
		failed=$((failed + 1))
		echo "not ok $tests - $1"
		printf 'got  %s\nwant %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}

done_testing()
{
	echo "1..$tests"
	[ $failed = 0 ]
}
