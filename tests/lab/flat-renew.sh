# SPDX-License-Identifier: GPL-2.0-only
# Whatever makes a driver stop its NAPIs or create them anew while packets flow: the transfer survives, the queues are the
# right ones, and they poll again. Number of queues, size of rings, MTU, XDP, reset.
TOPOLOGY=flat
PORTS="e1000e virtio-net"
TIMEOUT=600

# A program that lets every packet pass, without a compiler for BPF: two instructions, r0 = 2 and exit.
xdp_program()
{
	as -mx86-used-note=no -o /tmp/pass.o - <<-EOF
		.section license, "aw"
		.string "GPL"
		.section xdp, "ax"
		.globl pass
		.type pass, @function
		pass: .quad 0x00000002000000b7, 0x0000000000000095
		.size pass, . - pass
	EOF
	# As said in the head of an ELF file: this is not for the CPU, but for BPF.
	printf '\xf7\x00' | dd of=/tmp/pass.o bs=1 seek=18 conv=notrunc status=none
}

# across QUEUES COMMAND...: while 48 MiB leave the device
across()
{
	local queues=$1 name transfer
	shift

	name="$DEVICE: ${*: -5}"
	intact "$name: 48 MiB are sent intact across it" "$HERE" "$THERE" "$THERE_ADDRESS" 48 &
	transfer=$!
	wait_until 20 any_polling || not_ok "$name: it polled before"
	check "$name" $HERE "$@"
	wait $transfer
	intact "$name: 16 MiB arrive intact after it" "$THERE" "$HERE" "$DEVICE_ADDRESS" 16 &
	transfer=$!
	wait_until 20 any_polling && ok "$name: it polls again" || not_ok "$name: it polls again" "$($HERE sebpctl show -s)"
	wait $transfer
	is "$name: active" "$(device_state)" active
	is "$name: so many queues" "$(queues id | wc -l)" "$queues"
	check "$name: every packet is answered" device_answers
}

# unseen COMMAND...: while all is parked. Nobody looks at the device until packets have gone: looking is a help.
unseen()
{
	local name="$DEVICE: parked, $*" before

	check "$name: parked" wait_until 5 all_parked
	before=$(queues_total polls)
	check "$name" $HERE "$@"
	wait_until 20 device_answers > /dev/null
	intact "$name: 32 MiB are sent intact after it" "$HERE" "$THERE" "$THERE_ADDRESS" 32
	check "$name: by polls" [ "$(queues_total polls)" -gt $((before + 50)) ]
}

scenario()
{
	pf_up
	flat_ports_up
	xdp_program
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"

	# The PF's peer is not its VF, which every reset of the PF resets too.
	DEVICE=pf0 DEVICE_ADDRESS=$PEER_ADDRESS HERE=in_peer THERE="in_port virtio-net" THERE_ADDRESS=10.77.0.22
	device_here
	check "pf0: attach" $HERE sebpctl attach pf0
	# One queue is a NAPI for receiving and one for sending; two have each their own for both.
	across 2 ethtool -L pf0 combined 1
	across 2 ethtool -L pf0 combined 2
	across 2 ethtool -G pf0 rx 512 tx 512
	across 2 ip link set pf0 mtu 1400
	across 2 ip link set pf0 xdp object /tmp/pass.o section xdp
	across 2 ip link set pf0 xdp off
	across 2 ethtool -r pf0
	unseen ethtool -L pf0 combined 1
	check "pf0: detach" $HERE sebpctl detach pf0

	DEVICE=virtio0 DEVICE_ADDRESS=10.77.0.22 HERE="in_port virtio-net" THERE=in_peer THERE_ADDRESS=$PEER_ADDRESS
	device_here
	check "virtio0: attach" $HERE sebpctl attach virtio0
	across 2 ethtool -G virtio0 rx 128 tx 128
	across 2 ip link set virtio0 xdp object /tmp/pass.o section xdp
	across 2 ip link set virtio0 xdp off
	check "virtio0: detach" $HERE sebpctl detach virtio0

	DEVICE=e1000e0 DEVICE_ADDRESS=10.77.0.21 HERE="in_port e1000e"
	device_here
	check "e1000e0: attach" $HERE sebpctl attach e1000e0
	across 1 ethtool -G e1000e0 rx 512 tx 512
	across 1 ip link set e1000e0 mtu 1400
	across 1 ethtool -r e1000e0
	check "unload" rmmod sebp
}
