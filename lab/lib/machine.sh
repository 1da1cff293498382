# SPDX-License-Identifier: GPL-2.0-only
# The command line of L0's QEMU, collected in the array machine_args.

# virtio-net VFs need QEMU >= 11.1, which is forky's. Guests of guests are lost less often with it (docs/lab.md).
machine_root()
{
	case $TOPOLOGY,$VF in
	flat,igb)	root_dir trixie ;;
	*)		root_dir forky ;;
	esac
}

# The PF with its VFs behind a root port. QEMU 10.0's igb VFs ignore the upper half of a 64-bit BAR, so
# L1 gets at most 2560 MiB: then the firmware opens no window above 4 GiB.
vf_family_devices()
{
	local n

	machine_args+=(-device pcie-root-port,id=rp0,slot=1)
	case $VF in
	igb)
		machine_args+=(-netdev hubport,id=n0,hubid=0 -device igb,bus=rp0,netdev=n0)
		;;
	virtio)
		for ((n = 1; n <= GUESTS; n++)); do
			machine_args+=(-netdev "hubport,id=n$n,hubid=0" -device
				"virtio-net-pci,bus=rp0,addr=0x0.0x$n,netdev=n$n,sriov-pf=pf,iommu_platform=on,disable-legacy=on,mac=02:5e:b0:00:00:0$n")
		done
		# A hub takes a packet when one of its ports does, and a VF without a driver does not: an
		# idle PF would report a transmit timeout. A port that leads nowhere always takes it.
		machine_args+=(-netdev hubport,id=sink,hubid=0)
		machine_args+=(-netdev hubport,id=n0,hubid=0 -device
			"virtio-net-pci,bus=rp0,addr=0x0.0x0,id=pf,netdev=n0,iommu_platform=on,disable-legacy=on,mac=02:5e:b0:00:01:00")
		;;
	esac
}

# Further NICs of the flat topology, on the hub that is the PF's uplink. Their MAC says which is which. A hub has one queue,
# a NIC with several needs a tap; the hub gets another one, and with-taps joins them.
optional_ports()
{
	local port model suffix

	for port in $PORTS; do
		if [ "$port" = virtio-mq ]; then
			machine_args+=(-netdev "tap,id=p24,ifname=mq0,queues=2,script=no,downscript=no"
				-device "virtio-net-pci,netdev=p24,mq=on,vectors=6,mac=02:5e:b0:00:02:24"
				-netdev "tap,id=t24,ifname=hub0,script=no,downscript=no"
				-netdev "hubport,id=h24,hubid=0,netdev=t24")
			continue
		fi
		case $port in
		e1000e)		model=e1000e suffix=21 ;;
		virtio-net)	model=virtio-net-pci suffix=22 ;;
		vmxnet3)	model=vmxnet3 suffix=23 ;;
		*)		usage_error "there is no port '$port': PORTS may name e1000e, virtio-net, virtio-mq and vmxnet3." ;;
		esac
		machine_args+=(-netdev "hubport,id=p$suffix,hubid=0"
			-device "$model,netdev=p$suffix,mac=02:5e:b0:00:02:$suffix")
	done
}

wants_taps()
{
	[[ " $PORTS " == *" virtio-mq "* ]]
}

machine_share()		# machine_share TAG DIRECTORY [readonly]
{
	machine_args+=(-fsdev "local,id=$1,path=$2,security_model=none,multidevs=remap${3:+,readonly=on}"
		-device "virtio-9p-pci,fsdev=$1,mount_tag=$1$share_place")
}

# Linux resets a virtio device that it suspends, and has 9p's driver know nothing of it, unless the device says that it
# need not be reset. Only a PCI Express one can say so: behind a root port.
machine_shares()
{
	local share share_place number=0

	[ "$SUSPEND" != 1 ] || machine_args+=(-device pcie-root-port,id=shares,slot=2)
	for share in "sebp $SEBP_TOP readonly" "boot $boot readonly" "results $RESULTS"; do
		[ "$SUSPEND" != 1 ] ||
			share_place=",bus=shares,addr=0x0.0x$((number++)),multifunction=on,x-pcie-pm-no-soft-reset=on"
		machine_share $share
	done
}

machine_drive()		# machine_drive IMAGE: they become /dev/vda, /dev/vdb, ...
{
	machine_args+=(-drive "file=$1,format=raw,if=virtio,readonly=on,file.locking=off")
}

machine_accel()
{
	case $ACCEL in
	tcg)	machine_args+=(-cpu EPYC,+svm,+npt)
		case $ICOUNT in
		0)	machine_args+=(-accel tcg,thread=multi) ;;
		1)	machine_args+=(-accel tcg,thread=single -icount shift=1,sleep=off) ;;
		esac
		;;
	kvm)	machine_args+=(-accel kvm -cpu host) ;;
	esac
}

# Where L1's TAP goes: our standard output, which the runner reads. In a shell that is the terminal's,
# together with hvc0; Ctrl-A is QEMU's there (Ctrl-A X ends it), Ctrl-C the guest's.
machine_outputs()
{
	machine_args+=(-serial "file:$RESULTS/console.log" -device virtio-serial-pci
		-device virtserialport,chardev=tap,name=tap)
	if [ "$INTERACTIVE" = 1 ]; then
		machine_args+=(-chardev "file,id=tap,path=$RESULTS/tap"
			-chardev stdio,id=terminal,mux=on,signal=off -device virtconsole,chardev=terminal)
	else
		machine_args+=(-chardev file,id=tap,path=/proc/self/fd/1)
	fi
}

machine_command()
{
	local boot

	boot=$(boot_dir "$KERNEL")
	machine_args=(qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none
		-name "sebp-l1,debug-threads=on" -M q35,kernel-irqchip=split
		-m "$TOPOLOGY_MEMORY" -smp "$TOPOLOGY_CPUS")
	machine_accel
	machine_args+=(-kernel "$boot/vmlinux" -initrd "$boot/initrd"
		-append "console=ttyS0 panic=-1 unknown_nmi_panic=1 loglevel=${LOGLEVEL:-5} nokaslr ipv6.disable=1 tsc=reliable sebp.role=l1 $TOPOLOGY_APPEND $APPEND")
	machine_outputs
	machine_args+=(-chardev "pipe,id=monitor,path=$RESULTS/monitor" -mon chardev=monitor)
	machine_drive "$boot/root.erofs"
	machine_drive "$boot/modules.erofs"
	[ "$PROGRAMS" != 1 ] || machine_drive "$(programs_image)"
	machine_shares
	if [ "$STOPWATCH" = 1 ]; then
		machine_args+=(-plugin
			"$SEBP_TOP/build/stopwatch/stopwatch.so,out=$RESULTS/marks.jsonl${STOPWATCH_ARGS:+,$STOPWATCH_ARGS}")
	fi
	topology_devices
	! wants_taps || machine_args=("$LAB/lib/with-taps" "${machine_args[@]}")
}
