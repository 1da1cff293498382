# SPDX-License-Identifier: GPL-2.0-only
# What keeps a Kubernetes node's devices attached, deploy/kubernetes/sebp-node, with the rights that its container has.
TOPOLOGY=flat
CHECK_KERNELS=6.12

config=/tmp/config
state=/tmp/state

# Replaced in one step, as in a ConfigMap's volume.
configure()	# configure SETTING...: the file of vf0, line by line
{
	mkdir -p $config.new
	printf '%s\n' "$@" > $config.new/vf0.conf
	mv $config.new/vf0.conf $config/
}

node()
{
	SEBP_PAUSE=0.2 SEBP_METRICS=/tmp/sebp.prom exec ip netns exec vf setpriv --bounding-set=-all,+net_admin \
		--inh-caps=-all --no-new-privs dash /sebp/deploy/kubernetes/sebp-node $config $state
}

node_start()
{
	node >> /tmp/node.log 2>&1 &
	node=$!
}

# is_true FILTER: quietly, of vf0
is_true()
{
	in_vf sebpctl show vf0 -j 2> /dev/null | jq -e ".devices[0] | $1" > /dev/null
}

says()		# says TEXT: in its log
{
	grep -q -F "$1" /tmp/node.log
}

detached()
{
	[ "$(in_vf sebpctl show -j | jq -c .devices)" = "[]" ]
}

not_ready()
{
	[ ! -e $state/ready ]
}

# Packets that come alone and are answered, each of them after an interrupt.
answers_by_interrupts()
{
	local before

	before=$(irqs "$VF_PCI")
	in_vf ping -q -c 20 -i 0.02 -W 1 $PEER_ADDRESS && [ $(($(irqs "$VF_PCI") - before)) -ge 20 ]
}

vf_reload()
{
	echo "$VF_PCI" > /sys/bus/pci/drivers/igbvf/unbind
	check "the driver lets go: $1" wait_until 10 says "vf0: there is no such network device"
	check "which is no fault: ready" [ -e $state/ready ]
	echo "$VF_PCI" > /sys/bus/pci/drivers_probe
	flat_vf_again
}

# The probes of the manifest.
probes()
{
	check "ready" test -e $state/ready
	check "alive" grep -q . <(find $state/turn -mmin -1)
}

scenario()
{
	mkdir -p $config
	flat_vf_up
	node_start
	configure "batch = 21"
	check "without the module it says so" wait_until 10 says "modprobe sebp"
	check "and is not ready" not_ready
	check "the module loads" insmod "/sebp/build/$KERNEL/sebp.ko"
	check "it attaches" wait_until 10 is_true '.batch == 21 and .state == "active"'
	wait_until 10 test -e $state/ready
	probes

	configure "batch = 22" "share = 50"
	check "a change is taken" wait_until 10 is_true '.batch == 22 and .share == 50'
	configure "batch = many"
	check "a wrong file is refused: its line is said" \
		wait_until 10 says "sebpctl: $config/vf0.conf:1: batch = many: a whole number"
	check "not ready" wait_until 10 not_ready
	check "what was set stays" is_true '.batch == 22 and .share == 50'
	configure "batch = 65"
	check "what the kernel refuses is said, too" wait_until 10 says "sebpctl: vf0: batch"
	check "what was set stays" is_true '.batch == 22 and .share == 50'
	sleep 0.6
	is "it says so once" "$(grep -c "sebpctl: vf0: batch" /tmp/node.log)" 1
	configure "batch = 23"
	check "corrected, it is taken" wait_until 10 is_true '.batch == 23 and .share == 100'
	check "ready" wait_until 10 test -e $state/ready

	vf_reload "it is said"
	check "the driver takes it again: attached" wait_until 10 is_true '.batch == 23'
	check "it reaches its peer" wait_until 10 vf_reaches_peer
	check "Prometheus gets it" grep -q '^sebp_.*vf0' /tmp/sebp.prom

	kill -9 $node
	wait $node 2> /dev/null
	configure "batch = 24"
	check "killed, it leaves what it set" is_true '.batch == 23'
	node_start
	check "the next one goes on from there" wait_until 10 is_true '.batch == 24'

	rm $config/vf0.conf
	check "the file goes: detached" wait_until 10 detached
	configure "mode = poll"
	check "it comes again: attached" wait_until 10 is_true '.state == "active"'
	kill -TERM $node
	wait $node
	is "told to end, it does" $? 0
	check "detached" detached
	check "no counters are left for Prometheus" [ ! -e /tmp/sebp.prom ]
	check "plain interrupts answer every packet" answers_by_interrupts
	diag "$(< /tmp/node.log)"
	check "the module unloads" rmmod sebp
}
