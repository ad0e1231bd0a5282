#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# TLS with the provider preferred at one end or both: a file of $SIZE comes through intact, for
# TLS 1.3 and for TLS 1.2 with GCM, CCM, ChaCha20, and CBC in both orders of MAC and encryption.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"
. "${top_srcdir:-.}/tests/integration/tls_env.sh"

cd "$work" || exit 1
head -c "$SIZE" /dev/urandom >data
bytes=$(stat -c %s data)
"$OPENSSL" req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
	-config <(printf '[req]\ndistinguished_name = dn\n[dn]\n') -keyout key -out cert 2>req.log ||
	fail "req: $(cat req.log)"

# serve OPTION...: files from here
serve() {
	start -WWW -cert cert -key key "$@"
}

# fetch OPTION...: the file from the server; what comes before it is the answer's header
fetch() {
	printf 'GET /data HTTP/1.0\r\n\r\n' |
		"$OPENSSL" s_client -connect "127.0.0.1:$port" -quiet -CAfile cert -verify_return_error \
			"$@" 2>client.log | tail -c "$bytes" >got
	cmp -s got data
}

# both WHAT OPTION...: cmh at the server, at the client, and at both ends
both() {
	local what=$1
	shift
	serve "${preferred[@]}" "$@"
	fetch "$@" || fail "$what, server: $(cat client.log)"
	fetch "${preferred[@]}" "$@" || fail "$what, both ends: $(cat client.log)"
	stop
	serve "$@"
	fetch "${preferred[@]}" "$@" || fail "$what, client: $(cat client.log)"
	stop
	echo "$what: $SIZE"
}

both "TLS 1.3, AES-256-GCM" -tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384
both "TLS 1.3, AES-128-GCM" -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256
both "TLS 1.3, ChaCha20" -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256
both "TLS 1.3, AES-128-CCM" -tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256
both "TLS 1.3, AES-128-CCM-8" -tls1_3 -ciphersuites TLS_AES_128_CCM_8_SHA256
both "TLS 1.2, ChaCha20" -tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305
both "TLS 1.2, AES-256-CCM" -tls1_2 -cipher ECDHE-ECDSA-AES256-CCM
both "TLS 1.2, AES-128-CCM-8" -tls1_2 -cipher ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0
both "TLS 1.2, AES-256-GCM" -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384
both "TLS 1.2, AES-128-CBC, encrypt-then-MAC" -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256
both "TLS 1.2, AES-256-CBC, encrypt-then-MAC" -tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384
both "TLS 1.2, AES-256-CBC" -tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384 -no_etm
both "TLS 1.2, AES-128-CBC" -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256 -no_etm
both "TLS 1.2, AES-128-CBC, SHA-1" -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0 -no_etm

# that it was the hub: without an AES core there is no connection
serve -tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384
OPENSSL_CONF=$(without_core hc) fetch "${preferred[@]}" -tls1_3 && fail "the hub was not used"
grep -q 'no AES core' client.log || fail "without an AES core: $(cat client.log)"
