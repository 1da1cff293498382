# SPDX-License-Identifier: GPL-2.0-only
# A VF that sebp-vfio-pci has assigned, under traffic: modes and CPUs change, also by going offline; it is reset and gets a new driver.
TOPOLOGY=nested
TIMEOUT=700
SPARE_CPUS=1
VFIO_DRIVER=sebp-vfio-pci

# As many switches as there is time for while data flows, with the vCPU and the host's vectors moved about.
switch_about()
{
	local i=0 cpu

	while [ -e /tmp/switching ]; do
		cpu=$((1 + i++ % 2))
		sebpctl vm set "${VF_PCI_N[1]}" --mode interrupt
		taskset -c -p $cpu "$(l2_vcpu 1)" > /dev/null 2>&1
		pin_irqs "${VF_PCI_N[1]}" $((3 - cpu))
		sebpctl vm set "${VF_PCI_N[1]}" --mode auto --max-delay "$((1 + i % 4))ms"
		sleep 0.05
	done
	echo "$i" > /tmp/switches
}

switches()
{
	local before

	before=$(vmm_engages)
	touch /tmp/switching
	switch_about & switcher=$!
	intact "64 MiB arrive intact at the VF while modes and CPUs change" in_peer "l2 1" 10.77.0.11 64
	intact "64 MiB arrive intact at the peer while they do" "l2 1" in_peer $PEER_ADDRESS 64
	rm /tmp/switching
	wait $switcher
	check "memory mode began anew many times" [ $(($(vmm_engages) - before)) -ge 10 ]
	diag "$(< /tmp/switches) switches, $(($(vmm_engages) - before)) times memory mode began"
	sebpctl vm set "${VF_PCI_N[1]}" --mode auto --max-delay 4ms
	l2_place_vcpu 1
	l2_place
}

# The vCPU's CPU goes away under it, and with it the host's vectors, and comes back, again and again.
cpu_about()
{
	local before

	while [ -e /tmp/cpu_about ]; do
		before=$(vmm_engages)
		echo 0 > /sys/devices/system/cpu/cpu1/online
		wait_until 20 engaged_since "$before" && echo "gone" >> /tmp/cpu_switches
		echo 1 > /sys/devices/system/cpu/cpu1/online
		# Then the other one has no interrupts to lose.
		taskset -c -p 1 "$(l2_vcpu 1)" > /dev/null 2>&1
		taskset -c -p 1,2 "$(l2_vcpu 1)" > /dev/null 2>&1
		pin_irqs "${VF_PCI_N[1]}" 1
		before=$(vmm_engages)
		wait_until 20 engaged_since "$before" && echo "back" >> /tmp/cpu_switches
	done
}

# Of its two CPUs; not CPU 0 (lab/topologies/nested.sh).
cpu_goes()
{
	local gone

	taskset -c -p 1,2 "$(l2_vcpu 1)" > /dev/null
	: > /tmp/cpu_switches
	touch /tmp/cpu_about
	cpu_about & switcher=$!
	intact "32 MiB arrive intact at the VF while the vCPU's CPU goes and comes" in_peer "l2 1" 10.77.0.11 32
	intact "32 MiB arrive intact at the peer while it does" "l2 1" in_peer $PEER_ADDRESS 32
	rm /tmp/cpu_about
	wait $switcher
	diag "$(sort /tmp/cpu_switches | uniq -c | tr '\n' ' ')"
	gone=$(grep -c gone /tmp/cpu_switches)
	check "memory mode begins on another CPU when it is gone" [ "$gone" -ge 2 ]
	check "and when it is back" [ "$(grep -c back /tmp/cpu_switches)" -ge 2 ]
	l2_place_vcpu 1
	l2_place
	check "the guest answers" guest_answers
}

# The guest's driver goes and comes.
renew_driver()
{
	l2 1 rmmod igbvf && guest_vf_up || not_ok "the guest's driver can be reloaded"
}

reload()
{
	traffic_start
	renew_driver
	check "the guest answers after its driver was reloaded under traffic" wait_until 10 guest_answers
	traffic_stop
}

reset_device()
{
	traffic_start
	check "the host resets the device in memory mode" eval "echo 1 > /sys/bus/pci/devices/${VF_PCI_N[1]}/reset"
	traffic_stop
	renew_driver
	check "after a reset and a new start of its driver the guest answers" wait_until 10 guest_answers
}

scenario()
{
	l2_up
	switches
	cpu_goes
	reload
	reset_device
}
