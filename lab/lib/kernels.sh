# SPDX-License-Identifier: GPL-2.0-only
# Kernels that check themselves, VERSION-CHECKERS: Debian's sources of a kernel, lab/kernels/minimal.config and the checkers of
# lab/kernels/CHECKERS.config. Such a kernel is a root that has nothing but boot/ and lib/modules/; the root kernel-source-VERSION
# has its sources and its compiler. The objects stay beside it in KERNEL.build, so that what was interrupted, or has
# another configuration, is not compiled all over again.

KERNEL_NEED_MIB=4000
KERNEL_FILES=1600				# about so many are compiled

# kernel_configs KERNEL: the files that its configuration consists of
kernel_configs()
{
	echo "$LAB/kernels/minimal.config" "$LAB/kernels/${1##*-}.config"
}

# kernel_source KERNEL: in the root with its compiler
kernel_source()
{
	echo "/usr/src/linux-source-${1%-*}"
}

# kernel_stamp KERNEL: changes with its configuration and the version of its sources
kernel_stamp()
{
	local root

	root=$(compiler_of_kernel "$1")
	{
		root_stamp "$root"
		head -n 6 "$(root_dir "$root")$(kernel_source "$1")/Makefile" 2>/dev/null
		cat $(kernel_configs "$1")
	} | sha256sum | cut -d ' ' -f 1
}

# kernel_make KERNEL ARGUMENT...: make in its tree of objects; says every minute how far it is
kernel_make()
{
	local kernel=$1 line files=0 said=$SECONDS output entered log
	shift

	log=$(root_dir "$kernel").log
	enter_command "$(root_dir "$(compiler_of_kernel "$kernel")")" make -C "$(kernel_source "$kernel")" O="$(root_dir "$kernel").build" "$@"
	exec {output}< <(exec setpriv --pdeathsig "$end_signal" "${entered[@]}" 2>&1 < /dev/null)
	supervised=$!
	while IFS= read -r -u "$output" line; do
		printf '%s\n' "$line" >&3
		[[ $line != *' CC '* ]] || files=$((files + 1))
		[ $((SECONDS - said)) -ge 60 ] || continue
		said=$SECONDS
		note "compiled $files files of about $KERNEL_FILES"
	done 3>> "$log"
	exec {output}<&-
	wait "$supervised" || {
		supervised=
		tail -n 5 "$log" >&2
		die "could not build the kernel $kernel: see above and $log."
	}
	supervised=
}

# A line that Kconfig did not take is a checker that is not there.
kernel_configure()
{
	local kernel=$1 objects missing

	objects=$(root_dir "$kernel").build
	cat $(kernel_configs "$kernel") > "$objects/wanted"
	kernel_make "$kernel" KCONFIG_ALLCONFIG="$objects/wanted" allnoconfig
	missing=$(grep -E '^(CONFIG_|# CONFIG_)' "$objects/wanted" | grep -v -x -F -f "$objects/.config")
	[ -z "$missing" ] || die "the sources of the kernel $kernel do not take these lines of its configuration: ${missing//$'\n'/, }."
}

kernel_build()
{
	local kernel=$1 root compiler release start=$SECONDS

	compiler=$(compiler_of_kernel "$kernel")
	root_is_ready "$compiler" || root_build "$compiler"
	root_check_space "$KERNEL_NEED_MIB"
	root=$(root_dir "$kernel")
	note "building the kernel $kernel in $root.build (20 minutes on two cores, less if it was interrupted; log: $root.log)"
	mkdir -p "$root.build"
	: > "$root.log"
	kernel_configure "$kernel"
	# The PVH entry, by which the lab boots, compares strings before KASAN has its memory.
	kernel_make "$kernel" -j"$(nproc)" KASAN_SANITIZE_string.o=n vmlinux modules
	remove_tree "$root.partial"
	mkdir -p "$root.partial/boot"
	kernel_make "$kernel" INSTALL_MOD_PATH="$root.partial" INSTALL_MOD_STRIP=1 modules_install
	release=$(ls "$root.partial/lib/modules")
	enter "$(root_dir "$compiler")" strip -o "$root.partial/boot/vmlinuz-$release" "$root.build/vmlinux" ||
		die "could not strip the kernel $kernel."
	tree_place "kernel $kernel" "$root" "$(kernel_stamp "$kernel")" "$start"
}
