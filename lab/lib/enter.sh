# SPDX-License-Identifier: GPL-2.0-only
# "Run a program of a root": enter ROOT COMMAND...
#
# The checkout, the cache and the results directory keep their own absolute paths inside, so a command
# line means the same inside and outside. /tmp is private and vanishes. Two strategies, the first that
# works:
#   mount   a mount namespace (with a user namespace when not root), binds, chroot; no process remains
#           between the caller and the program, so its pid is the program's
#   none    right here, if SEBP_ENTER says so: this system has what the root has, as the lab's own machines do
#   proot   for containers without mount rights and users without namespaces: the trixie root's proot,
#           started through that root's own dynamic linker

enter_userns()
{
	[ "$(id -u)" = 0 ] || echo --map-root-user
}

# Chooses the strategy, once. proot has no private /tmp to offer, so it gets a scratch directory; what it
# runs survives it unless it is ended with SIGQUIT.
enter_prepare()
{
	if [ -z "$SEBP_ENTER" ]; then
		SEBP_ENTER=proot
		! unshare --mount $(enter_userns) mount -t tmpfs sebp /tmp 2>/dev/null ||
			SEBP_ENTER=mount
	fi
	case $SEBP_ENTER in
	mount|none)	end_signal=TERM kill_signal=KILL ;;
	proot)	[ -n "$scratch" ] || scratch=$(mktemp -d); end_signal=QUIT kill_signal=QUIT ;;
	*)	die "SEBP_ENTER is '$SEBP_ENTER': set it to mount, proot or none, or leave it unset." ;;
	esac
}

# root_program NAME: leaves in the array entered how to run a program of the trixie root right here, as a
# program of the host: through that root's own dynamic linker.
root_program()
{
	local trixie

	trixie=$(root_dir trixie)
	[ -e "$trixie" ] || trixie=$trixie.partial
	entered=("$trixie/lib64/ld-linux-x86-64.so.2" --library-path "$trixie/usr/lib/x86_64-linux-gnu"
		"$trixie/usr/bin/$1")
}

# enter_command ROOT COMMAND...: leaves in the array entered what to execute. $SEBP_BIND may name one
# more directory to be seen inside under its own name. The environment is a clean one: nothing of the
# host's may change a build or a run.
enter_command()
{
	local root=$1 binds=("$SEBP_TOP" "$SEBP_CACHE") binding
	shift

	[ -z "$SEBP_BIND" ] || binds+=("$SEBP_BIND")
	enter_prepare
	set -- /usr/bin/env -i -C "$PWD" PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 \
		"TERM=${TERM:-dumb}" "$@"
	if [ "$SEBP_ENTER" = mount ]; then
		entered=(unshare --mount --propagation private $(enter_userns)
			"$LAB/lib/enter-mount" "$root" "${binds[@]}" -- "$@")
		return
	fi
	if [ "$SEBP_ENTER" = none ]; then
		entered=("$@")
		return
	fi
	root_program proot
	entered+=(-0 -r "$root" -b /dev -b /proc -b "$scratch:/tmp")
	for binding in "${binds[@]}"; do
		entered+=(-b "$binding")
	done
	entered+=("$@")
}

enter()
{
	local entered

	enter_command "$@"
	"${entered[@]}"
}
