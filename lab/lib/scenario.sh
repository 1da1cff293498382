# SPDX-License-Identifier: GPL-2.0-only
# Scenario files: where they are and what they declare. Their format is described in lab/guest/lib.sh.

scenario_files()
{
	ls "$LAB"/scenarios/*.sh "$SEBP_TOP"/tests/lab/*.sh
}

scenario_name()
{
	basename "$1" .sh
}

# The second line of a scenario file says what it is about.
scenario_title()
{
	sed -n '2s/^# *//p' "$1"
}

scenario_path()
{
	local name=$1 candidate

	for candidate in "$LAB/scenarios/$name.sh" "$SEBP_TOP/tests/lab/$name.sh" "$name"; do
		if [ -f "$candidate" ]; then
			realpath "$candidate"
			return
		fi
	done
	usage_error "there is no scenario '$name': give a path or one of those 'sebp-lab list' shows."
}

# A scenario's own wishes. It is read into this very shell, so a scenario file must do nothing but define.
scenario_load()
{
	TOPOLOGY=flat KERNELS=$SEBP_KERNELS CHECK_KERNELS= TIMEOUT=300 GUESTS=1 VF=igb PORTS= STOPWATCH=0 PROGRAMS=0 ICOUNT=0 SUSPEND=0 CPUS=2 L2_CPUS=1 SPARE_CPUS=0
	STOPWATCH_ARGS= APPEND= HARMLESS=hw-vuln
	. "$1" || usage_error "cannot read the scenario $1."
}

# The kernels on which 'make check' runs the loaded scenario: nested ones take their time, so they get
# one kernel unless they say otherwise.
scenario_check_kernels()
{
	case $CHECK_KERNELS,$TOPOLOGY in
	,nested)	echo 6.12 ;;
	,*)		echo "$KERNELS" ;;
	*)		echo "$CHECK_KERNELS" ;;
	esac
}
