# SPDX-License-Identifier: GPL-2.0-only
# The stopwatch sees what KVM sees: VM entries, and on which side the instructions are.
TOPOLOGY=nested
STOPWATCH=1
TIMEOUT=500

# A mark of L1 between two looks at KVM's counter: the exits at the mark lie between low and high.
mark_exits()
{
	low[$1]=$(l2_kvm 1 exits)
	mark "exits-$1"
	high[$1]=$(l2_kvm 1 exits)
}

# at MARK FIELD CPU: a counter of one of L0's vCPUs at a mark; without CPU, of all.
at()
{
	jq -n --arg mark "$1" --arg field "$2" --arg cpu "$3" '
		[inputs | select(.mark == $mark and ($cpu == "" or .cpu == ($cpu | tonumber)))] |
		map(.[$field]) | add' /results/marks.jsonl
}

between()	# between FIELD FROM TO CPU
{
	echo $(($(at "$3" "$1" "$4") - $(at "$2" "$1" "$4")))
}

within_1_percent()
{
	local vmrun=$1 least=$2 most=$3

	echo "vmrun $vmrun, exits $least to $most"
	[ $((vmrun * 100)) -ge $((least * 99)) ] && [ $((vmrun * 100)) -le $((most * 101)) ]
}

# compare_exits WHAT COMMAND...: vmrun and KVM's exits while guest 1 runs the command.
compare_exits()
{
	local what=$1 vmrun least most
	local -A low high
	shift

	mark_exits "$what-a"
	l2 1 "$@" > /dev/null
	mark_exits "$what-b"
	vmrun=$(between vmrun "exits-$what-a" "exits-$what-b" "")
	least=$((low[$what-b] - high[$what-a]))
	most=$((high[$what-b] - low[$what-a]))
	check "$what: vmrun agrees with KVM's exits within 1 %" within_1_percent "$vmrun" "$least" "$most"
	diag "$what: $vmrun vmrun, $least to $most exits;" \
		"host $(between insn_host "exits-$what-a" "exits-$what-b" 1)," \
		"guest $(between insn_guest "exits-$what-a" "exits-$what-b" 1) instructions on its CPU"
}

scenario()
{
	l2_up
	compare_exits idle sleep 2
	compare_exits busy bash -c 'for ((i = 0; i < 200000; i++)); do :; done'
	compare_exits ping ping -q -c 300 -i 0.002 $PEER_ADDRESS
	iperf3_mbit "l2 1" $PEER_ADDRESS -t 1 > /dev/null	# starts the server
	compare_exits bulk iperf3 -c $PEER_ADDRESS -t 3

	# The guest's mark: taken on its own CPU, and nothing else happens to be counted as the guest's.
	l2 1 mark in-guest
	is "a mark of the guest comes from its CPU" "$(at in-guest by 1)" 1
	is "no guest runs on the other CPU" "$(between insn_guest exits-idle-a in-guest 0)" 0
	check "a busy guest executes in the guest" [ \
		"$(between insn_guest exits-busy-a exits-busy-b 1)" -gt \
		"$(($(between insn_host exits-busy-a exits-busy-b 1) * 5))" ]
	check "an idle guest executes little" [ \
		"$(($(between insn_guest exits-idle-a exits-idle-b 1) * 5))" -lt \
		"$(between insn_guest exits-busy-a exits-busy-b 1)" ]
}
