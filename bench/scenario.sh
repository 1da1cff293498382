# SPDX-License-Identifier: GPL-2.0-only
# The benchmark as a scenario of the lab; runs in L1. Its words:
#	ROUNDS SECONDS CELL,CELL... VARIANT,VARIANT...
#
# Every round runs every cell under every variant, and every other round in the opposite order. A cell
# run warms up, then measures between two readings of all counters while the traffic goes on: starting
# and ending it is not counted, and no reading disturbs the measured CPU. The readings go to
# /results/runs.jsonl; bench/report makes metrics of them, outside.
#
# A cell, cells/NAME.sh, defines
#	CELL_TITLE			what it is, for people
#	CELL_UNIT			what work is counted in: mb (10^6 bytes) or txn (transactions)
#	CELL_BUSY			1: so much traffic that a variant has to show that it takes part
#	cell_traffic SECONDS		makes traffic for so long; prints what it says about it
#	cell_work			the work done so far, a number that grows: bytes or transactions
#	cell_report < OUTPUT		what only the traffic program knows, as a JSON object
# A variant, variants/NAME.sh, defines
#	variant_load			once, before the first round
#	variant_on, variant_off		around each cell run
#	variant_state BUSY		after the traffic, as JSON; fails if the variant was not in force
# They are sourced in a subshell for each run, and may use all of lab/guest/lib.sh.
TOPOLOGY=nested
STOPWATCH=1
TIMEOUT=900
KERNELS="6.1 6.12 7.2"

BENCH=/sebp/bench
WARM=1			# seconds from the first piece of work to the first reading
SPARE=2			# seconds for which the traffic outlives the last reading
TRAFFIC_ENDED_EARLY=3	# exit code of cell_run
MEASURED_GUEST=1	# its vCPU has L1's CPU 0 to itself

scenario()
{
	local rounds=$1 seconds=$2 cells=${3//,/ } variants=${4//,/ } round cell variant order

	l2_up
	for variant in $variants; do
		(. "$BENCH/variants/$variant.sh"; variant_load) || bail "the variant $variant cannot be set up"
	done
	for ((round = 1; round <= rounds; round++)); do
		for cell in $cells; do
			order=$variants
			[ $((round % 2)) = 1 ] || order=$(reverse $variants)
			for variant in $order; do
				cell_measure "$cell" "$variant" "$round" "$seconds"
			done
		done
	done
	ok "$rounds rounds of $cells under $variants"
}

reverse()
{
	local word reversed=

	for word; do
		reversed="$word $reversed"
	done
	echo $reversed
}

# On a machine that others keep busy the readings themselves may take seconds.
cell_measure()	# cell_measure CELL VARIANT ROUND SECONDS
{
	local tries

	for tries in 1 2 3 4; do
		(cell_run "$@")
		case $? in
		0)			return ;;
		$TRAFFIC_ENDED_EARLY)	SPARE=$((SPARE * 2)) ;;
		*)			break ;;
		esac
		diag "round $3: $1, $2: the traffic ended before the measurement did; again, with more time"
	done
	bail "round $3 of $1 under $2 failed"
}

cell_run()	# cell_run CELL VARIANT ROUND SECONDS
{
	local name=$1.$2.$3 seconds=$4 before traffic early=0 start end guest state report

	. "$BENCH/cells/$1.sh"
	. "$BENCH/variants/$2.sh"
	variant_on || fail "the variant cannot be switched on"
	guest=$(l2 $MEASURED_GUEST irqs vf0) || fail "the guest's interrupts cannot be read"
	before=$(cell_work)
	cell_traffic $((WARM + seconds + SPARE)) > /tmp/traffic &
	traffic=$!
	wait_until 30 work_flows "$before" || fail "no traffic: $(tail -n 5 /tmp/traffic)"
	sleep $WARM

	start=$(reading "$name.start") || fail "a counter cannot be read: $start"
	sleep "$seconds"
	end=$(reading "$name.end") || fail "a counter cannot be read: $end"
	wait_until 2 work_flows "$(cell_work)" || early=1

	wait $traffic || fail "the traffic program failed: $(tail -n 5 /tmp/traffic)"
	[ $early = 0 ] || { variant_off; exit $TRAFFIC_ENDED_EARLY; }
	guest=$(($(l2 $MEASURED_GUEST irqs vf0) - guest))
	report=$(cell_report < /tmp/traffic) || fail "the traffic program's report: $(tail -n 5 /tmp/traffic)"
	state=$(variant_state "$CELL_BUSY") || fail "the variant was not in force: $state"
	variant_off || fail "the variant cannot be switched off"
	printf '{"cell":"%s","variant":"%s","round":%d,"unit":"%s","start":%s,"end":%s,' \
		"$1" "$2" "$3" "$CELL_UNIT" "$start" "$end" >> /results/runs.jsonl
	printf '"guest_interrupts":%d,"report":%s,"state":%s}\n' \
		"$guest" "$report" "$state" >> /results/runs.jsonl
	diag "round $3: $1, $2: $(speed "$start" "$end")"
}

fail()
{
	diag "$*"
	exit 1
}

work_flows()		# work_flows SINCE
{
	[ "$(cell_work)" -gt "$1" ]
}

# reading MARK: what all counters say now, as JSON. The stopwatch notes its own under the mark's name.
# Work goes on meanwhile, so it is read before and after, and the mean counts. In a hurry: the peer keeps
# this CPU busy.
reading()
{
	local kvm before after interrupts exits injected

	chrt -f -p 1 $BASHPID
	kvm=$(echo "/sys/kernel/debug/kvm/${L2_PID[MEASURED_GUEST]}"-*)
	before=$(cell_work) &&
	mark "$1" &&
	read -r exits < "$kvm/exits" &&
	read -r injected < "$kvm/irq_injections" &&
	interrupts=$(irqs "${VF_PCI_N[MEASURED_GUEST]}") &&
	after=$(cell_work) &&
	printf '{"mark":"%s","time_us":%d,"work":%d,"vf_interrupts":%d,"kvm_exits":%d,"injected_interrupts":%d}' \
		"$1" "${EPOCHREALTIME/./}" $(((before + after) / 2)) "$interrupts" "$exits" "$injected"
}

# For whoever watches; the report has the exact figure.
speed()		# speed START END
{
	printf '%s\n%s\n' "$1" "$2" | jq -r -s --arg unit "$CELL_UNIT" '
		(.[1].work - .[0].work) as $work | (.[1].time_us - .[0].time_us) as $us |
		if $unit == "mb" then "\($work * 8 / $us | round) Mbit/s"
		else "\($work * 1e6 / $us | round) transactions/s" end'
}

# Bytes that TCP connections between the peer and the measured guest have carried, as the peer's TCP
# counts them: bytes_received of it, or bytes_acked to it.
peer_tcp_bytes()
{
	local field fields sum=0

	fields=$(ss -Htin dst "10.77.0.$((10 + MEASURED_GUEST))") || return
	for field in $fields; do
		case $field in
		"$1":*)	sum=$((sum + ${field#*:})) ;;
		esac
	done
	echo $sum
}
