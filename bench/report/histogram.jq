# SPDX-License-Identifier: GPL-2.0-only
# Times as a histogram of bounded size, a list of [LEAST, COUNT]: tests/guest/histogram.h says how, and has the same buckets.

# How wide the bucket of a time is, and with which time it begins.
def bucket_width: if . < 8 then 1 else pow(2; (log2 | floor) - 3) end;
def bucket: bucket_width as $width | (. / $width | floor) * $width;

# Of a list of times.
def histogram:
	map(bucket) | group_by(.) | map([.[0], length]);

# Of a list of histograms: the one of all of their times.
def merged:
	map(.[]) | group_by(.[0]) | map([.[0][0], (map(.[1]) | add)]);

# Every bucket from the first to the last, also those that are empty: {least, width, count, beyond}; beyond are those not before it.
def whole_histogram:
	(map({key: (.[0] | tostring), value: .[1]}) | from_entries) as $count |
	.[-1][0] as $last | (map(.[1]) | add) as $all |
	[.[0][0] | recurse(. + bucket_width; . <= $last)] |
	reduce .[] as $least ([[], $all];
		($count[$least | tostring] // 0) as $n |
		[.[0] + [{least: $least, width: ($least | bucket_width), count: $n, beyond: .[1]}], .[1] - $n]) |
	.[0];
