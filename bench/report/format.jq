# SPDX-License-Identifier: GPL-2.0-only
# Numbers and columns for people.

def pad($n): . + " " * ([$n - length, 0] | max);
def left_pad($n): " " * ([$n - length, 0] | max) + .;

def decimals($n):
	(. * pow(10; $n) | round | tostring | "0" * ([$n + 1 - length, 0] | max) + .) as $digits |
	if $n == 0 then $digits else "\($digits[:-$n]).\($digits[-$n:])" end;

# Three digits that matter.
def human:
	if . >= 999.5e6 then (. / 1e9 | human) + "G"
	elif . >= 999500 then (. / 1e6 | human) + "M"
	elif . >= 9995 then (. / 1e3 | human) + "k"
	elif . >= 99.95 then decimals(0)
	elif . >= 9.995 then decimals(1)
	else decimals(2) end;

# A ratio: small ones get a digit more.
def times:
	if . < 0.0995 then decimals(3) else decimals(2) end + "×";

# The variant that all is about, and the name of a variant behind a cell's, where it is another one than that.
def ours: "sebp";
def unless_own($own): if . == $own then "" else ": \(.)" end;
