# SPDX-License-Identifier: GPL-2.0-only
# virtio_net with two pairs of queues, in a guest with two CPUs: each is polled on the CPU of its interrupt, both ways, and
# ethtool -L is followed. Several queues need a back end that has them, which without root rights only a host of our own
# can offer: L1, a tap.
#
# A pair is two NAPIs, for receiving and for sending: queues 0 and 1, 2 and 3. Only interrupts for receiving are counted:
# virtio_net arms the others with every packet it sends.
TOPOLOGY=nested
TIMEOUT=500
L2_CPUS=2
L2_DEVICES=(-netdev tap,id=mq,ifname=tap0,queues=2,script=no,downscript=no
	-device virtio-net-pci,netdev=mq,mq=on,vectors=6,mac=02:5e:b0:00:03:00)

tap_up()
{
	modprobe tun
	ip tuntap add dev tap0 mode tap multi_queue || bail "L1 has no tap with several queues"
	ip addr add $THERE_ADDRESS/24 dev tap0
	ip link set tap0 up
}

virtio_up()
{
	l2 1 bash -c "modprobe virtio_net
		. /sebp/lab/guest/net.sh
		wait_until 10 netdev_of_mac 02:5e:b0:00:03:00 > /dev/null || exit 1
		ip link set \$(netdev_of_mac 02:5e:b0:00:03:00) name $DEVICE
		ip addr add $DEVICE_ADDRESS/24 dev $DEVICE
		ip link set $DEVICE up" || bail "the guest has no $DEVICE"
	wait_until 10 device_answers > /dev/null || bail "$DEVICE does not reach the peer"
	bus=$(l2 1 bash -c "basename \$(readlink -f /sys/class/net/$DEVICE/device)")
}

# Number of the interrupt of a pair's queue for receiving: input_irq PAIR
input_irq()
{
	l2 1 awk -v name="$bus-input.$1" '$NF == name { print $1 + 0 }' /proc/interrupts
}

input_irqs()
{
	l2 1 awk -v name="$bus-input" 'index($NF, name) { sum += $2 + $3 } END { print sum + 0 }' /proc/interrupts
}

# The CPU of a pair's interrupt: pair_cpu PAIR
pair_cpu()
{
	l2 1 cat "/proc/irq/$(input_irq "$1")/effective_affinity_list"
}

# Of a queue for receiving: pair PAIR NAME
pair()
{
	l2 1 sebpctl show $DEVICE -j | jq -r ".devices[0].queues[$((2 * $1))].$2"
}

pairs_packets()
{
	l2 1 sebpctl show $DEVICE -j | jq -c '[.devices[0].queues[0, 2].packets]'
}

# Streams enough that each queue gets some: streams NAME IPERF3-ARGUMENTS...
streams()
{
	local name=$1
	shift

	iperf3_mbit "l2 1" $THERE_ADDRESS -P 8 -t 3 "$@" > /tmp/streams.log && ok "$name: eight streams" ||
		not_ok "$name: eight streams" "$(< /tmp/streams.log)"
}

# both_polled NAME: eight streams to the guest, and each pair's queue is polled where its interrupt goes
both_polled()
{
	local before pair after

	before=$(pairs_packets)
	streams "$1" -R
	after=$(pairs_packets)
	for pair in 0 1; do
		check "$1: pair $pair is polled" jq -e -n "$after[$pair] - $before[$pair] > 100"
		is "$1: pair $pair lives on the CPU of its interrupt" "$(pair $pair cpu)" "$(pair_cpu $pair)"
	done
}

scenario()
{
	local bus before received sent

	DEVICE=mq0 DEVICE_ADDRESS=10.78.0.2 HERE="l2 1" THERE=in_peer THERE_ADDRESS=10.78.0.1 COUNT=input_irqs
	tap_up
	l2_up
	virtio_up
	check "the module loads" l2 1 insmod "/sebp/build/$KERNEL/sebp.ko"
	spares_interrupts "two pairs"

	check "attach" attach_keenly
	is "a NAPI for each direction of each pair" "$(queues id | wc -l)" 4
	both_polled "two pairs"
	is "each pair has a CPU of its own" "$(($(pair 0 cpu) + $(pair 1 cpu)))" 1
	streams "two pairs, sending"
	across in 4 ethtool -L $DEVICE combined 1
	before=$(pair 1 packets)
	streams "one pair" -R
	is "one pair: nothing for the other" "$(pair 1 packets)" "$before"
	across out 4 ethtool -L $DEVICE combined 2
	both_polled "two pairs again"
	diag "$(l2 1 sebpctl show -s $DEVICE)"
	check "unload" l2 1 rmmod sebp
	check "interrupts carry on" device_answers
}
