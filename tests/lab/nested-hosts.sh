# SPDX-License-Identifier: GPL-2.0-only
# bench/demo --hosts: a guest is the machine under test, L1 the peer, the KVM host, and who measures; all of it goes by ssh.
# In make check one cell; sebp-lab run nested-hosts -- bulk-rx,rr-busy takes two minutes more.
TOPOLOGY=nested
PROGRAMS=1
TIMEOUT=900

HOSTS=/tmp/hosts
OUT=/results/demo

# Whoever comes with L1's key is let in: root, and somebody who is not.
SERVER='mkdir -p /root/.ssh /home/user/.ssh && echo /bin/bash > /etc/shells && echo "user:x:1000:1000::/home/user:/bin/bash" >> /etc/passwd &&
	echo "$1" | tee /root/.ssh/authorized_keys > /home/user/.ssh/authorized_keys && chown -R 1000:1000 /home/user &&
	chmod 700 /root /root/.ssh /home/user /home/user/.ssh &&
	program dropbearkey -t ed25519 -f /tmp/host-key > /tmp/host-key.log 2>&1 && program dropbear -E -r /tmp/host-key > /tmp/dropbear.log 2>&1'

servers_up()
{
	local key

	mkdir -p /usr/local/bin && printf '#!/bin/sh\nexec program /run/programs/usr/bin/ssh "$@"\n' > /usr/local/bin/ssh && chmod +x /usr/local/bin/ssh
	mkdir -p /root/.ssh && program ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519 || bail "there is no key"
	echo "StrictHostKeyChecking accept-new" > /root/.ssh/config
	key=$(< /root/.ssh/id_ed25519.pub)
	sh -c "$SERVER" sh "$key" && l2 1 sh -c "$SERVER" sh "$key" || bail "there is no server of ssh"
}

# What a user has installed.
dut_ready()
{
	l2 1 sh -c "ln -s /sebp/build/tools/sebpctl /usr/bin/ && insmod /sebp/build/$KERNEL/sebp.ko"
}

hosts_file()	# hosts_file [NAME=VALUE]...: with these lines instead of others
{
	local line

	printf '%s\n' "# A comment" "" DUT=root@10.77.0.11 DUT_DEVICE=vf0 DUT_ADDRESS=10.77.0.11 PEER=root@$PEER_ADDRESS PEER_ADDRESS=$PEER_ADDRESS \
		KVM_HOST=root@127.0.0.1 KVM_GUEST=sebp-l2-1 > $HOSTS
	for line; do
		sed -i "/^${line%%=*}=/d" $HOSTS
		echo "$line" >> $HOSTS
	done
}

demo()		# demo ARGUMENTS...
{
	SEBP_ENTER=none /sebp/bench/demo --hosts $HOSTS --rounds 1 --seconds 1 --out $OUT "$@" > /tmp/demo 2>&1
}

# refused NAME SENTENCE ARGUMENTS...: that is all it says
refused()
{
	local name=$1 sentence=$2
	shift 2

	demo "$@"
	[[ $? != 0 && $(< /tmp/demo) =~ ^sebp-lab:\ [^$'\n']*${sentence}[^$'\n']*$ ]] && ok "$name: $(< /tmp/demo)" || not_ok "$name" "$(< /tmp/demo)"
}

refusals()
{
	hosts_file DUT_DEVICES=vf0
	refused "a name that there is not" "line 10: 'DUT_DEVICES=vf0' is not understood"
	hosts_file PEER=root@nowhere.example
	refused "a host that is not there" "ssh does not reach PEER \(root@nowhere.example\)"
	hosts_file DUT=user@10.77.0.11
	refused "no root" "DUT \(user@10.77.0.11\): .*does not come in as root"
	hosts_file DUT_DEVICE=eth0
	refused "a device that is not there" "DUT \(root@10.77.0.11\) has no device 'eth0': DUT_DEVICE may be one of .*vf0"
	hosts_file
	mv /usr/bin/iperf3 /usr/bin/iperf3.away
	refused "a program that is missing" "PEER \(root@$PEER_ADDRESS\) does not have iperf3"
	mv /usr/bin/iperf3.away /usr/bin/iperf3
	refused "what is the lab's" "--guests is for the lab" --guests 2
}

raw()		# raw FILTER: of all runs, as one list
{
	jq -s -c "$1" $OUT/raw.jsonl
}

measures()	# measures CELLS
{
	local cells=$1 expected='[]' cell

	for cell in ${cells//,/ }; do
		expected=$(jq -c --arg cell "$cell" '. + ["\($cell) interrupts well", "\($cell) sebp well"] | sort' <<< "$expected")
	done
	hosts_file
	check "$cells under two variants" demo --cells "$cells" --variants interrupts,sebp || diag "$(< /tmp/demo)"
	diag "$(grep -v '^sebp-lab' /tmp/demo)"
	is "every cell has run under every variant" "$(raw 'map("\(.cell) \(.variant) \(.failed // "well")") | sort')" "$expected"
	is "each has what hosts count, and some of it" "$(raw 'map(.metrics | [.cpu_us, .context_switches, .exits, .host_cpu_us, .packets_per_interrupt] |
		all(.value > 0)) | all')" true
	is "the device interrupts where nothing polls" "$(raw 'map(select(.variant == "interrupts").metrics.vf_interrupts.value > 0) | all')" true
	# The time and the CPUs' are read one after the other: 1.21 were seen on a host with twice as many busy threads as CPUs.
	is "no CPU is busy for longer than there was time" "$(raw 'map(.metrics.cpu_us.value < .seconds * 1.5e6) | all')" true
	is "what was not counted is said, and no number" "$(jq -c '.hosts.not_counted | keys' $OUT/config.json)$(raw 'map(.metrics | has("insn")) | any')" \
		'["cycles","instructions"]false'
	is "and in the table" "$(grep -c '^Not counted: .*, perf says: not supported' $OUT/table.txt)" 2
	is "config.json says which machines" "$(jq -r '.hosts | "\(.dut.driver) \(.dut.kernel) \(.peer.device)"' $OUT/config.json)" "igbvf $(uname -r) pf0"
	is "sEBP polled" "$(raw 'map(select(.variant == "sebp" and .cell == "bulk-rx").metrics.packets_per_poll.value > 0)')" '[true]'
	is "the page is whole" "$(tail -n 1 $OUT/report.html)" "</body></html>"
	check "nothing is left" wait_until 10 all_gone || diag "$(left)"
}

# What of the benchmark still runs on the hosts, or is in force.
left()
{
	l2 1 sh -c 'pgrep -l "iperf3|netperf|perf|unshare"; sebpctl show vf0 2> /dev/null'
	pgrep -l 'iperf3|netserver|unshare|^ssh$'
}

attached()
{
	l2 1 sebpctl show vf0 > /dev/null 2>&1
}

all_gone()
{
	[ -z "$(left)" ]
}

# Told to end in the middle of a run.
interrupted()
{
	local demo

	SEBP_ENTER=none /sebp/bench/demo --hosts $HOSTS --rounds 1 --seconds 100 --cells bulk-rx --variants sebp --out $OUT.2 > /tmp/demo 2>&1 &
	demo=$!
	wait_until 200 attached || not_ok "there is something to interrupt" "$(< /tmp/demo)"
	kill $demo
	wait $demo
	is "told to end, it does" $? 143
	is "and says what it does" "$(grep -c '^sebp-lab: switching back what was going on: bulk-rx under sebp' /tmp/demo)" 1 || diag "$(< /tmp/demo)"
	check "the variant is switched back, nothing is left" wait_until 10 all_gone || diag "$(left)"
}

scenario()
{
	l2_up
	programs_mount
	servers_up
	check "the machine under test has its module" dut_ready
	refusals
	measures "${1:-bulk-rx}"
	interrupted
}
