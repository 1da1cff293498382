# SPDX-License-Identifier: GPL-2.0-only
# What the benchmark's variants set is in force, and kernels without it refuse it with a sentence.
TOPOLOGY=flat
CHECK_KERNELS="6.12 7.2"

# The interval that a rule chooses for a quiet device.
quiet_interval()	# quiet_interval adaptive|coarse
{
	in_vf aic "$1" vf0 > /tmp/aic &
	sleep 1
	pkill -TERM -x aic && wait $!
	is "$1: a quiet device is told the least rate, once" "$(jq -c '[.settings.mode, .changes, .last_usecs]' /tmp/aic) $(
		in_vf ethtool -c vf0 | sed -n 's/^rx-usecs:[^0-9]*//p')" "[\"$1\",1,1000] 1000"
}

busy_polled()
{
	in_vf awk '/^TcpExt:/ && !n { n = split($0, name); next } /^TcpExt:/ { for (i = 1; i <= n; i++) if (name[i] == "BusyPollRxPackets") print $i }' \
		/proc/net/netstat
}

serves()
{
	[ -n "$(in_vf ss -Hltn "sport = :7810")" ]
}

# A second of requests to a server that is started by the words; leaves what load said in /tmp/load, and in /tmp/polled how
# many packets busy polls have brought.
asked()		# asked COMMAND...
{
	local before load

	echo 0 > /tmp/polled
	before=$(busy_polled)
	in_vf "$@" > /tmp/server 2>&1 &
	wait_until 10 serves || { cat /tmp/server; return 1; }
	in_peer load 10.77.0.2 7810 4 0 0123456789 10 > /tmp/load &
	load=$!
	sleep 1
	pkill -INT -x load && wait $load && pkill -x server || return
	echo $(($(busy_polled) - before)) > /tmp/polled
}

requests_answered()	# requests_answered NAME COMMAND...
{
	local name=$1
	shift

	check "$name: it serves" asked "$@" &&
	check "$name: every round trip is in the histogram" jq -e '.requests > 10 and .requests == ([.rtt_histogram[][1]] | add) and
		.rtt_p50_us <= .rtt_p99_us and .rtt_p99_us <= .rtt_p999_us' /tmp/load
}

epoll_parameters()
{
	requests_answered "epoll with parameters" server 7810 10 10 50 64
	check "busy polls brought packets" [ "$(< /tmp/polled)" -gt 0 ]
	requests_answered "a program that knows nothing of them" env PREFER="50 64" LD_PRELOAD=/sebp/build/guest/prefer.so server 7810 10 10
	check "likewise" [ "$(< /tmp/polled)" -gt 0 ]
}

settings_of_napis()
{
	check "what a NAPI has is set" in_vf napi vf0 defer_hard_irqs=100 gro_flush_timeout=20000 irq_suspend_timeout=20000000
	is "and read" "$(in_vf napi vf0)" '[{"defer_hard_irqs":100,"gro_flush_timeout":20000,"irq_suspend_timeout":20000000,"threaded":0}]'
	requests_answered "interrupts suspended" server 7810 10 10 0 64
	check "busy polls brought packets" [ "$(< /tmp/polled)" -gt 0 ]
	check "a thread that polls busily" in_vf napi vf0 defer_hard_irqs=0 gro_flush_timeout=0 irq_suspend_timeout=0 threaded=2
	requests_answered "polled by it" server 7810 10 10
	is "and it goes again" "$(in_vf napi vf0 threaded=0)" '[{"defer_hard_irqs":0,"gro_flush_timeout":0,"irq_suspend_timeout":0,"threaded":0}]'
	says "a setting there is not" 2 "no NAME=NUMBER" in_vf napi vf0 threads=1
}

scenario()
{
	. /sebp/lab/guest/tool.sh
	flat_vf_up
	quiet_interval adaptive
	quiet_interval coarse
	requests_answered "epoll as it comes" server 7810 10 10
	case $KERNEL in
	6.1)	says "epoll without parameters" 1 "which needs Linux 6.9" in_vf server 7810 10 10 50 64 ;;
	*)	epoll_parameters ;;
	esac
	case $KERNEL in
	6.*)	says "NAPIs without settings" 1 "Linux 6.13 and later do" in_vf napi vf0 threaded=2 ;;
	*)	settings_of_napis ;;
	esac
}
