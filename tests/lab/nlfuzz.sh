# SPDX-License-Identifier: GPL-2.0-only
# Random and damaged netlink messages, from the powerful and the powerless, in several namespaces, while traffic flows; -- COUNT SEED
TOPOLOGY=nested
TIMEOUT=$((900 + ${SCENARIO_ARGS[0]:-20000} / 20))
GUESTS=2
CHECK_KERNELS=6.12

# What is attached, and how it is set.
attached()
{
	in_vf sebpctl show -j | jq -c '[.devices[] | del(.queues, .state, .reason, .ring)]'
}

assigned()
{
	sebpctl vm show -j | jq -c '[.vfs[] | {device, mode, min_gap_ns, max_delay_ns}]'
}

# Objects of the caches that everybody allocates from; those that are only kept for the next one are let go first.
slab_objects()
{
	local cache

	echo 3 > /proc/sys/vm/drop_caches
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 > "$cache"
	done
	awk '/^(kmalloc|skbuff|names_cache|radix|maple)/ { sum += $2 } END { print sum }' /proc/slabinfo
}

family_number()
{
	genl ctrl get name "$1" | sed -n 's/.*ID: \(0x[0-9a-f]*\).*/\1/p'
}

# A device that is bound to the driver of the VMM level, which nobody opens. The machine for guests has an IOMMU.
assign()
{
	modprobe vfio-pci
	insmod "/sebp/build/$KERNEL/sebp-vfio-pci.ko" || bail "sebp-vfio-pci.ko does not load"
	bind_driver "${VF_PCI_N[2]}" sebp-vfio-pci
	export NLFUZZ_DEVICE=${VF_PCI_N[2]}
}

traffic()
{
	while [ ! -e /tmp/traffic.stop ]; do
		in_vf iperf3 -c $PEER_ADDRESS -t 2 --bidir > /tmp/traffic.log 2>&1
		in_vf ping -q -c 5 -i 0.02 -W 1 $PEER_ADDRESS > /dev/null
	done
}

# fuzz NAME COMMAND...: in the background; NAME is for the results
fuzz()
{
	local name=$1
	shift

	{ "$@" > "/tmp/fuzz.$name" 2>&1; echo $? > "/tmp/fuzz.$name.status"; } &
	fuzzers+=("$name:$!")
}

fuzz_done()
{
	local fuzzer name

	for fuzzer in "${fuzzers[@]}"; do
		name=${fuzzer%:*}
		wait "${fuzzer##*:}"
		diag "$name: $(tail -n 1 "/tmp/fuzz.$name")"
		is "$name" "$(< "/tmp/fuzz.$name.status")$(head -c 4000 "/tmp/fuzz.$name" | grep -v ' messages, ')" 0
	done
	fuzzers=()
}

# Root, but of a user namespace of its own.
CONTAINER="unshare --user --map-root-user"

# From all sides at once.
from_below()
{
	local before vmm_before

	before=$(attached) vmm_before=$(assigned)
	fuzz "nobody, where the device is" in_vf $NOBODY "$nlfuzz" sebp $((count / 5)) "$seed" powerless
	fuzz "nobody, elsewhere" $NOBODY "$nlfuzz" sebp $((count / 20)) $((seed + 1)) powerless
	fuzz "a container's root, where the device is" in_vf $CONTAINER "$nlfuzz" sebp $((count / 10)) $((seed + 2)) powerless
	fuzz "a container's root, with a network of its own" \
		$CONTAINER --net "$nlfuzz" sebp $((count / 20)) $((seed + 3)) powerless
	fuzz "nobody, the VMM level" $NOBODY "$nlfuzz" sebp-vmm $((count / 10)) $((seed + 4)) powerless
	fuzz "a container's root, the VMM level from another network" \
		$CONTAINER --net "$nlfuzz" "sebp-vmm=$sebp_vmm" $((count / 20)) $((seed + 5)) powerless
	fuzz_done
	is "the powerless have changed nothing" "$(attached)" "$before"
	is "nor at the VMM level" "$(assigned)" "$vmm_before"
}

from_above()	# from_above COUNT SEED
{
	fuzz "root, where the device is, seed $2" in_vf "$nlfuzz" sebp $(($1 / 2)) "$2"
	fuzz "root, there too, seed $(($2 + 1))" in_vf "$nlfuzz" sebp $(($1 / 4)) $(($2 + 1))
	fuzz "root, elsewhere, seed $(($2 + 2))" "$nlfuzz" sebp $(($1 / 8)) $(($2 + 2))
	fuzz "root, the VMM level, seed $(($2 + 3))" "$nlfuzz" sebp-vmm $(($1 / 8)) $(($2 + 3))
	fuzz_done
}

scenario()
{
	local count=${1:-20000} seed=${2:-$RANDOM} nlfuzz=/sebp/build/guest/nlfuzz fuzzers=() objects grown loop sebp_vmm

	diag "$count messages, seed $seed"
	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	assign
	sebp_vmm=$(family_number sebp-vmm)
	check "attach" in_vf sebpctl attach vf0
	is "another network namespace does not see the device" "$(sebpctl show -j | jq '.devices | length')" 0
	iperf3_serve
	traffic &
	loop=$!
	from_below
	from_above $((count / 10)) "$seed"
	touch /tmp/traffic.stop
	wait $loop
	objects=$(slab_objects)
	from_above $((count * 3 / 10)) $((seed + 10))
	grown=$(($(slab_objects) - objects))
	check "slab: $grown objects more after some $((count * 3 / 10)) messages" [ $grown -lt 5000 ]

	in_vf sebpctl detach vf0 2> /dev/null
	check "attach afterwards" in_vf sebpctl attach vf0
	is "it polls" "$(in_vf sebpctl show vf0 -j | jq -r '.devices[0].state')" active
	intact "16 MiB arrive intact at the peer" in_vf in_peer $PEER_ADDRESS 16
	intact "16 MiB arrive intact at the VF" in_peer in_vf 10.77.0.2 16
	check "detach" in_vf sebpctl detach vf0
	check "the VF reaches the peer" vf_reaches_peer
	check "unload" rmmod sebp
	echo "${VF_PCI_N[2]}" > "/sys/bus/pci/devices/${VF_PCI_N[2]}/driver/unbind"
	check "unload, VMM level" rmmod sebp_vfio_pci
}
