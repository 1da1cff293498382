# SPDX-License-Identifier: GPL-2.0-only
# The optional ports of the flat topology work: traffic both ways on each, and not a byte wrong.
TOPOLOGY=flat
CHECK_KERNELS=6.12
PORTS="e1000e virtio-net vmxnet3"

port_traffic()	# port_traffic PORT DEVICE ADDRESS
{
	local before

	before=$(in_port "$1" irqs "$2")
	intact "$1: 16 MiB arrive intact at the peer" "in_port $1" in_peer $PEER_ADDRESS 16
	intact "$1: 16 MiB arrive intact at the port" in_peer "in_port $1" "$3" 16
	check "$1: it raises interrupts" [ "$(in_port "$1" irqs "$2")" -gt "$before" ]
	is "$1: its driver is the one expected" "$(in_port "$1" ethtool -i "$2" | sed -n 's/^driver: //p')" \
		"${1/-/_}"
}

scenario()
{
	pf_up
	flat_ports_up
	port_traffic e1000e e1000e0 10.77.0.21
	port_traffic virtio-net virtio0 10.77.0.22
	port_traffic vmxnet3 vmxnet0 10.77.0.23
}
