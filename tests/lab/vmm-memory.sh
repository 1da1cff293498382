# SPDX-License-Identifier: GPL-2.0-only
# A stock guest whose VF is assigned by sebp-vfio-pci: streams take few interrupts, and nothing is lost.
TOPOLOGY=nested
TIMEOUT=500
CHECK_KERNELS="6.1 7.2"
VFIO_DRIVER=sebp-vfio-pci

sum()		# sum COUNTER: over the device's vectors
{
	vmm_device "[.vectors[].$1] | add"
}

host_irqs()
{
	irqs "${VF_PCI_N[1]}"
}

mode()
{
	sebpctl vm set "${VF_PCI_N[1]}" --mode "$1" || bail "cannot set mode $1"
}

# A stream by interrupts and one in automatic mode, at whatever speed each runs.
compare()	# compare NAME IPERF3-ARGUMENTS...
{
	local name=$1 plain words mbit grown
	shift

	mode interrupt
	words=$(sum announced)
	stream host_irqs "l2 1" $PEER_ADDRESS "$@" || bail "$name: the stream does not flow"
	is "$name: in interrupt mode no word is announced" "$(sum announced)" "$words"
	plain=$((grown * 1000 / mbit))
	mode auto
	stream host_irqs "l2 1" $PEER_ADDRESS "$@" || bail "$name: the stream does not flow in automatic mode"
	check "$name: words are announced" [ "$(sum announced)" -gt $((words + 100)) ]
	diag "$name: $((grown * 1000 / mbit)) interrupts instead of $plain in the time of 1000 Mbit/s, at $mbit Mbit/s"
}

# Of the guest, as KVM counts them; they go on.
exits()
{
	local before said

	before=$(l2_kvm 1 exits)
	said=$(vmm_device .exits.total)
	check "all exits are counted" [ "$before" -le "$said" -a "$said" -le "$(l2_kvm 1 exits)" ]
	is "by their reasons" "$(vmm_device '.exits | .interrupt > 0 and .halt > 0 and .other > 0 and
		(.total - .interrupt - .interrupt_window - .halt - .io - .mmio - .other | . <= 0)')" true
	is "who may not read KVM's counters is not told" \
		"$($NOBODY sebpctl vm show -j | jq -c '.vfs[0].exits')" null
}

# Nobody's business but root's.
setting()
{
	local before said status vf=${VF_PCI_N[1]}

	before=$(vmm_device '[.mode, .min_gap_ns, .max_delay_ns]')
	said=$($NOBODY sebpctl vm set "$vf" --mode interrupt 2>&1)
	status=$?
	is "no permission to set" "$status" 4
	check "which is said" grep -q "^sebpctl: $vf: .*CAP_NET_ADMIN" <<< "$said"
	is "and nothing has changed" "$(vmm_device '[.mode, .min_gap_ns, .max_delay_ns]')" "$before"
}

top_says()	# top_says NAME JQ-FILTER: it is true of the device in the line of top
{
	check "$1" jq -e ".vfs[0] | $2" /tmp/top.json
}

# Rates, while a stream flows. This host's own sebp is not loaded.
top()
{
	traffic_start
	sebpctl top -j -d 3 -n 1 > /tmp/top.json || bail "top does not run"
	traffic_stop
	top_says "top counts the guest's exits" \
		'.exits_per_second > 0 and .comm == "qemu-system-x86" and .state == "active"'
	top_says "and those on which words were looked at" '[.vectors[].exits_per_second] | add > 0'
	top_says "and words that were announced" '[.vectors[].announced_per_second] | add > 0'
	check "all that top prints is documented" /sebp/tests/documented/json top /tmp/top.json
	sebpctl vm show -j > /tmp/show.json
	check "so is all that vm show prints" /sebp/tests/documented/json "vm show" /tmp/show.json
	check "there is nothing else to show" jq -e '.devices == [] and (.vfs | length) == 1' /tmp/top.json
	diag "$(< /tmp/top.json)"
	is "who may not read KVM's counters sees the rest" \
		"$($NOBODY sebpctl top -j -n 1 |
			jq -c '.vfs[0] | [has("exits_per_second"), (.vectors | length > 0)]')" '[false,true]'
}

metric()	# metric NAME: over all its samples
{
	awk -v name="sebp_vmm_$1" 'index($1, name "{") == 1 { sum += $2 } END { print sum + 0 }' /tmp/sebp.prom
}

# What Prometheus gets, while the guest is idle.
metrics()
{
	sebpctl metrics --output /tmp/sebp.prom
	is "metrics say that this module is loaded, and sebp is not" "$(grep loaded /tmp/sebp.prom | grep -v '^#' | paste -s -d ' ')" \
		"sebp_module_loaded 0 sebp_vmm_module_loaded 1"
	is "words announced are those of vm show" "$(metric announced_total)" "$(sum announced)"
	is "so are the exits that were looked at" "$(metric looks_total)" "$(sum exits)"
	check "and they are some" [ "$(metric announced_total)" -gt 0 ]
	is "it is active" "$(sed -n 's/^sebp_vmm_device_state{.*state="active"} //p' /tmp/sebp.prom)" 1
	check "the guest's exits are there" [ "$(metric guest_exits_total)" -gt 0 ]
	check "who may not read KVM's counters gets the rest" eval '$NOBODY sebpctl metrics > /tmp/sebp.prom && [ $(metric guest_exits_total) = 0 ] && [ $(metric announced_total) -gt 0 ]'
}

# An interrupt that is lost is made up for by the guest driver's watchdog, after two seconds. On a host that is too busy for two
# machines an answer may be as late as that by itself, but not twice.
every_answer()	# every_answer HOW
{
	local try late longest

	for try in 1 2; do
		read -r late longest < <(l2 1 answers "$1" $PEER_ADDRESS 500 1500 1 4 1000)
		diag "$late of 500 are late, the longest wait $longest us"
		[ "$late" != 0 ] || return 0
	done
	return 1
}

scenario()
{
	l2_up
	is "the device says that it is in use" "$(vmm_device '"\(.state) \(.comm)"')" "active qemu-system-x86"
	is "and by whom" "$(vmm_device .pid)" "${L2_PID[1]}"
	compare "receiving" -R
	compare "sending"
	is "streams do not switch too often" "$(sum backoffs)" 0
	top

	intact "64 MiB arrive intact at the VF" in_peer "l2 1" 10.77.0.11 64
	intact "64 MiB arrive intact at the peer" "l2 1" in_peer $PEER_ADDRESS 64
	is "the vectors' vCPU was learned" "$(vmm_device '[.vectors[] | select(.announced > 0).vcpu] | unique | .[]')" 0

	# A guest that waits without sleeping passes through no exit of its own.
	in_peer answers serve & server=$!
	check "a guest that spins gets every answer" every_answer spin
	check "and one that sleeps" every_answer ask
	kill $server
	check "an idle guest answers" l2 1 ping -q -c 20 -i 0.05 -W 1 $PEER_ADDRESS
	is "and its vectors are on interrupts" "$(vmm_device '[.vectors[].now] | unique | .[]')" interrupt
	diag "$(sebpctl vm show)"
	exits
	metrics
	setting

	check "the guest attaches the VF to its own sebp" \
		l2 1 sh -c "insmod /sebp/build/$KERNEL/sebp.ko && sebpctl attach vf0"
	intact "32 MiB arrive intact with both levels at work" in_peer "l2 1" 10.77.0.11 32
	is "both say that they are" "$(vmm_device .state) $(l2 1 sebpctl show vf0 -j | jq -r '.devices[0].state')" "active active"
}
