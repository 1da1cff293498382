# SPDX-License-Identifier: GPL-2.0-only
# A fixed interrupt rate: 125 us between two interrupts of a vector, 8000 a second at most. igbvf keeps to the value of
# ethtool -C only where 10^9 / (1024 * value) is a multiple of four; by the two lowest bits of that number it is told to
# adapt, as by the values 2 and 3. The value goes to the receive vector; the sending one takes it when the interface
# comes up. Families whose VF driver has no ethtool -C fail here, and are reported as such.
ITR_US=125
ITR_DEFAULT=3

variant_load() { :; }

itr_set()	# itr_set MICROSECONDS
{
	l2 $MEASURED_GUEST sh -c "ethtool -C vf0 rx-usecs $1 && ip link set vf0 down && ip link set vf0 up" &&
		wait_until 20 in_peer ping -q -c 1 -W 1 "10.77.0.$((10 + MEASURED_GUEST))" > /dev/null && l2_place
}

itr_get()
{
	l2 $MEASURED_GUEST ethtool -c vf0 | sed -n 's/^rx-usecs:[^0-9]*//p'
}

variant_on()
{
	itr_set "$ITR_US"
}

variant_off()
{
	local us

	us=$(itr_get)
	echo "{\"settings\":{\"rx_usecs\":$us}}"
	itr_set $ITR_DEFAULT && [ "$us" = "$ITR_US" ]
}
