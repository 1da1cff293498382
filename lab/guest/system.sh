# SPDX-License-Identifier: GPL-2.0-only
# The few things an init system would do, for L1 and L2 alike.

system_start()
{
	# To look for a program in a share is a round trip to the host, so that comes last.
	export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sebp/lab/guest/bin:/sebp/build/tools:/sebp/build/stopwatch:/sebp/build/guest
	export HOME=/root LANG=C.UTF-8 TERM=${TERM:-dumb}

	mount -t tmpfs -o mode=755 tmpfs /run
	mount -t tmpfs -o mode=1777 tmpfs /tmp
	mkdir -p /dev/pts /dev/shm /run/netns /sys/kernel/debug
	mount -t devpts devpts /dev/pts
	mount -t tmpfs -o mode=1777 shm /dev/shm
	mount -t debugfs debugfs /sys/kernel/debug
	ln -sfn /proc/self/fd /dev/fd
	ln -sfn /run /var/run
	echo "$1" > /proc/sys/kernel/hostname
	ip link set lo up
	cd /root || return
}

# port_device NAME: the device of the virtio-serial port of that name. It starts no programs: a guest's guest is slow at that.
port_device()
{
	local entry tries name

	for ((tries = 0; tries < 50; tries++)); do
		for entry in /sys/class/virtio-ports/*/name; do
			if { read -r name < "$entry"; } 2>/dev/null && [ "$name" = "$1" ]; then
				entry=${entry%/name}
				echo "/dev/${entry##*/}"
				return
			fi
		done
		sleep 0.1
	done
	return 1
}

system_stop()
{
	sync
	echo o > /proc/sysrq-trigger
	while :; do :; done	# the power goes off any moment
}
