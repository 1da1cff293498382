# SPDX-License-Identifier: GPL-2.0-only
# What virtual machines boot from, made out of the roots: per kernel an image of the kernel, our
# initramfs and its modules; for all of them one image of the userland. Images rather than 9p shares:
# an L2 guest starts five times as fast when reading a file is not a chain of round trips to L1.

BOOT_MODULES="virtio_pci virtio_blk erofs overlay 9pnet_virtio 9p virtio_console"

# No virtual machine compiles, and the modules have an image of their own.
BOOT_EXCLUDE='^(tmp|boot|usr/src|usr/include|usr/lib/modules|usr/lib/gcc|usr/libexec/gcc|usr/share/(doc|man|locale))(/|$)'

boot_dir()
{
	echo "$SEBP_CACHE/boot/$1"
}

# Not entered: mkfs.erofs hangs under proot.
boot_image()	# boot_image OUT DIRECTORY [OPTION...]
{
	local entered out=$1 directory=$2
	shift 2

	root_program mkfs.erofs
	"${entered[@]}" --quiet -x-1 --all-root -T0 "$@" "$out.new" "$directory" &&
		mv "$out.new" "$out" || die "could not make the image $out."
}

# boot_stamp SUITE: changes with everything that goes into the boot files of that suite's kernel.
boot_stamp()
{
	{
		cat "$(root_dir "$1")/.sebp-stamp" "$(root_dir trixie)/.sebp-stamp"
		cat "$LAB/lib/boot.sh" "$LAB/guest/init" "$LAB/lib/mkinitrd" "$LAB/lib/unpack-kernel"
	} | sha256sum
}

# boot_ensure KERNEL: leaves vmlinux, initrd, modules.erofs and root.erofs in boot_dir KERNEL.
boot_ensure()
{
	local kernel=$1 dir suite root release image

	dir=$(boot_dir "$kernel")
	suite=$(root_of_kernel "$kernel")
	[ "$(cat "$dir/stamp" 2>/dev/null)" != "$(boot_stamp "$suite")" ] || return 0
	note "preparing the boot files of kernel $kernel"
	mkdir -p "$dir"
	exec {boot_lock}> "$SEBP_CACHE/boot/.lock"
	flock "$boot_lock"
	root=$(root_dir "$suite")
	release=$(kernel_release "$kernel")
	image=$root/boot/vmlinuz-$release
	[ -e "$image" ] || image=$root/lib/modules/$release/vmlinuz
	enter "$(root_dir trixie)" "$LAB/lib/unpack-kernel" "$image" "$dir/vmlinux.new" ||
		cp "$image" "$dir/vmlinux.new"
	mv "$dir/vmlinux.new" "$dir/vmlinux"
	enter "$(root_dir trixie)" "$LAB/lib/mkinitrd" "$root" "$release" "$LAB/guest/init" \
		"$dir/initrd.new" $BOOT_MODULES && mv "$dir/initrd.new" "$dir/initrd" ||
		die "could not pack the initramfs of kernel $kernel."
	boot_image "$dir/modules.erofs" "$root/lib/modules"
	root_image_ensure
	ln -f "$SEBP_CACHE/boot/root.erofs" "$dir/root.erofs"
	boot_stamp "$suite" > "$dir/stamp"
	exec {boot_lock}>&-
}

root_image_ensure()
{
	local image=$SEBP_CACHE/boot/root.erofs

	[ "$(cat "$image.stamp" 2>/dev/null)" != "$(boot_stamp trixie)" ] || return 0
	boot_image "$image" "$(root_dir trixie)" --exclude-regex="$BOOT_EXCLUDE"
	boot_stamp trixie > "$image.stamp"
}
