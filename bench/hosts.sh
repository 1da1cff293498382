# SPDX-License-Identifier: GPL-2.0-only
# The machine below the benchmark where it is real: two hosts over ssh, as a file like hosts.example describes them. The counterpart of
# lab.sh; bench/demo sources it.
#
# On both hosts all of the benchmark runs in namespaces of its own, of processes and of mounts, with a /tmp of its own: it sees, ends and
# overwrites nothing but its own, and whatever ends the connection ends that, and leaves nothing. The network is the host's.

HOST_SETTINGS="DUT DUT_DEVICE DUT_ADDRESS PEER PEER_ADDRESS"
HOST_OPTIONS="KVM_HOST KVM_GUEST"
PERF_EVENTS="instructions cycles context-switches"

. "$LAB/guest/net.sh"

GUESTS=1

# By role, dut, peer or kvm: how ssh reaches it, the process that is its connection, and what every command there begins with.
declare -gA host_of connection_of prefix_of

ok() { :; }

diag()
{
	printf '%s\n' "$*"
}

bail()
{
	diag "$*"
	exit 1
}

# --- The description

hosts_read()	# hosts_read FILE
{
	local line name number=0

	unset $HOST_SETTINGS $HOST_OPTIONS
	[ -r "$1" ] || usage_error "there is no file '$1' that describes the hosts: copy bench/hosts.example."
	while IFS= read -r line || [ -n "$line" ]; do
		number=$((number + 1))
		[[ ! $line =~ ^[[:blank:]]*(#.*)?$ ]] || continue
		name=${line%%=*}
		[[ " $HOST_SETTINGS $HOST_OPTIONS " == *" $name "* && $line =~ ^[A-Z_]+=[^[:blank:]]+$ ]] ||
			usage_error "$1, line $number: '$line' is not understood: NAME=VALUE, as in bench/hosts.example."
		printf -v "$name" %s "${line#*=}"
	done < "$1"
	for name in $HOST_SETTINGS; do
		[ -n "${!name}" ] || usage_error "$1 does not say $name: see bench/hosts.example."
	done
	[ -z "$KVM_HOST" ] || [ -n "$KVM_GUEST" ] || usage_error "$1 says KVM_HOST, but not KVM_GUEST: see bench/hosts.example."
	GUEST_DEVICE=$DUT_DEVICE
	VF_PCI_N[1]=$DUT_DEVICE		# irqs takes either
	host_of=([dut]=$DUT [peer]=$PEER)
	[ -z "$KVM_HOST" ] || host_of[kvm]=$KVM_HOST
}

host_title()
{
	case $1 in
	dut)	echo "DUT ($DUT)" ;;
	peer)	echo "PEER ($PEER)" ;;
	kvm)	echo "KVM_HOST ($KVM_HOST)" ;;
	esac
}

# --- Connections

# Runs at the other end as long as the connection lasts. It tells the process whose child is the first one of the new namespace.
AGENT='
if [ "$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi
why=$($as true 2>&1) || { echo "not root: $why" >&2; exit 1; }
exec $as sh -c "echo agent \$\$; exec unshare --mount --pid --fork --kill-child --mount-proc \
	bash -c \"mount -t tmpfs -o mode=1777 sebp /tmp && mkdir /tmp/bin && echo ready && read -r end\""'

# The same where nothing but counters is read.
AGENT_KVM='
if [ "$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi
why=$($as true 2>&1) || { echo "not root: $why" >&2; exit 1; }
echo ready
read -r end'

quoted()	# quoted WORD...: as any shell takes them
{
	printf "'%s' " "${@//\'/\'\\\'\'}"
}

# The commands of a role share a connection. With $urgent before them they need not wait for the traffic's programs. Without it they end at once: none may open another one. 255 is ssh's own.
remote()	# remote ROLE WORD...
{
	local role=$1 status
	shift

	ssh -S "$scratch/$role.ssh" -o BatchMode=yes -o ProxyCommand=false -o LogLevel=ERROR "${host_of[$role]}" \
		"${prefix_of[$role]} $urgent $(quoted "$@")"
	status=$?
	[ $status != 255 ] || connected "$role" || echo "hosts: lost: there is no connection to $(host_title "$role") any more" >&2
	return $status
}

connected()	# connected ROLE
{
	ssh -S "$scratch/$1.ssh" -O check "${host_of[$1]}" 2> /dev/null
}

# Whether the other end is ready, or never will be.
answered()	# answered ROLE
{
	grep -q -s -x ready "$scratch/$1.out" || ! kill -0 "${connection_of[$1]}" 2> /dev/null
}

connect()	# connect ROLE
{
	local role=$1 agent=$AGENT hold said outer inner as=
	[ "$role" != kvm ] || agent=$AGENT_KVM

	mkfifo "$scratch/$role.in" && exec {hold}<> "$scratch/$role.in" || die "cannot create a pipe in $scratch."
	setpriv --pdeathsig TERM ssh -M -S "$scratch/$role.ssh" -T -o BatchMode=yes -o ConnectTimeout=20 -o ControlPersist=no \
		-o ServerAliveInterval=15 -o ServerAliveCountMax=4 "${host_of[$role]}" "sh -c $(quoted "$agent")" \
		<&$hold > "$scratch/$role.out" 2> "$scratch/$role.err" &
	connection_of[$role]=$!
	wait_until 60 answered "$role"
	if ! grep -q -s -x ready "$scratch/$role.out"; then
		said=$(grep . "$scratch/$role.err" | tail -n 1)
		case $said in
		"not root: "*)	die "$(host_title "$role"): ssh does not come in as root, and sudo does not help (${said#*: }): name another user, or let sudo ask this one for nothing." ;;
		unshare:*|mount:*|bash:*)	die "$(host_title "$role"): there can be no namespaces for the benchmark: $said." ;;
		*)		die "ssh does not reach $(host_title "$role"): ${said:-it does not answer}; it must ask for nothing: try 'ssh -o BatchMode=yes ${host_of[$role]} true'." ;;
		esac
	fi
	[ "$(remote "$role" id -u < /dev/null)" = 0 ] || as="sudo -n"
	prefix_of[$role]=$as
	[ "$role" != kvm ] || return 0
	outer=$(sed -n 's/^agent //p' "$scratch/$role.out")
	inner=$(remote "$role" pgrep -P "$outer" < /dev/null) || die "$(host_title "$role"): cannot find the benchmark's first process: is pgrep missing?"
	prefix_of[$role]="$as nsenter --target $inner --mount --pid --root --wd env LC_ALL=C PATH=/tmp/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}

# Small programs of ours, those that were built; gone with the namespace's /tmp.
install_programs()	# install_programs ROLE
{
	local built=() name

	for name in aic load napi server sink; do
		[ ! -x "$SEBP_TOP/build/guest/$name" ] || built+=("$name")
	done
	tar -c -f - -C "$LAB/guest/bin" irqs flood program -C "$BENCH" counters ${built[0]:+-C "$SEBP_TOP/build/guest"} "${built[@]}" |
		remote "$1" tar -x -f - -o -C /tmp/bin || die "$(host_title "$1"): cannot put programs there, see above."
}

# --- What has to be there

need_programs()	# need_programs ROLE PROGRAM...
{
	local role=$1 missing
	shift

	missing=$(remote "$role" program sh -c 'for name; do command -v "$name" > /dev/null || echo "$name"; done' sh "$@" < /dev/null)
	[ -z "$missing" ] || die "$(host_title "$role") does not have ${missing//$'\n'/, }: install that."
}

# No server of others is taken for ours.
need_ports()	# need_ports ROLE PORT...
{
	local role=$1 listening port
	shift

	listening=$(remote "$role" ss -Hltun < /dev/null)
	for port; do
		! grep -q ":$port " <<< "$listening" ||
			die "$(host_title "$role"): somebody listens at port $port, which a cell wants: stop that meanwhile, or leave out the cell."
	done
}

# What every cell and variant wants, and what these say that they want.
need_all()	# need_all CELLS VARIANTS
{
	local role said words programs ports

	case ",$2," in
	*,sebp-vmm,*|*,both,*|*,irq-suspend,*)	die "the variants sebp-vmm, both and irq-suspend are for the lab alone: leave them out." ;;
	esac
	said=$(for cell in ${1//,/ }; do (. "$BENCH/cells/$cell.sh"; echo " $CELL_NEEDS "); done)
	[[ ,$2 != *,sebp* ]] || said+=" guest:sebpctl "
	said=${said// guest:/ dut:}
	for role in dut peer; do
		words=$(grep -o " $role:[^ ]*" <<< "$said" | sort -u)
		programs=$(sed -n 's/.*:\([^0-9]\)/\1/p' <<< "$words") ports=$(sed -n 's/.*:\([0-9]\)/\1/p' <<< "$words")
		need_programs $role bash ss ip pkill timeout chrt ping $programs
		need_ports $role $ports
	done
}

# The device that has an address.
device_of()	# device_of ROLE ADDRESS
{
	remote "$1" ip -4 -o address show < /dev/null | awk -v address="$2" '{ split($4, parts, "/"); if (parts[1] == address) print $2 }'
}

need_network()
{
	local devices

	devices=$(remote dut ls /sys/class/net < /dev/null)
	grep -q -x -F "$DUT_DEVICE" <<< "$devices" ||
		die "$(host_title dut) has no device '$DUT_DEVICE': DUT_DEVICE may be one of ${devices//$'\n'/ }."
	[ "$(device_of dut "$DUT_ADDRESS")" = "$DUT_DEVICE" ] ||
		die "$(host_title dut): $DUT_DEVICE has not the address $DUT_ADDRESS: put DUT_ADDRESS right."
	PEER_DEVICE=$(device_of peer "$PEER_ADDRESS")
	[ -n "$PEER_DEVICE" ] || die "$(host_title peer): no device has the address $PEER_ADDRESS: put PEER_ADDRESS right."
	remote dut ip route get "$PEER_ADDRESS" < /dev/null | grep -q -w "dev $DUT_DEVICE" ||
		die "$(host_title dut): the way to $PEER_ADDRESS is not through $DUT_DEVICE: put the addresses right, or the routes."
	remote dut ping -q -c 3 -i 0.2 -W 2 "$PEER_ADDRESS" < /dev/null > /dev/null ||
		die "$(host_title dut): $PEER_ADDRESS does not answer through $DUT_DEVICE: is its link up?"
	! remote dut sebpctl show "$DUT_DEVICE" < /dev/null > /dev/null 2>&1 ||
		die "$(host_title dut): sEBP is attached to $DUT_DEVICE already: 'sebpctl detach $DUT_DEVICE' first."
}

# The process of the VM that is under test, by whatever names it.
need_kvm()
{
	KVM_PID=$(remote kvm sh -c 'for guest in /sys/kernel/debug/kvm/*-*; do
		pid=${guest##*/}
		pid=${pid%%-*}
		[ "$pid" != "$1" ] && ! tr "\0" "\n" < "/proc/$pid/cmdline" | grep -q -E "^(guest=)?$1(,|\$)" || echo "$pid"
	done | sort -u' sh "$KVM_GUEST" < /dev/null 2> /dev/null)
	[[ $KVM_PID =~ ^[0-9]+$ ]] ||
		die "$(host_title kvm): KVM has ${KVM_PID:+more than one}${KVM_PID:-no} guest '$KVM_GUEST' in /sys/kernel/debug/kvm: give the process of its QEMU, and see that debugfs is mounted."
}

# hosts_up CELLS VARIANTS: connected, and all is there
hosts_up()
{
	local role

	have ssh || die "ssh is missing here: install it with 'apt-get install openssh-client' as root."
	have jq || die "jq is missing here: install it with 'apt-get install jq' as root."
	for role in dut peer ${KVM_HOST:+kvm}; do
		connect "$role"
		[ "$role" = kvm ] || install_programs "$role"
	done
	need_all "$1" "$2"
	need_network
	[ -z "$KVM_HOST" ] || need_kvm
	hosts_facts
}

# What the results depend on, as JSON; leaves the events that perf counts in $events.
hosts_facts()
{
	local dut peer probed

	dut=$(l2 1 counters facts "$DUT_DEVICE"; l2 1 sh -c 'command -v modinfo > /dev/null && echo "sebp=$(modinfo -F srcversion sebp 2> /dev/null ||
		cat /sys/module/sebp/srcversion 2> /dev/null || echo none)"')
	peer=$(in_peer counters facts "$PEER_DEVICE")
	probed=$(l2 1 counters probe $PERF_EVENTS)
	[ -n "$KVM_HOST" ] || probed+=$'\nVM exits=no KVM_HOST was given'
	events=$(sed -n 's/=$//p' <<< "$probed" | paste -s -d ,)
	facts=$(jq -n -c --arg dut "$dut" --arg peer "$peer" --arg probed "$probed" --arg kvm "$KVM_HOST" '
		def object: split("\n") | map(capture("^(?<key>[^=]+)=(?<value>.*)$")) | from_entries;
		{dut: ($dut | object), peer: ($peer | object), kvm_host: ($kvm != ""), not_counted: ($probed | object | with_entries(select(.value != "")))}')
	[ -n "$facts" ] || die "the hosts have not said what they are."
}

# --- What scenario.sh and its cells and variants use

# For a subshell: the scenario, but on hosts.
hosts_play()
{
	. "$BENCH/scenario.sh"
	BENCH=$SEBP_TOP/bench MACHINE=hosts SCRATCH=$scratch
}

machine_up() { :; }

l2()		# l2 1 COMMAND...: at the machine under test
{
	remote dut timeout -k 2 "${L2_TIMEOUT:-120}" "${@:2}" < /dev/null
}

in_peer()
{
	remote peer "$@" < /dev/null
}

guest_address()
{
	echo "$DUT_ADDRESS"
}

peer_file()
{
	in_peer cat "$1"
}

irqs()
{
	l2 1 irqs "$1"
}

# Programs by which cells see and end what runs at the peer.
ss() { in_peer ss "$@"; }
pgrep() { in_peer pgrep "$@"; }
pkill() { in_peer pkill "$@"; }

port_answers()	# port_answers ADDRESS PORT
{
	in_peer bash -c ": < /dev/tcp/$1/$2" 2> /dev/null
}

listens()	# listens PORT
{
	[ -n "$(ss -Hltn "sport = :$1")" ]
}

iperf3_serve_at()	# iperf3_serve_at PORT
{
	listens "$1" || in_peer iperf3 -s -D -p "$1" --logfile "/tmp/iperf3.$1.log" && wait_until 5 listens "$1"
}

flood()		# flood ADDRESS MAC PORT SIZE
{
	in_peer flood "$PEER_DEVICE" $(($(in_peer nproc --all) - 1)) "$PEER_ADDRESS" "$@"
}

# Routes through the device would be lost. igbvf's sending vector keeps to what it had.
link_again() { :; }

sebp_load()
{
	local said

	! l2 1 test -d /sys/module/sebp || return 0
	said=$(l2 1 modprobe sebp 2>&1) || bail "$(host_title dut): the module sebp cannot be loaded: $said"
	: > "$scratch/loaded"
}

# What has to hurry there says so itself.
hurry() { :; }

# reading NAME.start|end: what all counters say now, as JSON. Work goes on meanwhile, so it is read before and after, and the mean counts, and
# so it is with time. perf counts from one reading to the other.
reading()
{
	local before after from to counters kvm= counted= switch=on urgent

	case $1 in
	*.start)	[ -z "$events" ] || l2 1 counters begin "$events" || return ;;
	*.end)		switch=off ;;
	esac
	urgent="chrt -f 1"
	from=${EPOCHREALTIME/[.,]/}
	before=$(work) &&
	counters=$(l2 1 counters $switch "$DUT_DEVICE") &&
	kvm=$(kvm_counters) &&
	after=$(work) || return
	to=${EPOCHREALTIME/[.,]/}
	[ $switch = on ] || counted=$(l2 1 counters end) || return
	printf '{"mark":"%s","time_us":%d,"work":%d,%s%s,"perf":{%s}}' \
		"$1" $(((from + to) / 2)) $(((before + after) / 2)) "$counters" "$kvm" "${counted#,}"
}

# As members of an object: exits, interrupts injected, and the CPU time of the VMM, of which the third and following words of stat tell.
kvm_counters()
{
	[ -n "$KVM_HOST" ] || return 0
	remote kvm sh -c 'cd /sys/kernel/debug/kvm/"$1"-* && cat exits irq_injections && sed "s/.*) //" "/proc/$1/stat" && getconf CLK_TCK' \
		sh "$KVM_PID" < /dev/null | awk '
		NR == 3 { ticks = $12 + $13; next }
		{ said[NR] = $1 }
		END {
			if (NR != 4) exit 1
			printf ",\"kvm_exits\":%d,\"injected_interrupts\":%d,\"host_cpu_us\":%.0f", said[1], said[2], ticks * 1000000 / said[4]
		}'
}

# --- The end, however it comes: what was going on is switched back, all connections are closed

hosts_down()
{
	local cell variant role

	trap '' INT TERM HUP
	[ -z "$supervised" ] || { kill -- -"$supervised" && wait "$supervised"; } 2> /dev/null
	supervised=
	if read -r cell variant 2> /dev/null < "$scratch/running"; then
		note "switching back what was going on: $cell under $variant"
		hosts_switch_back "$cell" "$variant"
		connected dut || note "there is no connection to $(host_title dut): the variant $variant may be in force there still."
	fi
	[ ! -e "$scratch/loaded" ] || l2 1 rmmod sebp
	for role in "${!connection_of[@]}"; do
		kill "${connection_of[$role]}" && wait "${connection_of[$role]}"
	done 2> /dev/null
	connection_of=()
}

# Whatever is still on its way is ended before the variant is, so that nothing comes after it.
hosts_switch_back()	# hosts_switch_back CELL VARIANT
{
	(
		hosts_play
		. "$BENCH/hosts.sh"
		. "$BENCH/cells/$1.sh"
		. "$BENCH/variants/$2.sh"
		L2_TIMEOUT=20
		cell_stop
		l2 1 sh -c 'kill -9 -1'
		in_peer sh -c 'kill -9 -1'
		variant_off 0
	) > "$scratch/switched" 2>&1
}
