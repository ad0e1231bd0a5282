#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The runner of published vectors can fail: with OpenSSL's default provider each file passes, and
# fails when one digit of a valid answer is another, or when a valid test is said to be invalid.
set -uo pipefail
runner=${top_builddir:-.}/tests/vectors/cmh-vectors
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

[ -d "${CMH_VECTORS:-}/wycheproof" ] || { echo "SKIP: no vectors in CMH_VECTORS"; exit 77; }
command -v jq >/dev/null || { echo "SKIP: no program jq"; exit 77; }
mkdir -p "$work/digit/wycheproof" "$work/said/wycheproof"

# the first valid test of each schema's first group that has one
rot='def rot: (if .[0:1] == "0" then "1" else "0" end) + .[1:];'
first='first(.testGroups | to_entries[] | .key as $g | .value.tests | to_entries[] |
	select(.value.result == "valid") | ["testGroups", $g, "tests", .key])'
for name in aes_cbc_pkcs5 aes_ccm aes_cmac aes_gcm aes_xts chacha20_poly1305 ecdh_secp384r1 \
	ecdsa_secp256r1_sha256 ed25519 hkdf_sha256 hmac_sha256 kmac128_no_customization \
	rsa_oaep_2048_sha256_mgf1sha256 rsa_pkcs1_2048_sig_gen rsa_pkcs1_2048 \
	rsa_pss_2048_sha256_mgf1_32 rsa_signature_2048_sha256 x25519; do
	file=$CMH_VECTORS/wycheproof/${name}_test.json
	[ -e "$file" ] || continue
	jq "$rot"' ('"$first"') as $p | setpath($p; getpath($p) |
		if .tag then .tag |= rot elif .shared then .shared |= rot elif .okm then .okm |= rot
		elif .sig then .sig |= rot else .ct |= rot end)' "$file" \
		>"$work/digit/wycheproof/${name}_test.json" || exit 1
	jq '('"$first"') as $p | setpath($p + ["result"]; "invalid")' "$file" \
		>"$work/said/wycheproof/${name}_test.json" || exit 1
done
nr=$(find "$work/digit/wycheproof" -name '*.json' | wc -l)

"$runner" --provider=default --allow-missing >"$work/log" 2>&1 || { cat "$work/log"; echo "FAIL: as published"; exit 1; }
for what in digit said; do
	"$runner" --provider=default --allow-missing --tap="$work/tap" "$work/$what" >"$work/log" 2>&1
	rc=$?
	bad=$(grep -c '^not ok' "$work/tap")
	if [ $rc -ne 1 ] || [ "$bad" != "$nr" ] || [ "$(grep -c '^ok' "$work/tap")" != 0 ]; then
		cat "$work/log"
		echo "FAIL: $what: exit code $rc, $bad of $nr files failed"
		exit 1
	fi
	# one test each, no more
	[ "$(awk '$1 == "all" { print $3 }' "$work/log")" = "$nr" ] ||
		{ cat "$work/log"; echo "FAIL: $what: not one test a file"; exit 1; }
done

CMH_VECTORS=/nonexistent "$runner" >"$work/log" 2>&1
[ $? -eq 77 ] && grep -q SKIP "$work/log" || { echo "FAIL: without vectors"; exit 1; }
echo "$nr files fail when they should"
