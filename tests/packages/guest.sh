#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What happens inside the virtual machine, at each boot of it. Which of the functions NAME_boot it is says the kernel's command
# line, sebp.boot=NAME; tests/host/packages.sh has their order.
#
#	   the system                                 netns peer
#	  +-----------------------------+            +-----------------+
#	  | vf0 10.77.0.2    made late  |---- igb ---| pf0 10.77.0.1   |
#	  | cold-0 10.78.0.2 from boot  |--- hub ----|     10.78.0.1   |
#	  | hot0 10.79.0.2  plugged in  |--- hub ----|     10.79.0.1   |
#	  +-----------------------------+            +-----------------+
#
# The name cold-0 is one that systemd has to escape. ifupdown configures it; the others are configured by networkd, or vf0 by hand in
# a boot in which that does not run.

VF=igb GUESTS=1
. /sebp/lab/guest/lib.sh
. /sebp/tests/packages/pages.sh

debs=/sebp-packages

in_peer()
{
	ip netns exec peer "$@"
}

# The VF as an administrator's script at boot would make it; the PF and its address are another machine.
vf_up()
{
	udevadm settle
	pf_up
	ip netns add peer
	ip link set pf0 netns peer
	in_peer ip link set pf0 up
	in_peer ip addr add $PEER_ADDRESS/24 dev pf0
	in_peer ip addr add 10.78.0.1/24 dev pf0
	in_peer ip addr add 10.79.0.1/24 dev pf0
	wait_until 20 in_peer grep -q 1 /sys/class/net/pf0/carrier
	modprobe igbvf
	vf_bind
}

vf_bind()
{
	echo igbvf > "/sys/bus/pci/devices/${VF_PCI_N[1]}/driver_override"
	echo "${VF_PCI_N[1]}" > /sys/bus/pci/drivers_probe
	wait_until 20 vf_named || bail "the VF is not there"
	! systemctl -q is-active systemd-networkd || return 0
	ip addr add 10.77.0.2/24 dev vf0
	ip link set vf0 up
}

vf_unbind()
{
	echo "${VF_PCI_N[1]}" > /sys/bus/pci/drivers/igbvf/unbind
}

vfs()		# vfs N: so many has the PF from now on
{
	echo "$1" > "/sys/bus/pci/devices/$PF_PCI/sriov_numvfs"
}

vf_named()
{
	[ -e /sys/class/net/vf0 ]
}

has_address()	# has_address DEVICE ADDRESS
{
	ip -4 -o addr show dev "$1" up | grep -q "inet $2/"
}

reaches_peer()
{
	ping -q -c 1 -W 1 $PEER_ADDRESS
}

is_true()	# is_true DEVICE FILTER: of what is attached
{
	local state

	# To jq 1.6 no answer is true, too.
	state=$(sebpctl show "$1" -j) && jq -e ".devices[0] | $2" <<< "$state" > /dev/null
}

attached()
{
	is_true "$1" '.state == "active" or .state == "down"'
}

no_unit()
{
	! systemctl is-active "$1"
}

# refused NAME PATTERN COMMAND...: fails, and says so
refused()
{
	local name=$1 pattern=$2 output
	shift 2

	if output=$("$@" 2>&1); then
		not_ok "$name" "'$*' succeeded"
	elif [[ $output =~ $pattern ]]; then
		ok "$name"
	else
		not_ok "$name" "no '$pattern' in:" "$output"
	fi
}

# All VF interrupts so far.
interrupts()
{
	/sebp/lab/guest/bin/irqs "${VF_PCI_N[1]}"
}

answered_by()	# answered_by ADDRESS
{
	ping -q -c 20 -i 0.02 -W 1 "$1"
}

answers()
{
	answered_by $PEER_ADDRESS
}

answers_by_interrupts()
{
	local before

	before=$(interrupts)
	answers && [ $(($(interrupts) - before)) -ge 20 ]
}

no_failure()
{
	! systemctl list-units --failed --plain --no-legend | grep sebp
}

# Of the files whose names it reads, those that exist.
left()
{
	local file

	while read -r file; do
		[ ! -e "$file" ] || echo "$file"
	done
}

# documented PAGE MARK [PATTERN]: the commands there do what they should, line by line, and print something like that
documented()
{
	local output

	sed -n "/<!-- test: $2 -->/,/^\`\`\`\$/p" "/sebp/docs/$1.md" | grep -v -e '^<!--' -e '^```' | sed 's/eth0/vf0/g' > /tmp/commands
	if output=$(bash -ex /tmp/commands 2> /tmp/commands.log) && [ -s /tmp/commands ] && grep -q -E "$3" <<< "$output"; then
		ok "documented: $2"
	else
		not_ok "documented: $2" "no '$3' in:" "$output" "$(< /tmp/commands.log)"
	fi
}

# A container gets the VF from its node, attaches it by itself and ends.
pod()
{
	ip netns add pod
	ip link set vf0 netns pod
	check "given to a pod: the service of the node ends" wait_until 20 no_unit sebp@vf0
	check "the pod attaches it" ip netns exec pod sebpctl apply vf0 --config /etc/sebp/vf0.conf
	ip netns del pod
	check "the pod ends: attached by the node" wait_until 30 attached vf0
}

pf()		# pf FILTER: of the PF, as the tool lists it
{
	sebpctl vf list enp1s0 -j | jq -c ".pfs[0] | $1"
}

vfs_as_documented()
{
	is "so many VFs" "$(pf .count)" 4
	is "the first two are assigned" "$(pf '[.vfs[] | select(.assigned) | [.index, .driver, .mac, .vlan]]')" \
		'[[0,"vfio-pci","02:5e:b0:00:00:01",100],[1,"vfio-pci","02:5e:b0:00:00:02",200]]'
	is "the others have no driver" "$(pf '[.vfs[] | select(.driver == null) | .index]')" '[2,3]'
	check "a VMM can open it" [ -c "/dev/vfio/$(pf '.vfs[0].iommu_group' | tr -d '"')" ]
}

# The managers of networks know nothing of what is attached, and need not.
networkd()
{
	check "networkd has configured it" wait_until 30 has_address vf0 10.77.0.2
	wait_until 20 reaches_peer > /dev/null
	check "every packet is answered" answers
	echo Address=10.77.0.3/24 >> /etc/systemd/network/20-vf.network
	check "networkctl reload" networkctl reload
	check "networkd configures it anew" wait_until 30 has_address vf0 10.77.0.3
	check "active as before" wait_until 20 is_true vf0 '.batch == 21 and .state == "active"'
	check "every packet is answered" answers
}

ifupdown()
{
	check "ifupdown has configured it" wait_until 30 has_address cold-0 10.78.0.2
	check "active" wait_until 20 is_true cold-0 '.state == "active"'
	check "every packet is answered" answered_by 10.78.0.1
	check "ifdown" ifdown cold-0
	check "attached, and down" is_true cold-0 '.state == "down"'
	check "ifup" ifup cold-0
	check "active again" wait_until 20 is_true cold-0 '.state == "active"'
	check "every packet is answered" answered_by 10.78.0.1
}

plug()
{
	echo "# sebp-lab: monitor device_add virtio-net-pci,id=hot,bus=plug,netdev=plug,mac=02:5e:b0:00:02:26"
	check "$1" wait_until 60 is_true hot0 '.state == "active" and .share == 50'
	check "networkd has configured it" wait_until 30 has_address hot0 10.79.0.2
	check "every packet is answered" answered_by 10.79.0.1
}

# is_served PATTERN: by node_exporter, as Prometheus asks for it
is_served()
{
	(
		exec 3<> /dev/tcp/127.0.0.1/9100 &&
			printf 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3 &&
			timeout 30 grep -E "$1" <&3
	) 2> /dev/null
}

# PCI Express hot-plug, as a VMM gives a running guest a VF, or takes it away.
hot_plug()
{
	echo 'share = 50' > /etc/sebp/hot0.conf
	plug "plugged in, it is attached as its file says"
	echo "# sebp-lab: monitor device_del hot"
	check "it is pulled out" wait_until 60 [ ! -e /sys/class/net/hot0 ]
	check "its service ends" wait_until 20 no_unit sebp@hot0
	plug "plugged in again, it is attached again"
}

# Of the commands in the tables of a page, those that are none: wrong words, no such program.
wrong_commands()
{
	local command

	sed -n 's/^|[^|]*| `\([^`]*\)` |.*/\1/p' "/sebp/docs/$1.md" | sed 's/eth0/vf0/g' > /tmp/commands
	[ -s /tmp/commands ] || echo "there are none"
	while read -r command; do
		bash -c "$command" > /dev/null 2>&1 < /dev/null
		case $? in 2|12[67]) echo "$command" ;; esac
	done < /tmp/commands
}

first_boot()
{
	check "nothing is loaded by itself" [ ! -e /sys/module/sebp ]
	check "dkms has built it for the running kernel" grep -q updates/dkms <(modinfo -n sebp)
	check "systemd has nothing against the unit" systemd-analyze verify --man=no sebp@vf0.service
	vf_up
	wait_until 20 reaches_peer > /dev/null || bail "the VF does not reach the peer"

	documented operations shadow 'predicted'
	refused "nothing is attached" 'not attached' sebpctl show vf0
	documented operations start '^vf0'
	check "attached as the file says" is_true vf0 '.preset == "balanced" and .state == "active"'
	check "every packet is answered" answers
	documented operations reload
	check "changed" is_true vf0 '.preset == "balanced" and .share == 50'
	echo 'batch = 21' > /etc/sebp/vf0.conf
	check "reload" systemctl reload sebp@vf0
	check "what was taken out of the file has its default" is_true vf0 '.batch == 21 and .share == 100'
	echo 'batch = many' > /etc/sebp/vf0.conf
	refused "a wrong file is not taken" failed systemctl reload sebp@vf0
	check "its line is named" grep -q 'sebpctl: /etc/sebp/vf0.conf:1: batch = many: a whole number' \
		<(journalctl -u sebp@vf0 -o cat)
	check "nothing has changed" is_true vf0 '.batch == 21 and .state == "active"'
	documented operations watch 'Active: active'
	documented operations stop
	refused "it is detached" 'not attached' sebpctl show vf0
	documented operations start '^vf0'
	documented operations upgrade
	check "attached by the module that was loaded anew" is_true vf0 '.state == "active"'
	documented operations signature '.'

	echo 'batch = 21' > /etc/sebp/vf0.conf
	vf_unbind
	check "without its device the service ends" wait_until 20 no_unit sebp@vf0
	vf_bind
	check "the driver takes it again: attached" wait_until 30 attached vf0
	check "as the file says" is_true vf0 '.batch == 21'
	vfs 0
	check "without its VF the service ends" wait_until 20 no_unit sebp@vf0
	vfs 1
	vf_bind
	check "the VF is created anew: attached" wait_until 30 attached vf0
	check "as the file says, still" is_true vf0 '.batch == 21'
	pod
	ip link add plain0 type dummy
	udevadm settle
	check "a device without a file has no service" no_unit sebp@plain0
	echo > /etc/sebp/cold-0.conf
	check "networkd from now on" systemctl -q enable systemd-networkd
}

ours()
{
	find / -xdev -name '*sebp*' -not -path /sebp -not -path "$debs" -not -name 'sebp-test.*'
}

nothing_is_left()
{
	check "nothing is loaded" [ ! -e /sys/module/sebp ]
	is "no file by that name is left" "$(ours)" ""
	check "plain interrupts answer every packet" answers_by_interrupts
}

purge()
{
	dpkg -L sebp-tools sebp-dkms | grep sebp > /tmp/listed
	check "purge" apt-get purge -qq -y sebp-tools sebp-dkms
	check "no service is left" [ -z "$(systemctl list-units --plain --no-legend 'sebp@*')" ]
	is "no file of the packages is left" "$(left < /tmp/listed)" ""
	nothing_is_left
}

# Nothing of ours is installed: that is done here, compiled by dkms here. The line is the documentation's, and apt's question is answered.
fresh_boot()
{
	local line started

	line=$(grep -m 1 -P '^\tapt install ' /sebp/docs/operations.md)
	is "no file of ours is there" "$(ours)" ""
	started=$SECONDS
	check "$line" bash -c "cd $debs && yes | $line" || bail "there is nothing to test"
	diag "$((SECONDS - started)) s"
	check "dkms has built it for the running kernel" grep -q updates/dkms <(modinfo -n sebp)
	vf_up
	wait_until 20 reaches_peer > /dev/null
	documented operations start '^vf0'
	check "attached as the file says" is_true vf0 '.preset == "balanced" and .state == "active"'
	check "every packet is answered" answers
}

fresh_again_boot()
{
	vf_up
	check "after a reboot it is attached by itself" wait_until 30 attached vf0
	check "as the file says" is_true vf0 '.preset == "balanced"'
	wait_until 20 reaches_peer > /dev/null
	check "active" is_true vf0 '.state == "active"'
	check "every packet is answered" answers
	purge
}

# domain NAME VF: the documentation's <hostdev> with a VF of the PF, in a guest that finds nothing to boot
domain()
{
	local address

	address=$(pf ".vfs[$2].address" | tr -d '"')
	[[ $address =~ ^(....):(..):(..)\.(.)$ ]] || bail "there is no VF $2"
	printf "<domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><os><type machine='q35'>hvm</type></os><devices>" "$1"
	literal operations-host xml "<address " | sed "s|<address .*|<address domain='0x${BASH_REMATCH[1]}' \
		bus='0x${BASH_REMATCH[2]}' slot='0x${BASH_REMATCH[3]}' function='0x${BASH_REMATCH[4]}'/>|"
	printf '</devices></domain>\n'
}

# started NAME VF: runs with the VF, which is left to the same driver when it ends
started()
{
	local name=$1 vf=$2 driver

	driver=$(pf ".vfs[$vf].driver")
	check "$name: it starts" virsh -q create "/tmp/$name.xml" || return
	is "$name: it runs" "$(virsh -q domstate "$name" | head -n 1)" running
	check "$name: it has the VF open" [ "$(pf ".vfs[$vf].user.command")" = '"qemu-system-x86"' ]
	check "$name: it ends" virsh -q destroy "$name"
	is "$name: the driver is the same" "$(pf ".vfs[$vf].driver")" "$driver"
	is "$name: nobody has it open" "$(pf ".vfs[$vf].user")" null
}

# What the documentation says of libvirt, of the version that there is.
libvirt()
{
	local major

	check "libvirt runs" systemctl start libvirtd
	major=$(virsh version --daemon | sed -n 's/^Running against daemon: \([0-9]*\).*/\1/p')
	diag "$(virsh version --daemon)"
	domain plain 0 > /tmp/plain.xml
	check "its schema agrees" virt-xml-validate /tmp/plain.xml domain
	started plain 0
	check "a VF with the module" sebpctl vf assign enp1s0/1 --vmm
	is "it has it" "$(pf .vfs[1].driver)" '"sebp-vfio-pci"'
	domain vmm 1 > /tmp/vmm.xml
	domain managed 2 | sed "s|managed='no'>|managed='yes'><driver model='sebp-vfio-pci'/>|" > /tmp/managed.xml
	if [ "$major" -ge 10 ]; then
		started vmm 1
		check "managed: its schema agrees" virt-xml-validate /tmp/managed.xml domain
		check "managed: it starts" virsh -q create /tmp/managed.xml
		is "managed: libvirt has bound it" "$(pf .vfs[2].driver)" '"sebp-vfio-pci"'
		check "managed: it ends" virsh -q destroy managed
		check "managed: libvirt gives it back" [ "$(pf .vfs[2].driver)" != '"sebp-vfio-pci"' ]
	else
		refused "vmm: too old for it" 'must be manually detached' virsh -q create /tmp/vmm.xml
	fi
	systemctl stop libvirtd libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket
	check "a VF without the module" sebpctl vf assign enp1s0/1
	is "it has vfio-pci again" "$(pf .vfs[1].driver)" '"vfio-pci"'
}

# A host of guests: its VFs are made by a unit, as the documentation has it.
host_boot()
{
	local unit=/etc/systemd/system/sebp-vfs.service before

	udevadm settle
	literal operations-host ini "^.Unit" > $unit
	check "systemd has nothing against the documented unit" systemd-analyze verify --man=no $unit
	is "no VFs yet" "$(pf .count)" 0
	check "it is enabled and started" $(grep -o '`systemctl enable --now [^`]*`' /sebp/docs/operations-host.md | tr -d '`')
	vfs_as_documented
	before=$(pf .)
	check "started again" systemctl restart sebp-vfs
	is "nothing has changed" "$(pf .)" "$before"
	libvirt
}

host_again_boot()
{
	check "after a reboot it makes them again" wait_until 60 systemctl -q is-active sebp-vfs
	vfs_as_documented
	systemctl disable sebp-vfs
	rm /etc/systemd/system/sebp-vfs.service
}

second_boot()
{
	check "the device that was there at boot is attached" wait_until 30 attached cold-0
	vf_up
	check "the one made later too" wait_until 30 attached vf0
	check "as the file says" is_true vf0 '.batch == 21 and .mode == "poll"'
	check "no service has failed" no_failure
	networkd
	ifupdown
	hot_plug
	documented troubleshooting report 'sebpctl'
	is "every command of its tables can be run" "$(wrong_commands troubleshooting)" ""
	check "restart" systemctl restart sebp@vf0
	check "as the file says" is_true vf0 '.batch == 21 and .share == 100'

	check "Debian's node_exporter" systemctl start prometheus-node-exporter
	documented monitoring timer
	check "what is written is served" wait_until 60 is_served '^sebp_polls_total\{.*device="vf0"'
	check "without an error" is_served '^node_textfile_scrape_error 0'

	check "the tools are upgraded" apt-get install -qq -y $debs/next/sebp-tools_*.deb
	is "to their new version" "$(sebpctl --version)" "sebpctl $(< $debs/next/version)"
	check "what is attached stays" is_true vf0 '.batch == 21 and .state == "active"'
	check "its service too" systemctl is-active sebp@vf0

	purge
}

# play SETTINGS: the playbook, with the packages that were installed. Every process costs seconds: pipelining makes few.
play()
{
	local started=$SECONDS status

	HOME=/root LANG=C.UTF-8 ANSIBLE_PIPELINING=1 ansible-playbook -i /sebp/tests/packages/inventory.yml /sebp/deploy/ansible/site.yml -e "$1" \
		-e "$(printf '{"sebp_packages": ["%s", "%s"]}' $debs/sebp-{dkms,tools}_*.deb)" > /tmp/play.log 2>&1
	status=$?
	[ $status = 0 ] || tail -n 20 /tmp/play.log
	echo "$((SECONDS - started)) s" > /tmp/play.duration
	return $status
}

# plays NAME SETTINGS CHANGES
plays()
{
	check "the role: $1" play "$2"
	diag "$(< /tmp/play.duration)"
	grep -q " changed=$3 " /tmp/play.log && ok "so much has changed: $3" || not_ok "so much has changed: $3" "$(< /tmp/play.log)"
}

role_boot()
{
	local cold

	cold=$(systemd-escape --template=sebp@.service cold-0)
	vf_up
	check "the devices are attached as the role's files say" wait_until 30 is_true vf0 '.preset == "latency"'
	check "one with a dash in its name, too" wait_until 30 attached cold-0
	plays "again" '{"sebp_devices": {"vf0": {"preset": "latency", "events": ["tick", "irq"]}, "cold-0": {}}}' 0
	plays "a setting, a device less" '{"sebp_devices": {"vf0": {"batch": 22}, "later0": {"share": 50}}}' 4
	check "changed" is_true vf0 '.batch == 22 and .preset == "balanced"'
	check "the other is given back" no_unit "$cold"
	check "its file is gone" [ ! -e /etc/sebp/cold-0.conf ]
	check "one that is not there has its file" grep -q '^share = 50' /etc/sebp/later0.conf
	systemctl stop sebp@vf0
	plays "attaches a device, and another again" '{"sebp_devices": {"vf0": {"batch": 22}, "cold-0": {}}}' 4
	check "attached" is_true vf0 '.batch == 22'
	check "attached" attached cold-0
	plays "absent" '{"sebp_state": "absent"}' 2
	check "no service is left" [ -z "$(systemctl list-units --plain --no-legend 'sebp@*')" ]
	nothing_is_left
	plays "absent, again" '{"sebp_state": "absent"}' 0
}

# A VF that was just made still resets for a while, and igbvf warns in every kernel if it is suspended then (igbvf_suspend());
# a driver that goes cancels that. The other device is attached when the machine goes down.
leave()
{
	[ ! -e /sys/class/net/vf0 ] || vf_unbind
	systemctl --no-block reboot
}

# Each boot is a machine of its own, and ends by rebooting; the disk stays.
trap leave EXIT
# udev may still be busy.
wait_until 60 [ -c /dev/virtio-ports/tap ]
exec > /dev/virtio-ports/tap 2>&1 || exit
boot=$(sed 's/.*sebp\.boot=\([a-z_]*\).*/\1/' /proc/cmdline)
echo "# ready: the boot '$boot', kernel $(uname -r),"
"${boot}_boot"
echo "# end of scenario"
