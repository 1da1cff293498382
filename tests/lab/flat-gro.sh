# SPDX-License-Identifier: GPL-2.0-only
# No packet waits in GRO for a later poll, which could be a tick away: after each poll of the device nothing is held any more. And GRO
# still merges.
TOPOLOGY=flat
CHECK_KERNELS="6.1 6.12 7.2"

# The polls of a stream; leaves in $held how many found packets in GRO.
stream_is_flushed()	# stream_is_flushed NAME IPERF3-ARGUMENTS...
{
	local name=$1 polls left before
	shift

	read -ra before < /proc/gro-left
	iperf3_mbit in_vf $PEER_ADDRESS -t 4 "$@" > /tmp/stream.log || bail "$name: the stream does not flow: $(< /tmp/stream.log)"
	read -r polls held left < /proc/gro-left
	polls=$((polls - before[0])) held=$((held - before[1])) left=$((left - before[2]))
	diag "$name: $polls polls, $held with packets in GRO when the driver was done"
	is "$name: none leaves them there" "$left" 0
}

scenario()
{
	flat_vf_up
	insmod "/sebp/build/$KERNEL/sebp.ko" || bail "sebp.ko does not load"
	insmod "/sebp/build/$KERNEL/gro.ko" || bail "gro.ko does not load"
	iperf3_serve
	check "attach" in_vf sebpctl attach vf0
	stream_is_flushed "polled, all it takes" -R
	check "polled, all it takes: GRO had some" [ "$held" -gt 100 ]
	stream_is_flushed "polled, 50 Mbit/s" -R -b 50M
	diag "$(in_vf sebpctl show -s vf0)"
	check "detach" in_vf sebpctl detach vf0
}
