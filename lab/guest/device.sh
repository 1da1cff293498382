# SPDX-License-Identifier: GPL-2.0-only
# What every driver that can be attached has to show, for scenarios that say which device it is:
#
#	DEVICE=e1000e0 DEVICE_ADDRESS=10.77.0.21 HERE="in_port e1000e" THERE=in_peer THERE_ADDRESS=10.77.0.1

# COUNT may be a command that prints the number of interrupts; it is that of all the device's if not said.

# Once the device is there: leaves DEVICE_PCI, and has its interrupts on CPU 0, where HERE runs.
device_here()
{
	local device

	device=$($HERE readlink -f "/sys/class/net/$DEVICE/device")
	[ -e "$device/irq" ] || device=${device%/*}
	DEVICE_PCI=${device##*/}
	[ ! -d "$device/msi_irqs" ] || pin_irqs "$DEVICE_PCI" 0
	COUNT=${COUNT:-irqs $DEVICE_PCI}
}

# both_ways NAME MIB: so much in each direction; leaves the interrupts of the device in $received and $sent
both_ways()
{
	local before

	before=$($COUNT)
	intact "$1: $2 MiB arrive intact" "$THERE" "$HERE" "$DEVICE_ADDRESS" "$2"
	received=$(($($COUNT) - before))
	before=$($COUNT)
	intact "$1: $2 MiB are sent intact" "$HERE" "$THERE" "$THERE_ADDRESS" "$2"
	sent=$(($($COUNT) - before))
	diag "$1: $received interrupts receiving, $sent sending"
}

# Of all queues: queues NAME
queues()
{
	$HERE sebpctl show "$DEVICE" -j | jq -r ".devices[0].queues[].$1"
}

queues_total()
{
	$HERE sebpctl show "$DEVICE" -j | jq "[.devices[0].queues[].$1] | add"
}

device_state()
{
	$HERE sebpctl show "$DEVICE" -j | jq -r .devices[0].state
}

all_parked()
{
	! queues state | grep -q polling
}

any_polling()
{
	queues state | grep -q polling
}

# Each packet comes alone: one that is lost wakes nobody.
device_answers()
{
	$HERE ping -q -c 20 -i 0.02 -W 1 "$THERE_ADDRESS"
}

# few PART WHOLE: at most one in four. On a quiet host it is three in a hundred; on a busy one the guest stands still for a
# while now and then, and each such pause parks the queue, which costs some. A driver that is not silenced has all of them.
few()
{
	[ $((4 * $1)) -le "$2" ]
}

# How little traffic is polled is the governor's matter; here it is all that flows, also when a busy host lets little of it
# through and makes pauses of 100 ms: 60 packets a second, such as the acknowledgements of a slow sender, but not the 50 of
# device_answers().
attach_keenly()
{
	$HERE sebpctl attach "$DEVICE" --window 100ms --enter-packets 6 --leave-packets 2
}

# Packets that come alone and are answered, each of them after an interrupt.
interrupts_answer()
{
	local before

	before=$($COUNT)
	device_answers && [ $(($($COUNT) - before)) -ge 20 ]
}

# spares_interrupts NAME: attach, traffic both ways, idle, detach
spares_interrupts()
{
	local name=$1 received sent plain_received plain_sent

	both_ways "$name, by interrupts" 24
	plain_received=$received plain_sent=$sent
	check "$name: attach" attach_keenly || return
	both_ways "$name, attached" 24
	check "$name: few of the interrupts remain, receiving" few "$received" "$plain_received"
	check "$name: few of the interrupts remain, sending" few "$sent" "$plain_sent"
	diag "$($HERE sebpctl show "$DEVICE" -s)"
	check "$name: the polls found packets" [ "$(queues_total packets)" -gt 1000 ]
	check "$name: idle, all is parked" wait_until 5 all_parked
	check "$name: parked, every packet is answered" device_answers
	check "$name: detach" $HERE sebpctl detach "$DEVICE"
	both_ways "$name, detached" 8
	check "$name: the interrupts are back" interrupts_answer
}

# A program that lets every packet pass, /tmp/pass.o, without a compiler for BPF: two instructions, r0 = 2 and exit.
xdp_program()
{
	as -mx86-used-note=no -o /tmp/pass.o - <<-EOT
		.section license, "aw"
		.string "GPL"
		.section xdp, "ax"
		.globl pass
		.type pass, @function
		pass: .quad 0x00000002000000b7, 0x0000000000000095
		.size pass, . - pass
	EOT
	# As said in the head of an ELF file: this is not for the CPU, but for BPF.
	printf '\xf7\x00' | dd of=/tmp/pass.o bs=1 seek=18 conv=notrunc status=none
}

# across in|out QUEUES COMMAND...: while 32 MiB enter or leave the device
across()
{
	local way=$1 queues=$2 name transfer
	shift 2

	name="$DEVICE: $*"
	case $way in
	in)	intact "$name: 32 MiB arrive intact across it" "$THERE" "$HERE" "$DEVICE_ADDRESS" 32 & ;;
	out)	intact "$name: 32 MiB are sent intact across it" "$HERE" "$THERE" "$THERE_ADDRESS" 32 & ;;
	esac
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
