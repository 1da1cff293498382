# SPDX-License-Identifier: GPL-2.0-only
# What may happen to a VF that sebp-vfio-pci has assigned: switches, resets, new drivers, the end of its VMM.
TOPOLOGY=nested
TIMEOUT=700
L2_CPUS=2
VFIO_DRIVER=sebp-vfio-pci

device()	# device JQ-FILTER: of what the tool says of the first device
{
	sebpctl vm show -j | jq -r ".vfs[0] | $1"
}

engages()
{
	device '[.vectors[].engages] | add'
}

in_memory()
{
	[ "$(device '[.vectors[] | select(.now == "memory")] | length')" -gt 0 ]
}

engaged_since()	# engaged_since COUNT
{
	[ "$(engages)" -gt "$1" ]
}

guest_answers()
{
	in_peer ping -q -c 2 -i 0.05 -W 1 10.77.0.11
}

# A stream that goes on until traffic_stop, so that vectors are in memory mode.
traffic_start()
{
	local before

	before=$(engages)
	iperf3_serve
	l2 1 iperf3 -c $PEER_ADDRESS -t 100 -R > /tmp/traffic 2>&1 &
	wait_until 40 engaged_since "$before" ||
		bail "no vector goes to memory mode: $(tail -n 3 /tmp/traffic) $(sebpctl vm show)"
	# Mostly there, that is, when the test goes on.
	wait_until 5 in_memory
}

traffic_stop()
{
	pkill -INT -x iperf3
	wait_until 10 gone_from_guest
}

gone_from_guest()
{
	! l2 1 pgrep -x iperf3 > /dev/null
}

# As many switches as there is time for while data flows, with the vCPU and the host's vectors moved about.
switch_about()
{
	local i=0 cpu

	while [ -e /tmp/switching ]; do
		cpu=$((i++ % 2))
		sebpctl vm set "${VF_PCI_N[1]}" --mode interrupt
		taskset -c -p $cpu "$(l2_vcpu 1)" > /dev/null 2>&1
		pin_irqs "${VF_PCI_N[1]}" $((1 - cpu))
		sebpctl vm set "${VF_PCI_N[1]}" --mode auto --max-delay "$((1 + i % 4))ms"
		sleep 0.05
	done
	echo "$i" > /tmp/switches
}

switches()
{
	local before

	before=$(engages)
	touch /tmp/switching
	switch_about & switcher=$!
	intact "64 MiB arrive intact at the VF while modes and CPUs change" in_peer "l2 1" 10.77.0.11 64
	intact "64 MiB arrive intact at the peer while they do" "l2 1" in_peer $PEER_ADDRESS 64
	rm /tmp/switching
	wait $switcher
	check "memory mode began anew many times" [ $(($(engages) - before)) -ge 10 ]
	diag "$(< /tmp/switches) switches, $(($(engages) - before)) times memory mode began"
	sebpctl vm set "${VF_PCI_N[1]}" --mode auto --max-delay 4ms
	l2_place_vcpu 1
	l2_place
}

vcpus()		# of the vectors whose vCPU is known
{
	device '[.vectors[].vcpu | values] | unique | map(tostring) | join(",")'
}

vcpus_are()
{
	[ "$(vcpus)" = "$1" ]
}

# The guest has another vCPU take its interrupts: the vectors go there.
follow()	# follow VCPU
{
	l2 1 bash -c "for irq in /sys/class/net/vf0/device/msi_irqs/*; do
		echo $1 > /proc/irq/\${irq##*/}/smp_affinity_list; done"
	check "the vectors follow to vCPU $1" wait_until 20 vcpus_are "$1"
}

follows()
{
	traffic_start
	follow 1
	follow 0
	traffic_stop
}

# The guest's driver goes and comes while its stream is under way.
reload()
{
	traffic_start
	l2 1 bash -c '. /sebp/lab/guest/net.sh; bail() { exit 1; }; VF=igb; rmmod igbvf && rename_netdev "$(vf_in_guest)" vf0 &&
		ip addr add 10.77.0.11/24 dev vf0 && ip link set vf0 up && wait_until 10 has_carrier vf0' ||
		not_ok "the guest's driver can be reloaded in memory mode"
	check "$1" guest_answers
	traffic_stop
}

reset_device()
{
	traffic_start
	check "the host resets the device in memory mode" eval "echo 1 > /sys/bus/pci/devices/${VF_PCI_N[1]}/reset"
	traffic_stop
	reload "after a reset and a new start of its driver the guest answers"
}

module_is_busy()
{
	! rmmod sebp_vfio_pci 2> /tmp/rmmod && grep -q "in use" /tmp/rmmod
}

killed()
{
	! kill -0 "${L2_PID[1]}" 2> /dev/null
}

kill_guest()
{
	kill -9 "${L2_PID[1]}"
	wait_until 10 killed || bail "QEMU does not die"
	wait_until 10 device_is closed || bail "the device stays open"
}

device_is()
{
	[ "$(device .state)" = "$1" ]
}

# A QEMU without KVM that opens the device and does nothing else.
plain_vmm()
{
	qemu-system-x86_64 -nodefaults -display none -M q35 -accel tcg -m 64 -S \
		-device "vfio-pci,host=${VF_PCI_N[1]}" > /tmp/plain.log 2>&1 &
	L2_PID[1]=$!
	wait_until 20 device_is interrupt || bail "a VMM without KVM does not open the device: $(< /tmp/plain.log)"
}

scenario()
{
	local i

	l2_up
	switches
	follows
	reload "the guest answers after its driver was reloaded in memory mode"
	[ "$VF" != igb ] || reset_device

	traffic_start
	check "the module stays while its device is open" module_is_busy
	kill_guest
	ok "the VMM dies in memory mode, and the device is closed"
	for i in 1 2 3 4 5; do
		plain_vmm
		kill_guest
	done
	plain_vmm
	is "without KVM there are only interrupts, and the tool says why" "$(device .reason)" "no KVM guest uses it"
	kill_guest

	check "kvm unloads beside us" rmmod kvm_amd kvm
	check "and loads again" modprobe kvm-amd
	rm -rf /run/l2/1.*
	l2_start 1
	wait_until 60 l2_place_vcpu 1 || bail "the guest does not start again: see l2-1.qemu.log"
	L2_TIMEOUT=240 l2 1 true || bail "the guest does not come up again"
	l2_place
	check "a new guest has the VF" guest_answers
	traffic_start
	ok "and goes to memory mode"
	kill_guest
	check "the module unloads" rmmod sebp_vfio_pci
	modprobe igbvf
	bind_driver "${VF_PCI_N[1]}" igbvf
	rename_netdev "${VF_PCI_N[1]}" vf0
	netns_add vf vf0 10.77.0.2
	check "and the VF works in the host at once" wait_until 10 vf_reaches_peer
}
