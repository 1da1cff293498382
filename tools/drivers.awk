# SPDX-License-Identifier: GPL-2.0-only
# awk -f drivers.awk module/driver.c module/drivers/*.c: a line of C for each driver that the module knows, so that
# sebpctl can say what the module would, without it.

# The strings in a line, each with a blank behind it.
function quoted(text,    found)
{
	while (match(text, /"[^"]*"/)) {
		found = found substr(text, RSTART, RLENGTH) " "
		text = substr(text, RSTART + RLENGTH)
	}
	return found
}

/^(static )?const struct sebp_driver [a-z0-9_]+ = \{/ {
	inside = 1
	name = refuse = ""
	refusing = raw = masked = 0
}
!inside			{ next }
/\.name = "/		{ name = quoted($0) }
/\.refuse =/		{ refusing = 1 }
refusing		{ refuse = refuse quoted($0) }
refusing && /,$/	{ refusing = 0 }
/\.raw_vectors =/	{ raw = 1 }
/\.mask =/		{ masked = 1 }
/\};$/ {
	printf "{ %s, %s, %d, %d },\n", name, refuse ? refuse : "NULL", raw, masked
	inside = 0
}
