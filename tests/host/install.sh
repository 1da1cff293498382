#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# make install and make uninstall: what they leave where, and that what is left for DKMS compiles. Prints TAP.

top=$(realpath "$(dirname "$(realpath "$0")")/../..")
export LC_ALL=C
cd "$top" || exit
mkdir -p build
work=$(mktemp -d "$top/build/install.XXXXXX")
trap 'rm -rf "$work"' EXIT
version=$(< VERSION)
. lab/lib/common.sh
. lab/lib/tap.sh
trixie=$(root_dir trixie)

run_make()	# run_make TARGET
{
	lab/enter trixie make "$1" DESTDIR="$work" > "$work.log" 2>&1
	is "make $1" $? 0
	sed 's/^/# /' "$work.log" | tail -n 3
	rm "$work.log"
}

files()
{
	(cd "$work" && find . -type f | sort)
}

module_sources()
{
	find module core uapi vmm \( -name '*.[ch]' -o -name Kbuild -o -name '*.mk' \) 2> /dev/null | sed "s|^|./usr/src/sebp-$version/|"
}

# With the words of dkms.conf, on a copy where DKMS would have it: DKMS itself is in tests/host/packages.sh, for who is root.
compiled()
{
	local build=$work/dkms/sebp/$version/build

	mkdir -p "$(dirname "$build")"
	cp -a "$work/usr/src/sebp-$version" "$build"
	lab/enter trixie bash -e -c '
		dkms_tree=$1/dkms kernel_source_dir=$(echo /lib/modules/*/build)
		. "$1/usr/src/sebp-$2/dkms.conf"
		eval "${MAKE[0]}"
		for module in "${!BUILT_MODULE_NAME[@]}"; do
			modinfo -F vermagic "$dkms_tree/sebp/$2/build/${BUILT_MODULE_LOCATION[module]}${BUILT_MODULE_NAME[module]}.ko"
		done' - "$work" "$version" > "$work.log" 2>&1
	is "it compiles for DKMS" $? 0
	sed 's/^/# /' "$work.log" | tail -n 3
	is "into two modules for the kernel of the headers" "$(grep -c "^$(ls "$trixie/lib/modules") SMP" "$work.log")" 2
	rm -r "$work.log" "$work/dkms"
}

run_make install
is "what is installed" "$(files)" "$(LC_ALL=C sort <<-EOT
	./usr/local/lib/systemd/system/sebp-metrics.service
	./usr/local/lib/systemd/system/sebp-metrics.timer
	./usr/local/lib/systemd/system/sebp@.service
	./usr/local/lib/udev/rules.d/90-sebp.rules
	./usr/local/sbin/sebpctl
	./usr/local/share/bash-completion/completions/sebpctl
	./usr/local/share/man/man4/sebp.4
	./usr/local/share/man/man5/sebp.conf.5
	./usr/local/share/man/man8/sebpctl.8
	./usr/src/sebp-$version/Makefile
	./usr/src/sebp-$version/dkms.conf
	$(module_sources)
	EOT
)"
is "the tool says its version" "$(lab/enter trixie "$work/usr/local/sbin/sebpctl" --version)" "sebpctl $version"
is "dkms is told the same" "$(sed -n 's/^PACKAGE_VERSION=//p' "$work/usr/src/sebp-$version/dkms.conf")" "\"$version\""
is "so is Debian" "$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)" "$version"
compiled
is "a place for settings" "$([ -d "$work/etc/sebp" ] && echo yes)" yes
echo > "$work/etc/sebp/eth0.conf"
run_make uninstall
is "what the user has written stays, and nothing else" "$(files)" ./etc/sebp/eth0.conf
done_testing
