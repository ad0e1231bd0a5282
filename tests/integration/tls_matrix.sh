#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# TLS 1.2 and 1.3 with each kind of certificate and each group, the provider preferred at the
# server, at the client, and at both ends. Both ends have a certificate that the other verifies,
# and data crosses both ways and is compared.
# SM2 is not among them: OpenSSL 3.0 has no signature scheme of TLS for it.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"
. "${top_srcdir:-.}/tests/integration/tls_env.sh"
. "${top_srcdir:-.}/tests/integration/pki_env.sh"

cd "$work" || exit 1
default=(-provider default)
nr=0

# What the client sends, and what the server makes of it: each line turned around.
head -c 12000 /dev/urandom | od -An -tx1 -v | tr -d ' ' >sent
rev sent >wanted

# The groups, and the curve of a certificate, which TLS 1.2 wants in the client's list too.
tls13_groups="P-256 P-384 P-521 X25519 X448"
tls12_groups="$tls13_groups brainpoolP256r1 brainpoolP384r1 brainpoolP512r1"
# groups_for KIND GROUP: the client's list
groups_for() {
	local curve=
	case $1 in
	p256) curve=P-256 ;;
	p384) curve=P-384 ;;
	esac
	[ -z "$curve" ] || [ "$curve" = "$2" ] && echo "$2" || echo "$2:$curve"
}

# One connection: side, kind, version, group, and the client's options
connect() {
	local side=$1 kind=$2 version=$3 group=$4
	shift 4
	{ cat sent; echo CLOSE; } | "$OPENSSL" s_client -connect "127.0.0.1:$port" -brief -ign_eof \
		"-$version" -groups "$(groups_for "$kind" "$group")" -CAfile "root-$kind.pem" \
		-verify_return_error -cert "client-$kind.pem" -key "client-$kind.key" "$@" \
		>got 2>client.log
	cmp -s got wanted ||
		fail "$kind, $version, $group, $side: $(cat client.log); server: $(tail -n 5 server.log)"
	# what was agreed on is what was asked for
	grep -q '^Verification: OK' client.log || fail "$kind, $version, $group, $side: $(cat client.log)"
	case $version in
	tls1_2) grep -q '^Protocol version: TLSv1.2' client.log ;;
	tls1_3) grep -q '^Protocol version: TLSv1.3' client.log ;;
	esac || fail "$kind, $version, $group, $side: $(cat client.log)"
	case $group in
	P-256) agreed='ECDH, \(prime256v1\|P-256\)' ;;
	P-384) agreed='ECDH, \(secp384r1\|P-384\)' ;;
	P-521) agreed='ECDH, \(secp521r1\|P-521\)' ;;
	brainpool*) agreed="ECDH, $group" ;;
	*) agreed=$group ;;
	esac
	grep -q "^Server Temp Key: $agreed" client.log ||
		fail "$kind, $version, $side: not $group: $(cat client.log)"
	nr=$((nr + 1))
}

serve() {
	local kind=$1 version=$2
	shift 2
	start -rev "-$version" -cert "server-$kind.pem" -key "server-$kind.key" -CAfile "root-$kind.pem" \
		-Verify 2 -verify_return_error -groups "${tls12_groups// /:}" "$@"
}

for kind in rsa p256 p384 ed25519; do
	issue "$kind" "root-$kind" "root-$kind" authority "${default[@]}"
	issue "$kind" "root-$kind" "server-$kind" leaf "${default[@]}"
	issue "$kind" "root-$kind" "client-$kind" leaf "${default[@]}"
	for version in tls1_2 tls1_3; do
		groups=$tls12_groups
		[ $version = tls1_2 ] || groups=$tls13_groups
		serve "$kind" $version "${preferred[@]}"
		for group in $groups; do
			connect server "$kind" $version "$group" "${default[@]}"
			connect "both ends" "$kind" $version "$group" "${preferred[@]}"
		done
		stop
		serve "$kind" $version "${default[@]}"
		for group in $groups; do
			connect client "$kind" $version "$group" "${preferred[@]}"
		done
		stop
		echo "$kind, $version: $groups"
	done
done

# the suites of ChaCha20-Poly1305 and of CCM
serve p256 tls1_3 "${preferred[@]}" -ciphersuites \
	TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256:TLS_AES_256_GCM_SHA384
for suite in TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256; do
	for side in default preferred; do
		declare -n options=$side
		connect "$suite, client $side" p256 tls1_3 X25519 "${options[@]}" -ciphersuites $suite
		grep -q "^Ciphersuite: $suite" client.log || fail "not $suite: $(cat client.log)"
	done
done
stop
serve p256 tls1_2 "${preferred[@]}" -cipher ALL
for suite in ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES128-CCM ECDHE-ECDSA-AES256-CCM8; do
	for side in default preferred; do
		declare -n options=$side
		connect "$suite, client $side" p256 tls1_2 X25519 "${options[@]}" -cipher $suite
		grep -q "^Ciphersuite: $suite" client.log || fail "not $suite: $(cat client.log)"
	done
done
stop
echo "ChaCha20-Poly1305 and CCM"

# that it was the hub: without the core for public keys there is no connection
if [ "$PROVIDER" = cmh ]; then
	serve p256 tls1_3 "${default[@]}"
	{ cat sent; echo CLOSE; } | OPENSSL_CONF=$(without_core hc+aes) "$OPENSSL" s_client \
		-connect "127.0.0.1:$port" -brief -ign_eof -CAfile root-p256.pem -cert client-p256.pem \
		-key client-p256.key "${preferred[@]}" >got 2>client.log
	cmp -s got wanted && fail "the hub was not used"
	grep -q PKE client.log || fail "without a PKE core: $(cat client.log)"
	stop
fi
echo "$nr connections"
