#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The groups of TLS: a handshake with each of them, the provider at one end, the other, and both, beside
# the default provider and alone.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"
. "${top_srcdir:-.}/tests/integration/tls_env.sh"

cd "$work" || exit 1
"$OPENSSL" req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost \
	-config <(printf '[req]\ndistinguished_name = dn\n[dn]\n') -keyout key -out cert 2>req.log ||
	fail "req: $(cat req.log)"

# shake WHAT GROUP OPTION...: a connection over that group
shake() {
	local what=$1 group=$2
	shift 2
	echo | "$OPENSSL" s_client -connect "127.0.0.1:$port" -groups "$group" "$@" >client.out \
		2>client.log || fail "$group, $what: $(cat client.log)"
	grep -q 'Server Temp Key' client.out || fail "$group, $what: $(cat client.log client.out)"
}

# with GROUP OPTION...: the options go to both ends
with() {
	local group=$1
	shift
	start -www -cert cert -key key -groups "$group" "$@"
	shake "client" "$group" "${preferred[@]}" "$@"
	stop
	start -www -cert cert -key key -groups "$group" "${preferred[@]}" "$@"
	shake "server" "$group" "$@"
	shake "both ends" "$group" "${preferred[@]}" "$@"
	shake "client of both providers" "$group" -provider default -provider cmh "$@"
	stop
}

for group in X25519 X448 P-256 P-384 P-521; do
	with "$group" -tls1_3
done
for group in X25519 X448 P-256 P-384 P-521 secp256k1 secp224r1 secp192r1 brainpoolP256r1 \
	brainpoolP384r1 brainpoolP512r1; do
	with "$group" -tls1_2 -cipher 'ECDHE+AESGCM:@SECLEVEL=0'
done

# nothing but the hub, at both ends
for group in X25519 P-256 X448; do
	start -www -cert cert -key key -groups "$group" -tls1_3 -provider cmh
	shake "cmh alone" "$group" -tls1_3 -provider cmh
	stop
done

# a group of old curves is none of TLS 1.3
start -www -cert cert -key key -groups secp256k1 -tls1_3 "${preferred[@]}"
echo | "$OPENSSL" s_client -connect "127.0.0.1:$port" -groups secp256k1 -tls1_3 >client.out 2>&1 &&
	fail "secp256k1 in TLS 1.3"
stop
exit 0
