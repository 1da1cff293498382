# SPDX-License-Identifier: GPL-2.0-only
# The root file systems: Debian packages, extracted and never configured. That needs neither chroot nor
# mount rights, and no maintainer script can look at the host. What the scripts would have done and we
# need is in root_finish().

. "$LAB/lib/kernels.sh"

ROOTS="trixie bookworm forky"
ROOT_RECIPE=1		# count up when root_finish() changes what it leaves behind
ROOT_NEED_MIB=4500	# three roots and the packages in flight

ROOT_BASE="base-files linux-image-amd64 linux-headers-amd64 gcc make libc6-dev bash dash coreutils
	grep sed mawk findutils diffutils util-linux kmod"
ROOT_QEMU="qemu-system-x86 seabios ipxe-qemu"
ROOT_USERLAND="libc-bin erofs-utils mount procps tar xz-utils gzip zstd cpio busybox-static proot ncurses-base
	iproute2 ethtool iputils-ping pciutils iperf3 netperf socat tcpdump strace jq gnuplot-nox
	fonts-dejavu-core fontconfig-config pkgconf libmnl-dev libcmocka-dev libglib2.0-dev
	libjansson-dev libncurses-dev"
ROOT_KERNEL="base-files gcc make libc6-dev libelf-dev flex bison bc perl bash dash coreutils
	grep sed mawk findutils diffutils util-linux kmod tar xz-utils"

root_packages()
{
	case $1 in
	trixie)		echo $ROOT_BASE $ROOT_QEMU $ROOT_USERLAND ;;
	bookworm)	echo $ROOT_BASE ;;
	forky)		echo $ROOT_BASE $ROOT_QEMU ;;
	prometheus)	echo base-files coreutils prometheus ;;	# tests/host/metrics.sh alone wants it
	checks)		echo $ROOT_BASE sparse shellcheck cppcheck ;;	# and this one tests/host/static.sh
	fuzz)		echo base-files clang llvm libclang-rt-dev make libc6-dev dash coreutils grep sed mawk libmnl-dev libjansson-dev pkgconf ;;	# tests/fuzz
	rt)		echo ${ROOT_BASE//-amd64/-rt-amd64} ;;	# tests/lab/flat-rt.sh
	deploy)		echo base-files libc-bin coreutils bash dash grep sed jq ansible-core ansible-lint yamllint kubectl ;;	# tests/host/deploy.sh
	kernel-doc)	echo base-files linux-doc-6.12 ;;	# tests/host/spec.sh
	bench)		echo base-files memcached nginx-light sockperf wrk openmpi-bin libopenmpi-dev gcc make libc6-dev dash coreutils openssh-client dropbear-bin linux-perf ;;	# lab/lib/programs.sh
	kernel-source-*)	echo "linux-source-${1##*-}" $ROOT_KERNEL ;;	# checked kernels alone want it
	*)		is_checked_kernel "$1" || usage_error "there is no root '$1': choose one of $ROOTS." ;;
	esac
}

root_suite()
{
	case $1 in
	prometheus|checks|fuzz|deploy|rt|bench|kernel-doc)	echo trixie ;;
	kernel-source-*)	root_of_kernel "${1##*-}" ;;
	*)			echo "$1" ;;
	esac
}

root_stamp()
{
	if is_checked_kernel "$1"; then
		kernel_stamp "$1"
	else
		echo "$ROOT_RECIPE $1 $(root_packages "$1")" | sha256sum | cut -d ' ' -f 1
	fi
}

root_is_ready()
{
	[ "$(cat "$(root_dir "$1")/.sebp-stamp" 2>/dev/null)" = "$(root_stamp "$1")" ]
}

# Root extracts as itself; everybody else in the mode that asks the system for nothing.
mmdebstrap_mode()
{
	if [ "$(id -u)" = 0 ]; then echo root; else echo chrootless; fi
}

root_check_host()
{
	host_is_supported
	have mmdebstrap ||
		die "mmdebstrap is missing: install it with 'apt-get install mmdebstrap' as root."
	[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
		die "Debian's archive keys are missing: install them with 'apt-get install debian-archive-keyring' as root."
	mkdir -p "$SEBP_CACHE/roots" 2>/dev/null && [ -w "$SEBP_CACHE/roots" ] ||
		die "cannot write to the cache $SEBP_CACHE: set SEBP_CACHE to a directory of yours."
	root_check_space "$ROOT_NEED_MIB"
}

root_check_space()	# root_check_space MIB
{
	local free

	free=$(df -Pm "$SEBP_CACHE" | sed -n '2{s/  */ /g;p}' | cut -d ' ' -f 4)
	[ "$free" -ge "$1" ] ||
		die "only $free MiB free in $SEBP_CACHE, $1 MiB needed: free some or set SEBP_CACHE elsewhere."
}

# What the maintainer scripts would have left behind, as far as the lab needs it.
root_finish()
{
	local suite=$1 root=$2 source release

	mkdir -p "$root"/{etc,mnt,media,srv,opt,var/tmp,var/log}
	printf 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' \
		> "$root/etc/passwd"
	printf 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n' > "$root/etc/group"
	printf '127.0.0.1 localhost\n' > "$root/etc/hosts"
	printf 'hosts: files\n' > "$root/etc/nsswitch.conf"
	ln -sf mawk "$root/usr/bin/awk"
	ln -sf gcc "$root/usr/bin/cc"
	for source in "$root"/usr/src/linux-source-*.tar.xz; do
		[ -e "$source" ] || break
		enter "$root" tar -C /usr/src -xf "${source#"$root"}" && rm "$source" || return 1
	done
	[ -e "$root/lib/modules" ] || return 0
	release=$(ls "$root/lib/modules")
	enter "$root" depmod "$release" || return 1
	if [ -e "$root/usr/sbin/ldconfig" ]; then
		enter "$root" ldconfig || return 1
	fi
}

# tree_make WHAT DURATION TREE SUITE COMMAND...: TREE.partial, by mmdebstrap with options
tree_make()
{
	local what=$1 duration=$2 tree=$3 suite=$4 options=()
	shift 4

	remove_tree "$tree.partial"
	# The Release file of a testing suite may be older than it promises to be.
	[ "$suite" != forky ] || options+=(--aptopt='Acquire::Check-Valid-Until "false"')
	note "building the $what in $tree ($duration, log: $tree.log)"
	supervise "$@" "${options[@]}" "$suite" "$tree.partial" > "$tree.log" 2>&1 || {
		tail -n 5 "$tree.log" >&2
		remove_tree "$tree.partial"
		die "could not build the $what (see above and $tree.log): is there network access to Debian's mirror?"
	}
}

# tree_place WHAT TREE STAMP START: TREE.partial, begun at that second, becomes TREE
tree_place()
{
	echo "$3" > "$2.partial/.sebp-stamp"
	remove_tree "$2"
	mv "$2.partial" "$2"
	note "built the $1 in $((SECONDS - $4)) s, $(du -sm "$2" | cut -f 1) MiB"
}

root_build()
{
	local name=$1 what="$1 root" root start=$SECONDS end_signal=TERM

	if is_checked_kernel "$name"; then
		kernel_build "$name"
		return
	fi
	root=$(root_dir "$name")
	tree_make "$what" "about a minute" "$root" "$(root_suite "$name")" \
		mmdebstrap --variant=extract --mode="$(mmdebstrap_mode)" --include="$(root_packages "$name" | tr ' ' ',')"
	root_finish "$name" "$root.partial" >> "$root.log" 2>&1 || die "could not finish the $what: see $root.log."
	tree_place "$what" "$root" "$(root_stamp "$name")" "$start"
}

# Removes a root. Extracted packages may contain directories their owner cannot write.
remove_tree()
{
	[ -e "$1" ] || return 0
	[ "$(id -u)" = 0 ] || chmod -R u+rwX "$1"
	rm -rf "$1"
}

# roots_ensure ROOT...: builds those of the named roots that are missing or out of date.
roots_ensure()
{
	local suite missing=()

	for suite; do
		root_packages "$suite" > /dev/null
		root_is_ready "$suite" || missing+=("$suite")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	root_check_host
	exec {roots_lock}> "$SEBP_CACHE/roots/.lock"
	flock -n "$roots_lock" || { note "waiting for another build to finish"; flock "$roots_lock"; }
	for suite in "${missing[@]}"; do
		root_is_ready "$suite" || root_build "$suite"
	done
	exec {roots_lock}>&-
}

# roots_remove: all that the lab has put into its cache.
roots_remove()
{
	local entry

	[ -d "$SEBP_CACHE/roots" ] || return 0
	exec {roots_lock}> "$SEBP_CACHE/roots/.lock"
	flock -n "$roots_lock" || die "a build is under way in $SEBP_CACHE: try again when it is done."
	for entry in "$SEBP_CACHE/roots" "$SEBP_CACHE/boot"; do
		remove_tree "$entry"
	done
	rmdir "$SEBP_CACHE" 2>/dev/null
	note "removed the roots and boot files from $SEBP_CACHE"
}
