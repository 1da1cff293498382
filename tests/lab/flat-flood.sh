# SPDX-License-Identifier: GPL-2.0-only
# A flood of one attached device starves neither a program nor another device. How far they come is compared with how far
# they do by interrupts; that varies by two and more on a busy host, but who starves does next to nothing.
TOPOLOGY=flat
CHECK_KERNELS="6.12"
TIMEOUT=900
PORTS=virtio-net

in_virtio()
{
	in_port virtio-net "$@"
}

# A program that counts; says how far it came in a second.
count()
{
	local n=0 start=${EPOCHREALTIME/./}

	trap 'echo $((n * 1000000 / (${EPOCHREALTIME/./} - start))); exit' TERM
	while :; do
		((n++))
	done
}

# The flood, beside it the program and pings of the other device, all on one CPU. Adds to the variables named.
flooded()	# flooded PROGRESS ANSWERS
{
	local -n progress=$1 answers=$2
	local pid

	flood_start
	count > /tmp/count &
	pid=$!
	taskset -c -p 0 $pid > /dev/null
	in_virtio ping -q -c 10 -i 0.1 -W 1 $PEER_ADDRESS > /tmp/ping
	kill $pid
	wait $pid
	flood_stop
	progress=$((progress + $(< /tmp/count)))
	answers=$((answers + $(sed -n 's/.* \([0-9]*\) received.*/\1/p' /tmp/ping)))
	diag "$1 $progress, $2 $answers"
}

attach()
{
	in_vf sebpctl attach vf0 && in_virtio sebpctl attach virtio0
}

detach()
{
	in_vf sebpctl detach vf0 && in_virtio sebpctl detach virtio0
}

scenario()
{
	local plain=0 attached=0 capped=0 plain_answers=0 attached_answers=0 capped_answers=0

	flat_vf_up
	flat_ports_up
	pin_irqs "$PF_PCI" $PEER_CPU
	pin_irqs "$(port_pci virtio-net virtio0)" 0
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	flooded plain plain_answers
	check "attach" attach
	flooded attached attached_answers
	check "detach" detach
	flooded plain plain_answers
	check "attach again" attach
	flooded attached attached_answers
	diag "$(in_vf sebpctl show -s vf0)"
	check "the program is not starved" [ $((attached * 8)) -ge $plain ]
	check "the other device answers as often" [ $((attached_answers * 10)) -ge $((plain_answers * 9)) ]
	check "a cap on the share of the CPU" in_vf sebpctl set vf0 --share 20
	flooded capped capped_answers
	# The cap itself is flat-share's to show, where the host does not matter.
	check "the other device answers then too" [ $((capped_answers * 2)) -ge $plain_answers ]
	diag "$(in_vf sebpctl show -s vf0)"
	check "detach" detach
	check "the flood over, every packet is answered" in_vf ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS
	check "unload" rmmod sebp
}
