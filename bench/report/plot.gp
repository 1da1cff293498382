# SPDX-License-Identifier: GPL-2.0-only
# gnuplot -e "data=FILE; output_file=FILE; format='png'|'svg'": the ratios of plot.jq as a picture.

load data

if (format eq "png") set terminal pngcairo size 1500,720 font "DejaVu Sans,13" background "white"
if (format eq "svg") set terminal svg size 1500,720 dynamic font "DejaVu Sans,13" background "white"
set output output_file

colours = "1b6ca8 6cb4e0 d9772b f0b878 5a8f4d a8c99b 7b4f9d c3a6d8 b03a3a e39a9a 3d8b8b 93cfcf 7a6a3a cbbd8c 555555 aaaaaa"
colour(c) = int(real("0x" . word(colours, int(c))))
set style fill solid noborder
set boxwidth 0.86
set border 3 lc rgb "#777777"
set ytics nomirror textcolor rgb "#555555"
set xtics nomirror scale 0
set grid ytics lc rgb "#e4e4e4" lt 1
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead lc rgb "#444444" lw 1.5 dt 2 front
set tmargin at screen 0.80
set bmargin at screen 0.20
unset key

set multiplot
set label 1 sprintf("%s compared with %s", variant, baseline) at screen 0.5, 0.955 center font ",20"
set label 2 subtitle at screen 0.5, 0.905 center textcolor rgb "#666666"
columns = cells < 4 ? cells : 4
do for [c = 1:cells] {
	x = 0.5 - 0.115 * columns + 0.23 * ((c - 1) % columns) + 0.02
	y = 0.09 - 0.03 * ((c - 1) / columns)
	set object c rect center screen x, screen y size screen 0.013, screen 0.022 fc rgb colour(c) fs solid noborder
	set label 10 + c cell_title[c] at screen x + 0.012, screen y
}
set label 3 sprintf("- - -  %s = 1", baseline) at screen 0.985, 0.955 right textcolor rgb "#444444"

panel(name) = sprintf("set xtics (%s); set xrange [0.2:%s_end + 0.8]; set yrange [0:%s_top]; \
	plot $%s using 1:2:(colour($5)) with boxes lc rgb variable, \
	'' using 1:3:(0):($4-$3) with vectors nohead lc rgb '#333333' lw 2, \
	'' using 1:4:6 with labels offset 0,0.8 font ',10' textcolor rgb '#333333'", \
	value(name . "_tics"), name, name, name)

set title "Cost of a unit of work (lower is better)" font ",14"
set lmargin at screen 0.045
set rmargin at screen 0.54
if (cost_end > 0) { eval panel("cost") }
unset label; unset object
set title "Throughput (higher is better)"
set lmargin at screen 0.595
set rmargin at screen 0.735
if (speed_end > 0) { eval panel("speed") }
set title "Round trip (lower is better)"
set lmargin at screen 0.79
set rmargin at screen 0.985
if (trip_end > 0) { eval panel("trip") }
unset multiplot
