# SPDX-License-Identifier: GPL-2.0-only
# What scenarios about sebpctl share: `. /sebp/lab/guest/tool.sh`, inside scenario().

# says NAME STATUS PATTERN COMMAND...: the exit code, and an output of exactly one line that matches
says()
{
	local name=$1 want=$2 pattern=$3 output status
	shift 3

	output=$("$@" 2>&1)
	status=$?
	if [ $status -eq "$want" ] && [[ $output =~ $pattern ]] && [ "$(wc -l <<< "$output")" -eq 1 ]; then
		ok "$name: $output"
	else
		not_ok "$name" "'$*' returned $status, wanted $want and '$pattern':"
		diag "$output"
	fi
}

# json_of COMMAND NAME FILTER: whether jq finds it true of what the command, one word or several, prints, and all is documented
json_of()
{
	local output

	output=$(in_vf sebpctl $1 -j)
	if ! /sebp/tests/documented/json "${1%% *}" <(echo "$output") > /tmp/undocumented; then
		not_ok "$2" "$(< /tmp/undocumented)"
	elif jq -e "$3" <<< "$output" > /dev/null; then
		ok "$2"
	else
		not_ok "$2" "$3 is not true of:"
		diag "$output"
	fi
}

# json_documented COMMAND WORD...: sebpctl does it, and prints as JSON what is documented
json_documented()
{
	sebpctl $1 "${@:2}" -j > /tmp/documented.json && /sebp/tests/documented/json "$1" /tmp/documented.json
}

as_nobody()		# as_nobody WORD...: sebpctl, where PFs are
{
	$NOBODY sebpctl "$@"
}

without_rights()	# without_rights WORD...: sebpctl, where the VF is
{
	in_vf $NOBODY sebpctl "$@"
}

fits()		# fits COMMAND...: into a terminal
{
	check "lines of $* fit 80 columns" awk 'length > 80 { exit 1 }' <(in_vf sebpctl "$@")
}

# completes WORD...: what the last one can become
completes()
(
	compopt() { :; }
	. /sebp/tools/completion/sebpctl
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_sebpctl
	echo "${COMPREPLY[*]}"
)
