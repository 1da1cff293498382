# SPDX-License-Identifier: GPL-2.0-only
# A fixed interrupt rate: 125 us between two interrupts of a vector, 8000 a second at most. igbvf keeps to the value of
# ethtool -C only where 10^9 / (1024 * value) is a multiple of four; by the two lowest bits of that number it is told to
# adapt, as by the values 2 and 3. The value goes to the receive vector; the sending one takes it when the interface
# comes up. Families whose VF driver has no ethtool -C fail here, and are reported as such.
ITR_US=125

variant_load() { :; }

itr_set()	# itr_set MICROSECONDS
{
	l2 $MEASURED_GUEST ethtool -C $GUEST_DEVICE rx-usecs "$1" && link_again
}

itr_get()
{
	l2 $MEASURED_GUEST ethtool -c $GUEST_DEVICE | sed -n 's/^rx-usecs:[^0-9]*//p'
}

itr_remember()
{
	itr_get > "$SCRATCH/itr.$MEASURED_GUEST"
}

# What it was; nothing if the device would not say.
itr_restore()
{
	local us

	read -r us < "$SCRATCH/itr.$MEASURED_GUEST" && rm "$SCRATCH/itr.$MEASURED_GUEST" && itr_set "$us"
}

variant_on()
{
	itr_remember && itr_set "$ITR_US"
}

variant_off()
{
	local us

	us=$(itr_get)
	echo "{\"settings\":{\"rx_usecs\":$us}}"
	itr_restore && [ "$us" = "$ITR_US" ]
}
