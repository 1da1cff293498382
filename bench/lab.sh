# SPDX-License-Identifier: GPL-2.0-only
# The machine below the benchmark, in the lab: L1, which is host and peer, and its guests. Its counterpart is hosts.sh.

GUEST_DEVICE=vf0
PEER_DEVICE=pf0

machine_up()	# machine_up VARIANT...
{
	case " $* " in
	*' sebp-vmm '*|*' both '*)	VFIO_DRIVER=sebp-vfio-pci ;;
	esac
	l2_up
	[ ! -b /dev/vdc ] || programs_mount
	[ "$VFIO_DRIVER" = vfio-pci ] || each_guest vmm_mode interrupt || bail "the device cannot be set to interrupts"
	[ -z "$reasons" ] || reasons_start || bail "exits cannot be counted by reason"
}

guest_address()
{
	echo "10.77.0.$((10 + MEASURED_GUEST))"
}

# Starts no program: the peer has little of its CPU to spare.
peer_file()
{
	echo "$(< "$1")"
}

link_again()
{
	l2 $MEASURED_GUEST sh -c "ip link set $GUEST_DEVICE down && ip link set $GUEST_DEVICE up" &&
		wait_until 20 in_peer ping -q -c 1 -W 1 "$(guest_address)" > /dev/null && l2_place
}

# The tool is copied into the guest: a guest's guest takes seconds to start a program from a share of a share.
sebp_load()
{
	l2 $MEASURED_GUEST sh -c "mkdir -p /usr/local/bin && cp /sebp/build/tools/sebpctl /usr/local/bin/ &&
		{ test -d /sys/module/sebp || insmod /sebp/build/$KERNEL/sebp.ko; }"
}

vmm_mode()	# vmm_mode MODE: of sebp-vfio-pci, for the VF of the measured guest
{
	sebpctl vm set "${VF_PCI_N[MEASURED_GUEST]}" --mode "$1"
}

# KVM's tracepoint has them, and the kernel's histograms count.
KVM_EXIT=/sys/kernel/tracing/events/kvm/kvm_exit

reasons_start()
{
	local filter

	mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing || return
	filter=$(each_guest reasons_of)
	echo "hist:keys=exit_reason if ${filter% || }" > $KVM_EXIT/trigger
}

reasons_of()
{
	printf 'common_pid == %d || ' "$(l2_vcpu $MEASURED_GUEST)"
}

# As JSON: {"NUMBER":COUNT,...}, empty if nobody asked for it.
reasons_read()
{
	[ -z "$reasons" ] || awk '/^{ exit_reason:/ { list = list sep "\"" $3 "\":" $NF; sep = "," } END { printf "%s", list }' $KVM_EXIT/hist
}

# The peer keeps this CPU busy.
hurry()
{
	chrt -f -p 1 $BASHPID
}

# reading MARK: what all counters say now, as JSON. The stopwatch notes its own under the mark's name.
# Work goes on meanwhile, so it is read before and after, and the mean counts.
reading()
{
	local before after interrupts=0 exits=0 injected=0 by_reason

	before=$(work) &&
	mark "$1" &&
	each_guest add_counters &&
	by_reason=$(reasons_read) &&
	after=$(work) &&
	printf '{"mark":"%s","time_us":%d,"work":%d,"vf_interrupts":%d,"kvm_exits":%d,"injected_interrupts":%d,"reasons":{%s}}' \
		"$1" "${EPOCHREALTIME/./}" $(((before + after) / 2)) "$interrupts" "$exits" "$injected" "$by_reason"
}

# Of reading().
add_counters()
{
	local kvm more more_injected

	kvm=("/sys/kernel/debug/kvm/${L2_PID[MEASURED_GUEST]}"-*)
	read -r more < "${kvm[0]}/exits" && read -r more_injected < "${kvm[0]}/irq_injections" || return
	exits=$((exits + more)) injected=$((injected + more_injected))
	interrupts=$((interrupts + $(irqs "${VF_PCI_N[MEASURED_GUEST]}")))
}
