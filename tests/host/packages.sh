#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The Debian packages from their building to their purging: packages.sh [OPTION...] [SUITE...], trixie if none is said. Prints TAP.
# On this machine, in a chroot: built, linted, installed, upgraded; dkms compiles for the kernel of that system there,
# which would take a quarter of an hour under emulation. Then that system boots: tests/packages/guest.sh.
# --more: also the other ways to install the module, signed with one's own key; and the system is a host of guests for two boots, with
# Debian's libvirt.
# --inside: instead of all that only what an administrator does, and all of it in the machine, the compiler's work too.
# --role: afterwards the same by the Ansible role of deploy/, on trixie; ten minutes more, as Python is slow under emulation.
# Needs root; who is not is told so by a skipped test.

. "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../../lab/lib/common.sh"
. "$LAB/lib/enter.sh"
. "$LAB/lib/roots.sh"
. "$LAB/lib/boot.sh"
. "$LAB/lib/machine.sh"
. "$LAB/lib/scenario.sh"
. "$LAB/lib/run.sh"
. "$LAB/lib/systems.sh"
. "$SEBP_TOP/tests/packages/pages.sh"

NEXT=$(< "$SEBP_TOP/VERSION")+next1

check()		# check NAME COMMAND...
{
	local name=$1 output
	shift

	if output=$("$@" 2>&1); then
		tap_test ok " - $suite: $name"
	else
		tap_test "not ok" " - $suite: $name" "${output//$'\n'/$'\n# '}"
		return 1
	fi
}

# In the system under test; what is tested there may change it.
inside()
{
	enter "$system" "$@"
}

prepare_system()
{
	system=$work/system
	rm -rf "$work"
	mkdir -p "$work"
	cp -a --reflink=auto "$(system_dir "$suite")" "$system"
	release=$(ls "$system/lib/modules")
	rm "$system/.sebp-stamp"
	cat > "$system/etc/fstab" <<-EOT
		sebp /sebp 9p trans=virtio,version=9p2000.L,msize=512000,ro 0 0
		packages /sebp-packages 9p trans=virtio,version=9p2000.L,msize=512000,ro 0 0
	EOT
	mkdir -p "$system"/{sebp,sebp-packages,etc/systemd/network,etc/systemd/system/multi-user.target.wants}
	printf '[Match]\nDriver=igbvf\n[Link]\nName=vf0\n' > "$system/etc/systemd/network/10-vf.link"
	printf '[Match]\nMACAddress=02:5e:b0:00:02:22\n[Link]\nName=cold-0\n' > "$system/etc/systemd/network/10-cold.link"
	printf '[Match]\nMACAddress=02:5e:b0:00:02:26\n[Link]\nName=hot0\n' > "$system/etc/systemd/network/10-hot.link"
	printf '[Match]\nDriver=igb\n[Link]\nName=enp1s0\n' > "$system/etc/systemd/network/10-pf.link"
	printf '[Match]\nName=vf0\n[Network]\nAddress=10.77.0.2/24\n' > "$system/etc/systemd/network/20-vf.network"
	printf '[Match]\nName=hot0\n[Network]\nAddress=10.79.0.2/24\n' > "$system/etc/systemd/network/20-hot.network"
	printf 'auto cold-0\niface cold-0 inet static\n\taddress 10.78.0.2/24\n' > "$system/etc/network/interfaces.d/cold"
	install -m 644 "$SEBP_TOP/tests/packages/sebp-test.service" "$system/etc/systemd/system/"
	ln -sf /etc/systemd/system/sebp-test.service "$system/etc/systemd/system/multi-user.target.wants/"
	# It would slow down every boot.
	rm "$system/etc/systemd/system/multi-user.target.wants/prometheus-node-exporter.service"
}

built_by_dkms()		# built_by_dkms VERSION: that one and no other, for the kernel that will boot
{
	[ "$(inside dkms status sebp | sed 's/^sebp[,/] *//; s/[, ].*//')" = "$1" ] &&
		inside dkms status sebp | grep "$release.*: installed" &&
		inside modinfo -k "$release" -n sebp | grep updates/dkms &&
		inside modinfo -k "$release" -n sebp-vfio-pci | grep updates/dkms
}

refused_by_dkms()	# refused_by_dkms RELEASE HEADERS: not meant for such a kernel
{
	inside dkms build -m sebp -v "$NEXT" --kernelsourcedir "$2" -k "$1" 2>&1 | grep BUILD_EXCLUSIVE
}

# What a kernel is called, and how configured, is what dkms goes by, before it looks at anything else of its headers.
other_kernels()
{
	mkdir "$system/usr/src/rt"
	{ inside grep -v PREEMPT_RT "/lib/modules/$release/build/.config"; echo CONFIG_PREEMPT_RT=y; } > "$system/usr/src/rt/.config"
	check "dkms leaves kernels before 6.1 alone" refused_by_dkms 5.10.0-1-amd64 "/lib/modules/$release/build"
	check "and those with PREEMPT_RT" refused_by_dkms 6.99.0-rt-amd64 /usr/src/rt
	rm -r "$system/usr/src/rt"
}

# With a key of one's own where the documentation says so, which has to be there whenever dkms builds: /root is not the system's here.
signed_anew()
{
	literal operations "" mok_signing_key > "$system/etc/dkms/framework.conf.d/sign.conf"
	inside sh -ex -c "mkdir /root/keys && cd /root/keys
		openssl req -new -x509 -newkey rsa:2048 -nodes -subj '/CN=Our Organisation/' -outform DER -keyout modules.key -out modules.der
		$(literal operations sh 'dkms build --force' | sed "s|sebp/.*|sebp/$1 -k $release|")"
}

signer_is()		# signer_is NAME: of both modules
{
	[ "$(inside modinfo -k "$release" -F signer sebp),$(inside modinfo -k "$release" -F signer sebp-vfio-pci)" = "$1,$1" ]
}

# From the sources, before there is any package: the commands of the documentation, and back.
from_sources()
{
	local version=$1

	check "make install" inside sh -ex -c "tar -C /usr/src -xf $debs/sebp_$version.tar.xz
		cd /usr/src/sebp
		make install PREFIX=/usr/local"
	check "dkms install" inside dkms install "sebp/$version" -k "$release"
	check "dkms has built it" built_by_dkms "$version"
	check "the tool is there" inside /usr/local/sbin/sebpctl --version
	check "dkms remove" inside dkms remove "sebp/$version" --all
	check "make uninstall" inside make -C /usr/src/sebp uninstall PREFIX=/usr/local
	rm -rf "$system/usr/src/sebp"
	check "nothing is left" [ -z "$(find "$system"/{etc,usr,var,lib} -name '*sebp*' -not -name 'sebp-test.*')" ]
}

depends_on()		# depends_on PACKAGE PATTERN
{
	inside dpkg-query -W -f '${Depends}' "$1" | grep -E "$2"
}

# lintian and mandoc are the same on every Debian: trixie's. The project has no mail address.
lint()
{
	[ "$suite" = trixie ] || return 0
	check "lintian finds nothing" inside lintian --allow-root --fail-on error,warning --suppress-tags bogus-mail-host "$debs"/*.changes
	check "mandoc finds nothing" inside mandoc -Tlint -Wwarning "$SEBP_TOP"/tools/man/*.[0-9]
}

in_chroot()
{
	check "the packages build" "$LAB/build-deb" "$suite" "" "$debs" || return
	check "and those of the next version" "$LAB/build-deb" "$suite" "$NEXT" "$debs/next" || return
	echo "$NEXT" > "$debs/next/version"
	lint
	[ "$more" = 0 ] || from_sources "$(< "$SEBP_TOP/VERSION")"
	check "install" inside apt-get install -qq -y "$debs"/sebp-{dkms,tools}_*.deb || return
	check "dkms has built the module" built_by_dkms "$(< "$SEBP_TOP/VERSION")"
	check "the tools depend on their libraries" depends_on sebp-tools 'libc6.*libjansson4.*libmnl0'
	check "every manual is there" inside test -e /usr/share/man/man4/sebp.4.gz \
		-a -e /usr/share/man/man5/sebp.conf.5.gz -a -e /usr/share/man/man8/sebpctl.8.gz
	check "upgrade of the module" inside apt-get install -qq -y "$debs"/next/sebp-dkms_*.deb
	check "dkms has the new one alone" built_by_dkms "$NEXT"
	other_kernels
	if [ "$more" = 1 ]; then
		check "signed with a key of our own" signed_anew "$NEXT"
		check "both say so" signer_is "Our Organisation"
		check "Debian's libvirt" inside sh -e -c '
			apt-get update -qq -o Acquire::Check-Valid-Until=false
			apt-get install -qq -y --no-install-recommends libvirt-daemon-system libvirt-clients libxml2-utils \
				qemu-system-x86'
	fi
	check "its disk is made" prepare_boot
}

# The disk, and the system's own kernel: unpacked, as an emulated CPU takes seconds for that.
prepare_boot()
{
	local trixie

	trixie=$(root_dir trixie)
	enter "$trixie" "$LAB/lib/unpack-kernel" "$system/boot/vmlinuz-$release" "$work/vmlinux" ||
		cp "$system/boot/vmlinuz-$release" "$work/vmlinux"
	enter "$trixie" "$LAB/lib/mkinitrd" "$system" "$release" "$SEBP_TOP/tests/packages/init" "$work/initrd" \
		virtio_pci virtio_blk ext4 &&
		enter "$(system_dir "$suite")" mke2fs -q -t ext4 -E root_owner=0:0 -d "$system" "$work/disk" 4G
}

# Instead of the lab's: a disk that can be written. The guest ends it by rebooting: each boot is a machine of its own.
machine_command()
{
	machine_args=(qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none -name sebp-packages
		-M q35,kernel-irqchip=split -m "$TOPOLOGY_MEMORY" -smp 2
		-kernel "$work/vmlinux" -initrd "$work/initrd"
		-append "console=ttyS0 panic=-1 loglevel=${LOGLEVEL:-5} nokaslr ipv6.disable=1 tsc=reliable systemd.show_status=0 intel_iommu=on iommu=pt sebp.boot=$boot")
	machine_accel
	machine_outputs
	[[ $boot != host* ]] || machine_args+=(-device intel-iommu,intremap=on,caching-mode=on)
	machine_args+=(-drive "file=$work/disk,format=raw,if=virtio,cache=unsafe,file.locking=off")
	machine_share sebp "$SEBP_TOP" readonly
	machine_share packages "$debs" readonly
	vf_family_devices
	optional_ports
	machine_args+=(-chardev "pipe,id=monitor,path=$RESULTS/monitor" -mon chardev=monitor
		-device pcie-root-port,id=plug,slot=2 -netdev hubport,id=plug,hubid=0)
}

# play PACKAGES SETTINGS [OPTIONS...]: the playbook, with the packages in that directory
play()
{
	local packages=("$1"/sebp-{dkms,tools}_*.deb) settings=$2
	shift 2

	inside ansible-playbook -i "$SEBP_TOP/tests/packages/inventory.yml" "$SEBP_TOP/deploy/ansible/site.yml" "$@" -e "$settings" \
		-e "$(printf '{"sebp_packages": ["%s", "%s"]}' "${packages[@]}")" > "$work/play.log" || { tail -n 20 "$work/play.log"; return 1; }
}

changes_nothing()
{
	play "$@" && { grep -q ' changed=0 ' "$work/play.log" || { cat "$work/play.log"; return 1; }; }
}

# In sebpctl's own words, and what was there is kept.
refuses_wrong_key()
{
	local before

	before=$(sha256sum "$system/etc/sebp/vf0.conf")
	! play "$debs" '{"sebp_devices": {"vf0": {"bach": 23}}}' > /dev/null &&
		{ grep ':2: bach = 23: there is no such setting' "$work/play.log" || { cat "$work/play.log"; return 1; }; } &&
		[ "$(sha256sum "$system/etc/sebp/vf0.conf")" = "$before" ]
}

# As far as it goes where no systemd runs: the rest is for a boot.
role_in_chroot()
{
	local settings='{"sebp_devices": {"vf0": {"preset": "latency", "events": ["tick", "irq"]}, "cold-0": {}}}'

	check "what was tested is purged" inside apt-get purge -qq -y sebp-tools sebp-dkms || return
	check "the role: check mode, before anything is there" play "$debs" "$settings" --check
	check "nothing was done" [ ! -e "$system/var/cache/sebp" -a ! -e "$system/usr/bin/sebpctl" ]
	check "the role installs" play "$debs" "$settings" || return
	check "dkms has built the module" built_by_dkms "$(< "$SEBP_TOP/VERSION")"
	check "again: nothing changes" changes_nothing "$debs" "$settings"
	check "check mode agrees" changes_nothing "$debs" "$settings" --check
	check "a wrong key is refused" refuses_wrong_key
	check "its disk is made" prepare_boot
}

plan()
{
	tap_out "1..$tests"
	failed=$((failed + failures))
}

in_machine()		# in_machine BOOT: of guest.sh
{
	local boot=$1

	run_machine
	if [ "$timed_out" = 1 ]; then
		console_tail
		tap_test "not ok" " - $suite: the boot '$boot' finishes within its $TIMEOUT s"
	elif [ "$ended" = 0 ]; then
		ended_too_early "$suite: the boot '$boot'"
	fi
	splat_scan
	plan
}

role_suite()
{
	local TIMEOUT=3600

	tests=0 failures=0
	: > "$RESULTS/tap"
	rm "$work/disk"
	role_in_chroot
	plan
	[ -e "$work/disk" ] || return
	in_machine role
}

fresh()
{
	check "the packages build" "$LAB/build-deb" "$suite" "" "$debs" && check "a disk of a fresh system" prepare_boot
}

run_inside()
{
	local TIMEOUT=5400 TOPOLOGY_MEMORY=2048

	fresh
	plan
	[ -e "$work/disk" ] || return
	in_machine fresh
	in_machine fresh_again
}

run_suite()
{
	local suite=$1 system release work=$scratch/$1 debs=$scratch/$1.deb

	KERNEL=$suite tests=0 failures=0
	results_create "$0"
	: > "$RESULTS/tap"
	system_ensure "$suite"
	prepare_system
	if [ "$inside" = 1 ]; then
		run_inside
		return
	fi
	in_chroot
	plan
	[ -e "$work/disk" ] || return
	in_machine first
	if [ "$more" = 1 ]; then
		in_machine host
		in_machine host_again
	fi
	in_machine second
	[ "$role,$suite" != 1,trixie ] || role_suite
}

clean_up_on_exit
role=0 more=0 inside=0
while [[ $1 == --* ]]; do
	case $1 in
	--more)		more=1 ;;
	--role)		role=1 ;;
	--inside)	inside=1 ;;
	*)		usage_error "usage: packages.sh [--more] [--role] [SUITE...], or packages.sh --inside [SUITE...]." ;;
	esac
	shift
done
[ $# -gt 0 ] || set -- trixie
obstacle=$(system_obstacle)
if [ -n "$obstacle" ]; then
	printf 'ok 1 - the packages # SKIP %s\n1..1\n' "$obstacle"
	exit
fi
SCENARIO_NAME=packages failed=0
scenario_load /dev/null
VF=igb GUESTS=1 PORTS=virtio-net ACCEL=tcg TIMEOUT=900
. "$LAB/topologies/flat.sh"
roots_ensure trixie
scratch=$(mktemp -d "$SEBP_CACHE/packages.XXXXXX")
for suite; do
	run_suite "$suite"
	rm -rf "${scratch:?}/$suite"
done
[ "$failed" = 0 ]
