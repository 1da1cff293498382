# SPDX-License-Identifier: GPL-2.0-only
# gnuplot -e "data=FILE; output_file=FILE; format='png'|'svg'": the polls of polls.jq as a picture.

load data

# In pixels.
wide = 1500
left = 50 + 8.5 * longest_title
row = 30
high = 196 + row * rows

if (format eq "png") set terminal pngcairo size wide,high font "DejaVu Sans,12" background "white"
if (format eq "svg") set terminal svg name "polls" size wide,high dynamic font "DejaVu Sans,12" background "white"
set output output_file

across(x) = x / (1.0 * wide)
down(y) = 1.0 - y / (1.0 * high)
middle = left + 0.5 * (wide - left)

colours = "1b6ca8 d9772b 5a8f4d 7b4f9d b03a3a 3d8b8b 6cb4e0 f0b878 a8c99b 777777"
colour(e) = int(real("0x" . word(colours, 1 + (int(e) - 1) % words(colours))))

set border 3 lc rgb "#777777"
set tics nomirror
set tmargin at screen down(96)
set bmargin at screen down(96 + row * rows)
set yrange [rows + 0.5:0.5]
unset key
unset colorbox

set multiplot
set label 1 "What started the polls, and how far they were apart" at screen 0.5, down(28) center font ",18"
do for [e = 1:events] {
	x = left + 120 * (e - 1)
	y = high - 40
	set object e rect center screen across(x + 8), screen down(y) size screen 16.0 / wide, screen 14.0 / high fc rgb colour(e) fs solid noborder
	set label 10 + e event_title[e] at screen across(x + 22), screen down(y)
}

set ytics scale 0 ()
set for [r = 1:rows] ytics add (row_title[r] r)
set lmargin at screen across(left)
set rmargin at screen across(middle - 45)
set xrange [0:100]
set xtics 25 format "%g %%"
set title "Polls by the event that started them" font ",13"
plot $shares using 2:1:2:3:($1 - 0.4):($1 + 0.4):(colour($4)) with boxxyerror fc rgb variable fs solid noborder notitle

unset label; unset object
unset ytics
set lmargin at screen across(middle)
set rmargin at screen across(wide - 30)
# The place of a number is the edge that it names.
set xrange [-0.5:15.5]
set xtics ("0" -0.5, "1 us" 0.5, "4 us" 2.5, "16 us" 4.5, "64 us" 6.5, "256 us" 8.5, "1 ms" 10.5, "4 ms" 12.5, "16 ms" 14.5)
set title "Time between two polls; darker: more of them, in percent" font ",13"
shade(p) = 255 - int(2.0 * p) > 40 ? 255 - int(2.0 * p) : 40
plot $gaps using 2:1:($2 - 0.48):($2 + 0.48):($1 - 0.4):($1 + 0.4):(shade($3) * 65536 + (shade($3) + (255 - shade($3)) / 3) * 256 + 255 - (255 - shade($3)) / 3) \
		with boxxyerror fc rgb variable fs solid noborder notitle, \
	'' using 2:1:($3 >= 0.5 ? sprintf("%.0f", $3) : "") with labels font ",9" notitle
unset multiplot
