# SPDX-License-Identifier: GPL-2.0-only
# An image of the programs that only benchmarks want, out of the root "bench". A scenario with PROGRAMS=1 gets it as a third
# disk, in L1 and in every guest.

programs_image()
{
	echo "$SEBP_CACHE/boot/programs.erofs"
}

programs_ensure()
{
	local image lock

	image=$(programs_image)
	roots_ensure bench
	mkdir -p "${image%/*}"
	exec {lock}> "$SEBP_CACHE/boot/.lock"
	flock "$lock"
	if ! cmp -s "$image.stamp" "$(root_dir bench)/.sebp-stamp"; then
		boot_image "$image" "$(root_dir bench)" --exclude-regex="$BOOT_EXCLUDE"
		cp "$(root_dir bench)/.sebp-stamp" "$image.stamp"
	fi
	exec {lock}>&-
}
