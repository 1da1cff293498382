# SPDX-License-Identifier: GPL-2.0-only
# nginx in the guest, asked by wrk over sixteen connections for a file of 64 bytes, again and again.
CELL_TITLE="nginx, 16 connections"
CELL_UNIT=txn
CELL_BUSY=0
CELL_PROGRAMS=1
CELL_NEEDS="guest:nginx guest:80 peer:wrk"

NGINX='daemon off; user root; worker_processes 1; pid /tmp/nginx.pid; error_log /tmp/nginx.log;
events { worker_connections 64; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 1000s; client_body_temp_path /tmp/nginx-body;
	proxy_temp_path /tmp/nginx-proxy; fastcgi_temp_path /tmp/nginx-fastcgi; uwsgi_temp_path /tmp/nginx-uwsgi; scgi_temp_path /tmp/nginx-scgi;
	server { listen 80; root /tmp/www; } }'

# What wrk is to say besides, when it ends.
WRK_DONE='function done(summary, latency, requests)
	io.write(string.format("{\"rtt_p50_us\":%d,\"rtt_p99_us\":%d,\"rtt_p999_us\":%d}\n",
		latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end'

# wrk's only request, without the guest's address.
REQUEST=$'GET / HTTP/1.1\r\nHost: \r\n\r\n'

cell_traffic()
{
	local address

	address=$(guest_address)
	l2 $MEASURED_GUEST sh -c "mkdir -p /tmp/www && printf '%063d\n' 0 > /tmp/www/index.html && echo '$NGINX' > /tmp/nginx.conf &&
		{ $(epoll_environment) program nginx -c /tmp/nginx.conf -e /tmp/nginx.log > /tmp/nginx.out 2>&1 & }" &&
	wait_until 20 port_answers "$address" 80 &&
	in_peer bash -c 'echo "$1" > /tmp/wrk.lua' bash "$WRK_DONE" &&
	in_peer program wrk -t 1 -c 16 -d 100 -s /tmp/wrk.lua "http://$address/"
}

cell_work()
{
	local address

	address=$(guest_address)
	echo $(($(peer_tcp_bytes bytes_acked) / (${#REQUEST} + ${#address})))
}

cell_stop()
{
	pkill -INT -x wrk && wait_until 10 gone wrk && l2 $MEASURED_GUEST sh -c 'kill "$(cat /tmp/nginx.pid)"'
}

# As wrk has measured them over its whole run.
cell_report()
{
	jq -R -s -c 'split("\n") | map(fromjson? | objects) | last // error("wrk said nothing")'
}
