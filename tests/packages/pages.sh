# SPDX-License-Identifier: GPL-2.0-only
# What the documentation tells to write, for packages.sh and for the system that it boots.

# literal PAGE FENCE PATTERN: what stands in a block of the documentation with such a line
literal()
{
	awk -v fence="$2" -v pattern="$3" '
		/^```/	{if (inside && block ~ pattern) printf "%s", block; inside = $0 == "```" fence; block = ""; next}
		inside	{block = block $0 "\n"}' "${SEBP_TOP:-/sebp}/docs/$1.md"
}
