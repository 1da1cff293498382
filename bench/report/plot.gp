# SPDX-License-Identifier: GPL-2.0-only
# gnuplot -e "data=FILE; output_file=FILE; format='png'|'svg'": the ratios of plot.jq as a picture.

load data

# In pixels. Each cell wants room for its bars, and each row of the legend below them; a row has as many titles as fit.
wide = cells > 10 ? 150 * cells : 1500
title_wide = 50 + 10 * longest_title
columns = int((wide - 90) / title_wide)
columns = columns < 1 ? 1 : columns < cells ? columns : cells
rows = (cells + columns - 1) / columns
high = 664 + 28 * rows

if (format eq "png") set terminal pngcairo size wide,high font "DejaVu Sans,13" background "white"
if (format eq "svg") set terminal svg size wide,high dynamic font "DejaVu Sans,13" background "white"
set output output_file

# From the top.
down(y) = 1.0 - y / (1.0 * high)

colours = "1b6ca8 6cb4e0 d9772b f0b878 5a8f4d a8c99b 7b4f9d c3a6d8 b03a3a e39a9a 3d8b8b 93cfcf 7a6a3a cbbd8c 555555 aaaaaa"
# Beyond them the colour wheel, in steps of the golden section.
colour(c) = c <= words(colours) ? int(real("0x" . word(colours, int(c)))) : hsv2rgb(c * 0.618 - floor(c * 0.618), 0.6, 0.8)
set style fill solid noborder
set boxwidth 0.86
set border 3 lc rgb "#777777"
set ytics nomirror textcolor rgb "#555555"
set xtics nomirror scale 0
set grid ytics lc rgb "#e4e4e4" lt 1
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead lc rgb "#444444" lw 1.5 dt 2 front
set tmargin at screen down(144)
set bmargin at screen down(576)
unset key

set multiplot
set label 1 sprintf("%s compared with %s", variant, baseline) at screen 0.5, down(32) center font ",20"
set label 2 subtitle at screen 0.5, down(68) center textcolor rgb "#666666"
do for [c = 1:cells] {
	x = 0.5 + (((c - 1) % columns) - 0.5 * columns) * title_wide / wide
	y = down(640 + 28 * ((c - 1) / columns))
	set object c rect center screen x + 10.0 / wide, screen y size screen 19.0 / wide, screen 16.0 / high fc rgb colour(c) fs solid noborder
	set label 10 + c cell_title[c] at screen x + 28.0 / wide, screen y
}
set label 3 sprintf("- - -  %s = 1", baseline) at screen 1 - 22.0 / wide, down(32) right textcolor rgb "#444444"

# What a number stands on has to be as wide as it, or it stands upright.
upright = cells > 4
number = upright ? "rotate by 90 left offset 0,0.5" : "offset 0,0.8"

panel(name) = sprintf("set xtics (%s); set xrange [0.2:%s_end + 0.8]; set yrange [0:%s_top * %s]; \
	plot $%s using 1:2:(colour($5)) with boxes lc rgb variable, \
	'' using 1:3:(0):($4-$3) with vectors nohead lc rgb '#333333' lw 2, \
	'' using 1:4:6 with labels %s font ',10' textcolor rgb '#333333'", \
	value(name . "_tics"), name, name, upright ? "1.06" : "1", name, number)

set title "Cost of a unit of work (lower is better)" font ",14"
set lmargin at screen 0.045
set rmargin at screen 0.50
if (cost_end > 0) { eval panel("cost") }
unset label; unset object
set title "Work done (higher is better)"
set lmargin at screen 0.545
set rmargin at screen 0.745
if (speed_end > 0) { eval panel("speed") }
set title "Round trip (lower is better)"
set lmargin at screen 0.79
set rmargin at screen 0.985
if (trip_end > 0) { eval panel("trip") }
unset multiplot
