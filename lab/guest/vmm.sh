# SPDX-License-Identifier: GPL-2.0-only
# For scenarios whose VFs are assigned by sebp-vfio-pci: guest 1 and its VF.

vmm_device()	# vmm_device JQ-FILTER: of what the tool says of the first device
{
	sebpctl vm show -j | jq -r ".vfs[0] | $1"
}

vmm_engages()
{
	vmm_device '[.vectors[].engages] | add // 0'
}

in_memory()
{
	[ "$(vmm_device '[.vectors[] | select(.now == "memory")] | length')" -gt 0 ]
}

engaged_since()	# engaged_since COUNT
{
	[ "$(vmm_engages)" -gt "$1" ]
}

# Once the guest has found its VF, or its driver has come: as when it booted.
guest_vf_up()
{
	l2 1 bash -c ". /sebp/lab/guest/net.sh; bail() { exit 1; }; VF=$VF; vf_up_in_guest 1"
}

guest_answers()
{
	in_peer ping -q -c 2 -i 0.05 -W 1 10.77.0.11
}

# A stream that goes on until traffic_stop, so that vectors are in memory mode.
traffic_start()
{
	local before

	before=$(vmm_engages)
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

