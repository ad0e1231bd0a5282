# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# tls_env.sh - sourced after provider_env.sh: s_server in the background.

server=
stop() {
	[ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
	server=
}
trap 'stop; rm -rf "$work"' EXIT

# start OPTION...: a server on a port of the system's choice, stored in $port
start() {
	: >server.log
	"$OPENSSL" s_server -accept 127.0.0.1:0 "$@" >server.log 2>&1 &
	server=$!
	for _ in $(seq 200); do
		port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' server.log)
		[ -n "$port" ] && return
		kill -0 "$server" 2>/dev/null || break
		sleep 0.05
	done
	fail "s_server $*: $(cat server.log)"
}
