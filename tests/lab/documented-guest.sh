# SPDX-License-Identifier: GPL-2.0-only
# Every command that the documentation shows for a guest does what it should.
TOPOLOGY=flat
CHECK_KERNELS=6.12
TIMEOUT=600

# A guest's device is in its first network namespace, where alone these files are.
in_place()
{
	case "$*" in
	*/proc/sys/net/core/*)	"$@" ;;
	*)			in_vf "$@" ;;
	esac
}

# The module where modprobe finds it, as the package leaves it; alone, as depmod would read four thousand others.
install_module()
{
	mount -t tmpfs tmpfs /lib/modules
	install -D -t "/lib/modules/$(uname -r)/updates" "/sebp/build/$KERNEL/sebp.ko" && depmod "$(uname -r)"
}

# Who attaches finds nothing attached; who changes, shows or detaches finds something.
prepare()
{
	[ "$1" = "modprobe sebp" ] || modprobe sebp
	case $1 in
	"modprobe sebp")
		rmmod sebp ;;
	"sebpctl attach "* | "sebpctl shadow "*)
		in_vf sebpctl detach eth0 ;;
	"sebpctl set "* | "sebpctl show eth0"* | "sebpctl report eth0"* | "sebpctl detach "* | "sebpctl top -j -n"*)
		in_vf sebpctl attach eth0 ;;
	esac
}

scenario()
{
	. /sebp/tests/documented/lib.sh
	flat_vf_up
	in_vf ip link set vf0 down
	in_vf ip link set vf0 name eth0 up
	check "the module is where modprobe finds it" install_module
	mkdir -p /etc/sebp /config /var/lib/prometheus/node-exporter
	echo 'preset = balanced' | tee /etc/sebp/eth0.conf eth0.conf > /config/eth0.conf
	documented_all guest
}
