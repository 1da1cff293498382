# SPDX-License-Identifier: GPL-2.0-only
# The benchmark as a scenario of the lab; runs in L1. Its words:
#	ROUNDS SECONDS CELL,CELL... VARIANT,VARIANT... [reasons]
#
# With the last one, exits are counted by their reason. That costs instructions on each exit, in all variants.
#
# Every round runs every cell under every variant, and every other round in the opposite order. What has run is not run
# again: if the machine is lost, another one goes on from there. A cell run warms up, then measures between two readings of all
# counters while the traffic goes on: starting and ending it is not counted, and no reading disturbs the measured CPU. What only
# the guest can tell, drops and retransmits for one, is read before the traffic and after it, so that counts all of it. The readings
# go to $RUNS, and so does why a run has failed; bench/report makes metrics of them, outside.
#
# A cell, cells/NAME.sh, defines
#	CELL_TITLE			what it is, for people
#	CELL_UNIT			what work is counted in: mb (10^6 bytes), txn (transactions) or s (seconds, given in us)
#	CELL_BUSY			1: so much traffic that a variant is expected to take part
#	CELL_PROGRAMS			1: it runs a program of the image of programs (lab/lib/programs.sh)
#	CELL_GUESTS			any: it can run in several guests at once: what is below is then done for each, with its number as
#					MEASURED_GUEST, but cell_stop, which stops all of them. A number: it runs in so many, and its traffic is
#					one between them: all is done once. If not said, it runs in one
#	cell_traffic			makes traffic until cell_stop; prints what its program says
#	cell_work			the work done so far, a number that grows: bytes, transactions or us
#	cell_stop			stops it
#	cell_flows SINCE		if not said: more work has been done; the warm-up starts when it is true
#	cell_report FROM TO < OUTPUT	if there is more to tell: a JSON object, from what the program said about
#					the work between these two, counted from its start
# A variant, variants/NAME.sh, defines
#	variant_load			once, before the first round
#	variant_on			before each cell run
#	variant_off BUSY		after it; prints as JSON what was in force, and fails if nothing was. Of several guests that
#					of the first is reported
#	EPOLL_PARAMS			if programs of the guest that wait by epoll are to poll the device meanwhile: "USECS BUDGET"
#	CELL_NEEDS			"guest:iperf3 peer:5201": programs and free ports that it wants there; real hosts are asked for them first
# They are sourced in a subshell for each run, and may use all of lab/guest/lib.sh.
#
# Where guest and peer are is the business of $MACHINE.sh alone: lab.sh, for L1 and its guests, or hosts.sh, for two real hosts over ssh
# (bench/demo --hosts). It defines, besides l2, in_peer and the like of lab/guest/lib.sh,
#	machine_up VARIANT...		all is there for these
#	GUEST_DEVICE PEER_DEVICE	the network devices of both sides, and guest_address, that of the measured guest
#	hurry				from here on this shell goes before the traffic
#	reading MARK			what all counters say now, as JSON
#	peer_file FILE			prints it
#	link_again			the guest's device goes down and up, where that is needed and nothing is lost by it
#	sebp_load			puts module and tool into the guest
TOPOLOGY=nested
STOPWATCH=1
TIMEOUT=900
KERNELS="6.1 6.12 7.2"

BENCH=/sebp/bench
MACHINE=lab
RUNS=/results/runs.jsonl
SCRATCH=/tmp		# what one run leaves for its end
WARM=1			# seconds from the first piece of work to the first reading
MEASURED_GUEST=1	# the guest that a cell or a variant is about: guest N has L1's CPU N to itself

scenario()
{
	local rounds=$1 seconds=$2 cells=${3//,/ } variants=${4//,/ } reasons=$5 round cell variant order boot=$EPOCHSECONDS

	. "$BENCH/$MACHINE.sh"
	machine_up $variants
	for variant in $variants; do
		(. "$BENCH/variants/$variant.sh"; each_guest variant_load) || bail "the variant $variant cannot be set up"
	done
	for ((round = 1; round <= rounds; round++)); do
		for cell in $cells; do
			order=$variants
			[ $((round % 2)) = 1 ] || order=$(reverse $variants)
			for variant in $order; do
				finished "$cell" "$variant" "$round" ||
					(cell_run "$cell" "$variant" "$round" "$seconds") ||
					run_failed "$cell" "$variant" "$round"
			done
		done
	done
	ok "$rounds rounds of $cells under $variants"
}

# each_guest COMMAND...: for each of them, until one fails
each_guest()
{
	local MEASURED_GUEST

	for ((MEASURED_GUEST = 1; MEASURED_GUEST <= GUESTS; MEASURED_GUEST++)); do
		"$@" || return
	done
}

# each_traffic COMMAND...: for each guest that has traffic of its own
each_traffic()
{
	case $CELL_GUESTS in
	any)	each_guest "$@" ;;
	*)	"$@" ;;
	esac
}

finished()	# finished CELL VARIANT ROUND
{
	grep -qs "^{\"cell\":\"$1\",\"variant\":\"$2\",\"round\":$3," "$RUNS"
}

# A run that has failed is no reason to stop, a guest that does not answer is; nor must anything of it go on in the next run.
run_failed()	# run_failed CELL VARIANT ROUND
{
	local said

	said=$(L2_TIMEOUT=30 l2 $MEASURED_GUEST true 2>&1) || echo "$said"
	[[ $said != *': lost: '* ]] || bail "round $3 of $1 under $2 was lost with the machine"
	jq -n -c --arg cell "$1" --arg variant "$2" --argjson round "$3" --argjson boot "$boot" \
		--arg failed "$(< "$SCRATCH/failure")${said:+; the guest does not answer}" '$ARGS.named' >> "$RUNS"
	[ -z "$said" ] && switch_back "$1" "$2"
	wait_until 30 traffic_gone || bail "what round $3 of $1 under $2 has left behind does not end"
}

switch_back()	# switch_back CELL VARIANT
{
	(. "$BENCH/cells/$1.sh"; . "$BENCH/variants/$2.sh"; cell_stop; each_guest variant_ends) > /dev/null 2>&1
	rm -f "$SCRATCH/running"
}

# Whether it was in force or not.
variant_ends()
{
	variant_off 0 || :
}

traffic_gone()
{
	[ ! -e "$SCRATCH/traffic.pid" ] || ! kill -0 "$(< "$SCRATCH/traffic.pid")" 2> /dev/null
}

reverse()
{
	local word reversed=

	for word; do
		reversed="$word $reversed"
	done
	echo $reversed
}

cell_run()	# cell_run CELL VARIANT ROUND SECONDS
{
	local name=$1.$2.$3 seconds=$4 said before traffic start end from to state report guest_before guest_after
	local -A flows_since

	cell_report() { echo {}; }
	cell_flows() { work_flows "$1"; }
	. "$BENCH/cells/$1.sh"
	. "$BENCH/variants/$2.sh"
	echo "$1 $2" > "$SCRATCH/running"
	said=$(each_guest variant_on 2>&1) || fail "the variant cannot be switched on: $said"
	guest_before=$(guest_reading) || fail "the guest's counters cannot be read"
	before=$(work)
	each_traffic remember_work
	L2_TIMEOUT=300 traffic > "$SCRATCH/traffic" 2>&1 &
	traffic=$!
	echo $traffic > "$SCRATCH/traffic.pid"
	wait_until 60 each_traffic flows cell_flows || fail "no traffic: $(tail -n 5 "$SCRATCH/traffic")"
	sleep $WARM

	hurry
	start=$(reading "$name.start") || fail "a counter cannot be read: $start"
	sleep "$seconds"
	end=$(reading "$name.end") || fail "a counter cannot be read: $end"
	each_traffic remember_work
	wait_until 5 each_traffic flows work_flows || fail "the traffic ended early: $(tail -n 5 "$SCRATCH/traffic")"
	cell_stop || fail "the traffic program was not there to be stopped: $(tail -n 5 "$SCRATCH/traffic")"
	wait $traffic
	from=$(($(field "$start" work) - before)) to=$(($(field "$end" work) - before))
	report=$(cell_report $from $to < "$SCRATCH/traffic") ||
		fail "no report of the traffic program: $(tail -n 5 "$SCRATCH/traffic")"
	guest_after=$(guest_reading) || fail "the guest's counters cannot be read"
	state=$(each_guest variant_off "$CELL_BUSY") || fail "the variant was not in force: $state"
	printf '{"cell":"%s","variant":"%s","round":%d,"boot":%d,"unit":"%s","start":%s,"end":%s,"guest":[%s,%s],"report":%s,"state":%s}\n' \
		"$1" "$2" "$3" "$boot" "$CELL_UNIT" "$start" "$end" "$guest_before" "$guest_after" "$report" "${state%%$'\n'*}" >> "$RUNS"
	rm "$SCRATCH/running"
	diag "round $3: $1, $2: $(speed "$start" "$end")"
}

fail()
{
	diag "failed: $*"
	echo "$*" > "$SCRATCH/failure"
	exit 1
}

# The traffic of all guests, and the work of all.
traffic()
{
	each_traffic traffic_of_guest
	wait
}

traffic_of_guest()
{
	cell_traffic &
}

work()
{
	local sum=0

	each_traffic add_work && echo $sum
}

# Of work().
add_work()
{
	sum=$((sum + $(cell_work)))
}

remember_work()
{
	flows_since[$MEASURED_GUEST]=$(cell_work)
}

# flows cell_flows|work_flows: since what was remembered
flows()
{
	"$1" "${flows_since[$MEASURED_GUEST]}"
}

work_flows()		# work_flows SINCE
{
	[ "$(cell_work)" -gt "$1" ]
}

# As JSON: what the kernels of guest and peer have counted, and the interrupts that belong to it. The guest is asked by a program
# that it has to run, so not between the marks. Of several guests nothing is said: they have the peer in common.
guest_reading()
{
	local counters interrupts sent

	[ "$GUESTS" = 1 ] || { echo null; return; }
	counters=$(l2 $MEASURED_GUEST cat /sys/class/net/$GUEST_DEVICE/statistics/{rx_packets,tx_packets,rx_bytes,tx_bytes} /proc/net/snmp /proc/net/netstat) &&
	interrupts=$(irqs "${VF_PCI_N[MEASURED_GUEST]}") && sent=$(peer_file /sys/class/net/$PEER_DEVICE/statistics/tx_packets) &&
	awk -v interrupts="$interrupts" -v sent="$sent" -v peer_retransmits="$(peer_snmp Tcp 12)" '
		NF == 1 { device[++n] = $1; next }
		$1 != table { table = $1; split($0, names); next }
		{ for (i = 2; i <= NF; i++) count[table names[i]] = $i; table = "" }
		END {
			printf "{\"rx_packets\":%d,\"tx_packets\":%d,\"rx_bytes\":%d,\"tx_bytes\":%d,", device[1], device[2], device[3], device[4]
			printf "\"peer_tx_packets\":%d,\"vf_interrupts\":%d,", sent, interrupts
			printf "\"retransmits\":%d,\"peer_retransmits\":%d,\"socket_drops\":%d,\"busy_poll_packets\":%d}", count["Tcp:RetransSegs"],
				peer_retransmits, count["Udp:RcvbufErrors"] + count["TcpExt:TCPRcvQDrop"], count["TcpExt:BusyPollRxPackets"]
		}' <<< "$counters"
}

field()		# field READING NAME
{
	[[ $1 =~ \"$2\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

# For whoever watches; the report has the exact figure.
speed()		# speed START END
{
	local work=$(($(field "$2" work) - $(field "$1" work)))
	local us=$(($(field "$2" time_us) - $(field "$1" time_us)))

	case $CELL_UNIT in
	mb)	echo "$((work * 8 / us)) Mbit/s" ;;
	txn)	echo "$((work * 1000000 / us)) transactions/s" ;;
	s)	echo "nothing else" ;;
	esac
}

# The measured guest's iperf3, with a server of its own.
iperf3_runs()	# iperf3_runs ARGS...
{
	local port=$((5200 + MEASURED_GUEST))

	iperf3_serve_at $port && l2 $MEASURED_GUEST iperf3 -c $PEER_ADDRESS -p $port -t 100 "$@"
}

# The environment, for a shell, in which a program of the guest that waits by epoll runs as the variant wants it.
epoll_environment()
{
	[ -z "$EPOLL_PARAMS" ] || echo "PREFER='$EPOLL_PARAMS' LD_PRELOAD=/sebp/build/guest/prefer.so"
}

netserver_serve()
{
	pgrep -x netserver > /dev/null || in_peer netserver -4 > /dev/null
}

# The peer's program ends, and with it the guest's. The guest itself is too busy to start one that ends it soon.
peer_stops()	# peer_stops PROGRAM
{
	pkill -INT -x "$1" && wait_until 5 gone "$1"
}

gone()
{
	! pgrep -x "$1" > /dev/null
}

port_answers()	# port_answers ADDRESS PORT
{
	(: < "/dev/tcp/$1/$2") 2> /dev/null
}

# The N-th counter of a protocol, as the peer's kernel counts: peer_snmp PROTOCOL N. It goes on from run to run.
peer_snmp()
{
	local fields counters

	while read -ra fields; do
		[ "${fields[0]}" != "$1:" ] || counters=("${fields[@]}")
	done <<< "$(peer_file /proc/net/snmp)"
	echo "${counters[$2]}"
}

# Bytes that TCP connections between the peer and the measured guest have carried, as the peer's TCP
# counts them: bytes_received of it, or bytes_acked to it.
peer_tcp_bytes()
{
	local IFS=$'\n' line lines sum=0

	lines=$(ss -Htin dst "$(guest_address)") || return
	for line in $lines; do
		[[ ! $line =~ \ $1:([0-9]+) ]] || sum=$((sum + BASH_REMATCH[1]))
	done
	echo $sum
}
