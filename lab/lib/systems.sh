# SPDX-License-Identifier: GPL-2.0-only
# Systems: root file systems whose packages are configured, so that they boot with systemd and have dpkg and
# dkms; for the packages of sEBP alone. Unlike the roots they need root rights, and are made when a test asks.

SYSTEM_RECIPE=1		# count up when system_build() changes what it leaves behind

SYSTEM_PACKAGES="systemd-sysv udev dbus kmod openssl ethtool iproute2 iputils-ping jq e2fsprogs
	ifupdown prometheus-node-exporter
	linux-image-amd64 linux-headers-amd64 dkms
	build-essential debhelper dh-dkms libjansson-dev libmnl-dev libncurses-dev pkgconf"

system_packages()
{
	case $1 in
	trixie)			echo $SYSTEM_PACKAGES lintian mandoc ansible-core python3-apt ;;
	bookworm|forky)		echo $SYSTEM_PACKAGES ;;
	*)			usage_error "there is no system '$1': choose one of $ROOTS." ;;
	esac
}

system_dir()
{
	root_dir "$1-system"
}

system_stamp()
{
	echo "$SYSTEM_RECIPE $1 $(system_packages "$1")" | sha256sum | cut -d ' ' -f 1
}

# What is missing for systems here; nothing if they can be made.
system_obstacle()
{
	if [ "$(id -u)" != 0 ]; then
		echo "needs root: package scripts run in a chroot"
	elif ! unshare --mount mount -t tmpfs sebp /tmp 2> /dev/null; then
		echo "needs the right to mount: package scripts run in a chroot"
	fi
}

# update-initramfs is diverted: the lab has its own, and under emulation it would take minutes. What is lost when the power fails
# is built anew, so dpkg need not wait for the disk.
system_build()
{
	local suite=$1 system=$2 what="$1 system" start=$SECONDS

	# What it mounts in there goes with it, however it ends.
	tree_make "$what" "some minutes" "$system" "$suite" \
		unshare --mount mmdebstrap --variant=minbase --mode=root --dpkgopt=force-unsafe-io \
		--essential-hook='chroot "$1" dpkg-divert --local --rename --add /usr/sbin/update-initramfs &&
			ln -s /bin/true "$1/usr/sbin/update-initramfs"' \
		--include="$(system_packages "$suite" | tr ' ' ',')"
	tree_place "$what" "$system" "$(system_stamp "$suite")" "$start"
}

# system_ensure SUITE: builds it if it is missing or out of date.
system_ensure()
{
	local suite=$1 system lock

	system=$(system_dir "$suite")
	system_packages "$suite" > /dev/null
	[ "$(cat "$system/.sebp-stamp" 2>/dev/null)" != "$(system_stamp "$suite")" ] || return 0
	root_check_host
	exec {lock}> "$SEBP_CACHE/roots/.systems-lock"
	flock "$lock"
	[ "$(cat "$system/.sebp-stamp" 2>/dev/null)" = "$(system_stamp "$suite")" ] || system_build "$suite" "$system"
	exec {lock}>&-
}
