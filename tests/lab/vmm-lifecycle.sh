# SPDX-License-Identifier: GPL-2.0-only
# The end of a VMM that has a VF by sebp-vfio-pci, in memory mode, and who may have the VF next; modules come and go.
TOPOLOGY=nested
TIMEOUT=900
VFIO_DRIVER=sebp-vfio-pci
L2_HOTPLUG=1
L2_REBOOTS=1

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
	pkill -x iperf3	# the server, which would wait for the dead guest
	wait_until 10 killed || bail "QEMU does not die"
	rm -rf /run/l2/1.*
	wait_until 10 device_is closed || bail "the device stays open"
}

monitor()	# monitor COMMAND: of QEMU
{
	echo "$1" | socat - UNIX-CONNECT:/run/l2/1.monitor > /tmp/monitor
}

guest_has_vf()
{
	l2 1 test -e /sys/class/net/vf0
}

boot_id()
{
	L2_TIMEOUT=240 l2 1 cat /proc/sys/kernel/random/boot_id
}

# QEMU resets the machine and its devices under traffic. Who waits for an answer of the guest's would wait for ever.
reset_guest()
{
	local before after

	before=$(boot_id)
	traffic_start
	check "the guest is reset in memory mode" monitor system_reset
	pkill -x l2
	pkill -x iperf3
	sleep 1		# what is asked now is for the next boot to answer
	after=$(boot_id) || bail "the guest does not come up again after a reset"
	check "and boots" [ "$before" != "$after" ]
	l2_place
	is "its device is as it was" "$(vmm_device '"\(.state) \(.reason)"')" "active null"
	is "no packet to it is lost" "$(in_peer ping -q -c 100 -i 0.02 -W 2 10.77.0.11 | grep -o "[0-9]* received")" "100 received"
	intact "16 MiB arrive intact at it" in_peer "l2 1" 10.77.0.11 16
	intact "and from it" "l2 1" in_peer $PEER_ADDRESS 16
	traffic_start
	ok "memory mode begins anew"
	traffic_stop
	sebpctl vm set "${VF_PCI_N[1]}" --mode interrupt
	check "and by interrupts alone it answers" guest_answers
	sebpctl vm set "${VF_PCI_N[1]}" --mode auto
	diag "$(sebpctl vm show)"
}

# As before and after a live migration. The guest's new device is another one to it, which wants its address again.
unplug()
{
	traffic_start
	check "the VF is unplugged in memory mode" monitor "device_del vf"
	check "the guest lets it go, and QEMU closes it" wait_until 30 device_is closed
	check "the guest has it no more" eval '! guest_has_vf'
	traffic_stop
	check "it is plugged in again" monitor "device_add $(l2_vfio 1)"
	check "and open again" wait_until 30 device_is active
	check "the guest finds it" guest_vf_up
	l2_place
	check "the guest answers by it" wait_until 10 guest_answers
}

scenario()
{
	local i

	l2_up
	reset_guest
	traffic_start
	check "the module stays while its device is open" module_is_busy
	kill_guest
	ok "the VMM dies in memory mode, and the device is closed"
	for i in 1 2 3 4 5; do
		plain_vmm
		kill_guest
	done
	plain_vmm
	is "without KVM there are only interrupts, and the tool says why" "$(vmm_device .reason)" "no KVM guest uses it"
	kill_guest

	check "kvm unloads beside us" rmmod kvm_amd kvm
	check "and loads again" modprobe kvm-amd
	l2_start 1
	wait_until 60 l2_place_vcpu 1 || bail "the guest does not start again: see l2-1.qemu.log"
	L2_TIMEOUT=240 l2 1 true || bail "the guest does not come up again"
	l2_place
	check "a new guest has the VF" guest_answers
	unplug
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
