# SPDX-License-Identifier: GPL-2.0-only
# What a virtual machine boots: a kernel image out of its root, and our initramfs.

BOOT_MODULES="virtio_pci 9pnet_virtio 9p overlay virtio_console"

boot_dir()
{
	echo "$SEBP_CACHE/boot/$1"
}

boot_stamp()
{
	{
		root_stamp "$(root_of_kernel "$1")"
		root_stamp trixie
		echo "$BOOT_MODULES"
		cat "$LAB/guest/init" "$LAB/lib/mkinitrd"
	} | sha256sum
}

# boot_ensure KERNEL: leaves vmlinuz and initrd in boot_dir KERNEL.
boot_ensure()
{
	local kernel=$1 dir root release image

	dir=$(boot_dir "$kernel")
	[ "$(cat "$dir/stamp" 2>/dev/null)" != "$(boot_stamp "$kernel")" ] || return 0
	root=$(root_dir "$(root_of_kernel "$kernel")")
	release=$(kernel_release "$kernel")
	mkdir -p "$dir"
	image=$root/boot/vmlinuz-$release
	[ -e "$image" ] || image=$root/lib/modules/$release/vmlinuz
	cp "$image" "$dir/vmlinuz.new"
	enter "$(root_dir trixie)" "$LAB/lib/mkinitrd" "$root" "$release" "$LAB/guest/init" \
		"$dir/initrd.new" $BOOT_MODULES || die "could not pack the initramfs of kernel $kernel."
	mv "$dir/vmlinuz.new" "$dir/vmlinuz"
	mv "$dir/initrd.new" "$dir/initrd"
	boot_stamp "$kernel" > "$dir/stamp"
}
