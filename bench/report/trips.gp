# SPDX-License-Identifier: GPL-2.0-only
# gnuplot -e "data=FILE; output_file=FILE; format='png'|'svg'": how round trips are spread, from trips.jq. A row of two panels for each
# cell: how many took how long, and which share took longer.

load data

# In pixels. A row of the legend has as many variants as fit.
wide = 1500
name_wide = 70 + 10 * longest_variant
columns = int((wide - 90) / name_wide)
columns = columns < variants ? columns : variants
rows = (variants + columns - 1) / columns
head = 110 + 28 * rows
row_high = 340
high = head + row_high * cells

if (format eq "png") set terminal pngcairo size wide,high font "DejaVu Sans,13" background "white"
if (format eq "svg") set terminal svg name "trips" size wide,high dynamic font "DejaVu Sans,13" background "white"
set output output_file

# From the top.
down(y) = 1.0 - y / (1.0 * high)

colours = "444444 1b6ca8 d9772b 5a8f4d 7b4f9d b03a3a 3d8b8b 7a6a3a 6cb4e0 f0b878 a8c99b c3a6d8 e39a9a 93cfcf cbbd8c aaaaaa"
# Beyond them the colour wheel, in steps of the golden section.
colour(v) = v <= words(colours) ? int(real("0x" . word(colours, int(v)))) : hsv2rgb(v * 0.618 - floor(v * 0.618), 0.6, 0.8)
set border 3 lc rgb "#777777"
set xtics nomirror textcolor rgb "#555555"
set ytics nomirror textcolor rgb "#555555"
set grid xtics ytics lc rgb "#e4e4e4" lt 1
set logscale x
set format x "%g ms"
unset key

set multiplot
set label 1 "Round trips" at screen 0.5, down(32) center font ",20"
set label 2 subtitle at screen 0.5, down(68) center textcolor rgb "#666666"
do for [v = 1:variants] {
	x = 0.5 + (((v - 1) % columns) - 0.5 * columns) * name_wide / wide
	y = down(104 + 28 * ((v - 1) / columns))
	set object v rect center screen x + 14.0 / wide, screen y size screen 28.0 / wide, screen 4.0 / high fc rgb colour(v) fs solid noborder
	set label 10 + v variant_name[v] at screen x + 38.0 / wide, screen y
}

do for [c = 1:cells] {
	set tmargin at screen down(head + row_high * (c - 1) + 40)
	set bmargin at screen down(head + row_high * c - 50)
	set lmargin at screen 0.05
	set rmargin at screen 0.49
	set title sprintf("%s: of 100, by how long they took, per doubling", cell_title[c]) font ",14"
	unset logscale y
	set yrange [0:*]
	set format y "%g"
	plot for [v = 1:variants] sprintf("$trips_%d_%d", c, v) using 1:2 with fsteps lc rgb colour(v) lw 2
	unset label; unset object
	set lmargin at screen 0.55
	set rmargin at screen 0.97
	set title "share that took at least so long"
	set logscale y
	set yrange [0.0005:1]
	set format y "%g"
	plot for [v = 1:variants] sprintf("$trips_%d_%d", c, v) using 1:3 with steps lc rgb colour(v) lw 2
}
unset multiplot
