# SPDX-License-Identifier: GPL-2.0-only
# Of a list of numbers.

def median:
	sort | if length % 2 == 1 then .[(length - 1) / 2] else (.[length / 2 - 1] + .[length / 2]) / 2 end;

# How likely at least $k of $n draws succeed, each with the probability $p.
def at_least($k; $n; $p):
	def choose($j): reduce range($j) as $i (1; . * ($n - $i) / ($i + 1));
	[range($k; $n + 1) as $j | choose($j) * pow($p; $j) * pow(1 - $p; $n - $j)] | add;

# The 95 % bootstrap interval of the median: where the medians of samples drawn from the list, with replacement, lie. Not by
# drawing: such a median is at most the i-th least value if enough of the n draws are, of which each is with probability i / n.
# Where the median is the mean of two values the interval reaches from what the lower does to what the upper does. Below five
# values there is none.
def confidence:
	sort as $x | length as $n |
	def below($middle): [range(1; $n + 1) | at_least($middle; $n; . / $n)];
	if $n < 5 then null else
		[$x[first(below(($n + 1) / 2 | floor) | to_entries[] | select(.value > 0.025) | .key)],
		 $x[first(below($n / 2 + 1 | floor) | to_entries[] | select(.value >= 0.975) | .key)]]
	end;
