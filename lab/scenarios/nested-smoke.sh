# SPDX-License-Identifier: GPL-2.0-only
# The nested topology works: traffic both ways between every guest's VF and the PF, and not a byte wrong.
TOPOLOGY=nested
TIMEOUT=500

scenario()
{
	local n

	l2_up
	for ((n = 1; n <= GUESTS; n++)); do
		words_arrive "$n"
		guest_traffic "$n"
	done
}

# Words and what they print come through as they are, also when nobody reads all of it.
words_arrive()
{
	local words=("" " a  b " $'line\nline\t' '$(x) `y` "z"' "\\" "*") said

	said=$(printf '<%s>' "${words[@]}"; echo .)
	is "guest $1: words arrive as they are" "$(l2 "$1" printf '<%s>' "${words[@]}"; echo .)" "$said"
	is "guest $1: so do errors and the status" "$(l2 "$1" sh -c 'printf out; printf err >&2; exit 7' 2>&1; echo " $?")" "outerr 7"
	is "guest $1: so do bytes that are no words" "$(l2 "$1" printf 'a\0b\377\n\n' | od -A n -t x1)" " 61 00 62 ff 0a 0a"
	l2 "$1" seq 100000 | head -n 1 > /dev/null
	is "guest $1: what nobody reads is in nobody's way" "$(l2 "$1" seq 100000 | cksum)" "$(seq 100000 | cksum)"
}

vf_irqs()
{
	l2 "$1" irqs vf0
}

guest_traffic()
{
	local n=$1 address=10.77.0.$((10 + $1)) before exits

	before=$(vf_irqs "$n") exits=$(l2_kvm "$n" exits)
	check "guest $n: TCP from the VF flows" iperf3_mbit "l2 $n" $PEER_ADDRESS -t 3
	diag "$(cat /tmp/iperf3.mbit) Mbit/s from the VF, $(($(vf_irqs "$n") - before)) VF interrupts," \
		"$(($(l2_kvm "$n" exits) - exits)) VM exits"
	before=$(vf_irqs "$n") exits=$(l2_kvm "$n" exits)
	check "guest $n: TCP to the VF flows" iperf3_mbit "l2 $n" $PEER_ADDRESS -t 3 -R
	diag "$(cat /tmp/iperf3.mbit) Mbit/s to the VF, $(($(vf_irqs "$n") - before)) VF interrupts," \
		"$(($(l2_kvm "$n" exits) - exits)) VM exits"
	check "guest $n: the VF raises interrupts" [ "$(vf_irqs "$n")" -gt 0 ]
	is "guest $n: the vCPU's CPU is its own" "$(cpu_of_vcpu "$n")" "$n"

	intact "guest $n: 32 MiB arrive intact at the VF" in_peer "l2 $n" "$address" 32
	intact "guest $n: 32 MiB arrive intact at the peer" "l2 $n" in_peer $PEER_ADDRESS 32
}

cpu_of_vcpu()
{
	sed 's/.*) //' "/proc/$(l2_vcpu "$1")/stat" | cut -d ' ' -f 37
}
