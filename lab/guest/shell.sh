# SPDX-License-Identifier: GPL-2.0-only
# What 'sebp-lab shell' runs in L1: the network of the topology, then a shell on the terminal that L0's
# QEMU passes through as hvc0. A guest's shell reaches that terminal through a port of its own, not
# through the network, which one may well want to break.
TIMEOUT=100000000

# The terminal itself ends the shell's lines; nothing in between may touch them.
guest_shell()	# guest_shell N ROWS COLUMNS
{
	local terminal

	socat /dev/hvc0,raw,echo=0 "UNIX-CONNECT:/run/l2/$1.shell" &
	terminal=$!
	L2_TIMEOUT=$TIMEOUT l2 "$1" bash -c '. /sebp/lab/guest/system.sh
		exec socat "EXEC:/sebp/lab/guest/shell-on $1 $2,pty,setsid,ctty,stderr" \
			"$(port_device shell)"' bash "$2" "$3"
	kill $terminal
}

scenario()	# scenario l1|l2 ROWS COLUMNS
{
	echo "Setting up the $TOPOLOGY network ..." > /dev/hvc0
	case $TOPOLOGY in
	flat)	flat_vf_up ;;
	nested)	l2_up ;;
	esac
	case $1 in
	l1)	setsid -c /sebp/lab/guest/shell-on "$2" "$3" <> /dev/hvc0 >&0 2>&0 ;;
	l2)	guest_shell 1 "$2" "$3" ;;
	esac
}
