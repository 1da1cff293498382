# SPDX-License-Identifier: GPL-2.0-only
# sebpctl vm and vf where something is not as it should be: another device, values out of range, no rights, a VF or the module that goes midway.
TOPOLOGY=nested
VFIO_DRIVER=sebp-vfio-pci

# A modprobe that takes all VFs away first. sebpctl runs it between the two drivers of a VF.
vf_goes()
{
	mkdir /tmp/bin
	printf '#!/bin/sh\necho 0 > /sys/bus/pci/devices/%s/sriov_numvfs\n' "$PF_PCI" > /tmp/bin/modprobe
	chmod +x /tmp/bin/modprobe
	PATH=/tmp/bin:$PATH sebpctl vf release pf0/0
}

settings()
{
	vmm_device '[.mode, .min_gap_ns, .max_delay_ns] | @json'
}

refused_settings()
{
	local before

	before=$(settings)
	says "a device that there is not" 5 "^sebpctl: 0000:77:00.0: sebp-vfio-pci has no such device" sebpctl vm set 0000:77:00.0 --mode auto
	says "one that another driver has" 5 "^sebpctl: $PF_PCI: sebp-vfio-pci has no such device: bind it" sebpctl vm set "$PF_PCI" --mode auto
	says "what is no PCI address" 5 "^sebpctl: enp1s0.*that is no PCI address" sebpctl vm set enp1s0np0-with-a-name-longer-than-any-address --mode auto
	says "a gap that is too long" 1 "^sebpctl: $vf: min-gap is above 10 ms" sebpctl vm set "$vf" --min-gap 4000ms
	says "a delay that is too short" 1 "^sebpctl: $vf: max-delay is below 100 us" sebpctl vm set "$vf" --mode interrupt --max-delay 1ns
	says "no such mode" 2 "^sebpctl: --mode 'memory': " sebpctl vm set "$vf" --mode memory
	says "no unit" 2 "^sebpctl: --min-gap '5': " sebpctl vm set "$vf" --min-gap 5
	says "no rights" 4 "CAP_NET_ADMIN" as_nobody vm set "$vf" --mode interrupt
	is "none of it has changed anything" "$(settings)" "$before"
}

# Who listens is told of the end.
module_goes()
{
	local monitor

	sebpctl vm monitor > /tmp/monitor.text 2> /tmp/monitor.error &
	monitor=$!
	check "monitor says what there is" wait_until 5 grep -q "$vf" /tmp/monitor.text
	check "the module unloads while somebody listens" rmmod sebp_vfio_pci
	wait $monitor
	is "then monitor ends" $? 3
	is "and says why" "$(< /tmp/monitor.error)" "sebpctl: the module sebp-vfio-pci has been unloaded"
	says "nobody is asked any more" 3 "modprobe sebp-vfio-pci" sebpctl vm set "$vf" --mode auto
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	l2_modules || bail "L1 has no KVM, or no $VFIO_DRIVER"
	pf_up
	vf=${VF_PCI_N[1]}
	check "the VF is assigned" sebpctl vf assign pf0/0 --vmm
	is "completion knows it" "$(completes sebpctl vm set "")" "$vf"
	refused_settings
	module_goes
	check "the VF is assigned by another driver" sebpctl vf assign pf0/0
	says "a VF that goes while it is released" 5 "^sebpctl: pf0/0: the VF has gone meanwhile; the VF has no driver now" vf_goes
	says "is there no more" 5 "^sebpctl: pf0/0: " sebpctl vf release pf0/0
}
