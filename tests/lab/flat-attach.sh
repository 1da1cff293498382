# SPDX-License-Identifier: GPL-2.0-only
# Attach, traffic both ways, detach: the interrupts go, the bytes arrive, the interrupts come back.
TOPOLOGY=flat
KERNELS="6.1 6.12 7.2"
TIMEOUT=120

# Of the first queue of vf0: queue_stat NAME
queue_stat()
{
	in_vf sebpctl show vf0 -j | jq -r ".devices[0].queues[0].$1"
}

stream()	# stream NAME IPERF3-ARGUMENTS...: leaves the VF's interrupts during it in $taken
{
	local name=$1 before
	shift

	before=$(irqs "$VF_PCI")
	check "$name" iperf3_mbit in_vf 10.77.0.1 -t 3 "$@"
	taken=$(($(irqs "$VF_PCI") - before))
	diag "$(cat /tmp/iperf3.mbit) Mbit/s, $taken VF interrupts"
}

scenario()
{
	local taken plain

	flat_vf_up
	stream "TCP by interrupts" -R
	plain=$taken
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	check "attach" in_vf sebpctl attach vf0
	stream "TCP to the VF, attached" -R
	check "at most 1 % of the interrupts remain" [ $((taken * 100)) -le "$plain" ]
	stream "TCP from the VF, attached"
	check "at most 1 % of the interrupts remain, sending" [ $((taken * 100)) -le "$plain" ]
	diag "$(in_vf sebpctl show -s vf0)"
	check "the polls found packets" [ "$(queue_stat packets)" -gt 1000 ]

	intact "64 MiB arrive intact at the peer" in_vf in_peer 10.77.0.1 64
	intact "64 MiB arrive intact at the VF" in_peer in_vf 10.77.0.2 64

	sleep 0.3
	is "an idle queue is parked" "$(queue_stat state)" parked
	check "a parked queue answers" in_vf ping -q -c 5 -i 0.05 -W 1 10.77.0.1
	diag "$(in_vf sebpctl show -s vf0)"

	check "detach" in_vf sebpctl detach vf0
	stream "TCP by interrupts again" -R
	check "interrupts are back" [ $((taken * 2)) -ge "$plain" ]
	check "unload" rmmod sebp
}
