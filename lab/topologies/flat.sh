# SPDX-License-Identifier: GPL-2.0-only
# flat: one boot. The VF is driven in L1 itself, in a network namespace of its own.
#
#	 L1 (VM under emulation)
#	+------------------------------------------------------------------+
#	|  root namespace              |  netns vf     |  netns port       |
#	|  the peer                    |  the measured |  optional ports,  |
#	|                              |  side         |  PORTS=...        |
#	|  pf0 10.77.0.1               |  vf0          |  e1000e0     .21  |
#	|   |                          |  10.77.0.2    |  virtio0     .22  |
#	|   |                          |   |           |  vmxnet0     .23  |
#	|   |                          |   |           |  mq0         .24  |
#	+---|--------------------------+---|-----------+--------|----------+
#	    |      +--------------+        |                    |
#	    +------| igb: switch  |--------+                    |
#	           +------|-------+                             |
#	                  +--------------- hub -----------------+

TOPOLOGY_MEMORY=1024
TOPOLOGY_CPUS=$CPUS
TOPOLOGY_APPEND=

topology_devices()
{
	vf_family_devices
	optional_ports
}
