# SPDX-License-Identifier: GPL-2.0-only
# Of a list of numbers.

def median:
	sort | if length % 2 == 1 then .[(length - 1) / 2] else (.[length / 2 - 1] + .[length / 2]) / 2 end;
