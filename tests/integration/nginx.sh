#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nginx with four workers serves HTTPS with the provider preferred, to ab for DURATION seconds (60
# unless set) without one failed request, and a file of SIZE to curl, whole. The workers are forked
# from a process that has the provider loaded.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"
. "${top_srcdir:-.}/tests/integration/pki_env.sh"

DURATION=${DURATION:-60}
PATH=$PATH:/usr/sbin
for program in nginx ab curl; do
	command -v $program >/dev/null || skip "no program $program"
done
[ -z "${LD_PRELOAD:-}" ] || skip "nginx is not built for a sanitizer"

cd "$work" || exit 1
chmod 755 "$work" # workers may run as another user
mkdir html
head -c "$SIZE" /dev/urandom >html/data
head -c 1000 /dev/urandom >html/small
default=(-provider default)
issue p256 root root authority "${default[@]}"
issue p256 root ec leaf "${default[@]}"
issue rsa root rsa leaf "${default[@]}"

# configuration CORES [POLICY]: for OpenSSL in each of the programs
configuration() {
	cat <<-EOT
		openssl_conf = init
		[init]
		providers = providers
		alg_section = algorithms
		[providers]
		default = default_sect
		$PROVIDER = under_test
		[default_sect]
		activate = 1
		[under_test]
		activate = 1
		$1
		[algorithms]
		default_properties = ?provider=$PROVIDER
	EOT
}
configuration "" >hub.cnf
configuration "$(printf 'device = soft:cores=hc+aes\npolicy = always')" >no-pke.cnf

user=
[ "$(id -u)" -ne 0 ] || user='user root;'

master=
stop() {
	[ -n "$master" ] && kill "$master" 2>/dev/null && wait "$master" 2>/dev/null
	master=
}
trap 'stop; rm -rf "$work"' EXIT

# start CONFIGURATION: a free port is found by trying
start() {
	for _ in $(seq 20); do
		port=$((20000 + RANDOM % 20000))
		cat >nginx.conf <<-EOT
			$user
			daemon off;
			worker_processes 4;
			pid $work/nginx.pid;
			error_log $work/error.log info;
			env OPENSSL_CONF;
			env OPENSSL_MODULES;
			env CMH_DEVICE;
			events { worker_connections 256; }
			http {
				access_log off;
				client_body_temp_path $work/t1; proxy_temp_path $work/t2;
				fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
				server {
					listen 127.0.0.1:$port ssl;
					server_name localhost;
					root $work/html;
					ssl_certificate $work/ec.pem; ssl_certificate_key $work/ec.key;
					ssl_certificate $work/rsa.pem; ssl_certificate_key $work/rsa.key;
					ssl_protocols TLSv1.2 TLSv1.3;
					ssl_session_cache off; ssl_session_tickets off;
				}
			}
		EOT
		: >error.log
		OPENSSL_CONF=$work/$1 nginx -p "$work" -c "$work/nginx.conf" -e "$work/error.log" \
			>nginx.log 2>&1 &
		master=$!
		for _ in $(seq 100); do
			kill -0 "$master" 2>/dev/null || break
			[ -s nginx.pid ] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
			sleep 0.1
		done
		stop
		grep -q 'Address already in use' error.log nginx.log && continue
		fail "nginx does not start: $(cat nginx.log error.log)"
	done
	fail "no free port"
}

# load SECONDS OPTION...: requests by ab, which has OpenSSL's default provider; none may fail
load() {
	local seconds=$1
	shift
	ab -q -t "$seconds" -n 100000000 -c 8 "$@" "https://127.0.0.1:$port/small" >ab.log 2>&1 ||
		fail "ab $*: $(cat ab.log error.log)"
	complete=$(awk '/^Complete requests:/ { print $3 }' ab.log)
	[ "$complete" -gt 0 ] && grep -q '^Failed requests: *0$' ab.log &&
		! grep -q '^Non-2xx responses\|SSL handshake failed' ab.log ||
		fail "ab $*: $(cat ab.log error.log)"
	echo "$complete requests in $seconds s, $*"
}

# fetch CONFIGURATION OPTION...: the file, by curl
fetch() {
	local conf=$1
	shift
	OPENSSL_CONF=$conf curl -sS --cacert root.pem -o got "$@" "https://127.0.0.1:$port/data" \
		2>curl.log || fail "curl $*: $(cat curl.log error.log)"
	cmp -s got html/data || fail "curl $*: another file"
}

start hub.cnf
[ "$(pgrep -c -P "$master")" = 4 ] || fail "not four workers"
workers=$(pgrep -P "$master" | sort)
part=$((DURATION / 4 > 1 ? DURATION / 4 : 1))
load "$part" -f TLS1.3
load "$part" -f TLS1.2 -Z ECDHE-ECDSA-AES128-GCM-SHA256
load "$part" -f TLS1.2 -Z ECDHE-RSA-AES256-GCM-SHA384
load "$part" -k
for conf in empty.cnf hub.cnf; do
	fetch "$work/$conf" --tlsv1.3
	fetch "$work/$conf" --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256
	fetch "$work/$conf" --tls-max 1.2 --ciphers ECDHE-ECDSA-AES256-GCM-SHA384
done
[ "$(pgrep -P "$master" | sort)" = "$workers" ] || fail "a worker died: $(cat error.log)"
grep -q '\[\(alert\|crit\|emerg\)\]' error.log && fail "nginx complains: $(cat error.log)"
stop
echo "$SIZE to curl, six times"

# that it was the hub: without the core for public keys there is no connection
if [ "$PROVIDER" = cmh ]; then
	start no-pke.cnf
	curl -sS --cacert root.pem -o got "https://127.0.0.1:$port/small" 2>curl.log &&
		fail "the hub was not used"
	grep -q PKE error.log || fail "without a PKE core: $(cat error.log)"
	stop
fi
