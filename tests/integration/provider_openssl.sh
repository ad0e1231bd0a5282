#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# openssl dgst, rand and list with the provider: every digest over a large file, random bytes, and
# errors that a person can act on.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"

head -c "$SIZE" /dev/urandom >"$work/data"

for md in sha224 sha256 sha384 sha512 sha3-224 sha3-256 sha3-384 sha3-512 shake128 shake256; do
	want=$("$OPENSSL" dgst "-$md" -r "$work/data") || fail "default: $md"
	got=$("$OPENSSL" dgst "-$md" -r "${cmh[@]}" "$work/data") || fail "cmh: $md"
	[ "$got" = "$want" ] || fail "$md of $SIZE: $got, default $want"
	got=$("$OPENSSL" dgst "-$md" -r "${cmh[@]}" <"$work/data") || fail "cmh: $md of stdin"
	[ "${got%% *}" = "${want%% *}" ] || fail "$md of stdin: $got, default $want"
done
want=$("$OPENSSL" dgst -shake256 -xoflen 333 -r "$work/data")
got=$("$OPENSSL" dgst -shake256 -xoflen 333 -r "${cmh[@]}" "$work/data")
[ "$got" = "$want" ] || fail "shake256 -xoflen 333"

for mac in "-sha256 -hmac key" "-mac cmac -macopt cipher:aes-256-cbc -macopt hexkey:$(printf '%064d' 7)"; do
	# shellcheck disable=SC2086
	want=$("$OPENSSL" dgst $mac -r "$work/data")
	# shellcheck disable=SC2086
	got=$("$OPENSSL" dgst $mac -r -provider cmh "$work/data") || fail "dgst $mac with cmh alone"
	[ "$got" = "$want" ] || fail "dgst $mac: $got, default $want"
done
"$OPENSSL" mac -macopt digest:SHA512 -macopt key:k -in "$work/data" -provider cmh HMAC >"$work/out" ||
	fail "mac with cmh alone"
"$OPENSSL" mac -macopt digest:SHA512 -macopt key:k -in "$work/data" HMAC | cmp -s - "$work/out" ||
	fail "mac: $(cat "$work/out")"
kdf=(kdf -keylen 40 -kdfopt digest:SHA256 -kdfopt pass:p -kdfopt salt:s -kdfopt iter:1000)
[ "$("$OPENSSL" "${kdf[@]}" -provider cmh PBKDF2)" = "$("$OPENSSL" "${kdf[@]}" PBKDF2)" ] ||
	fail "kdf with cmh alone"

# random bytes: from the hub where there is no other generator
"$OPENSSL" rand -provider cmh -hex 8 >"$work/out" 2>&1 || fail "rand: $(cat "$work/out")"
grep -qxE '[0-9a-f]{16}' "$work/out" || fail "rand: $(cat "$work/out")"
"$OPENSSL" list -random-generators -provider cmh -provider default >"$work/out"
grep -q '@ cmh' "$work/out" && fail "the generator is cmh's next to default: $(cat "$work/out")"

# random bytes: from the hub when the configuration says so
cat >"$work/rand.cnf" <<-EOT
	openssl_conf = init
	[init]
	providers = providers
	random = random
	[providers]
	default = default_sect
	cmh = cmh_sect
	[default_sect]
	activate = 1
	[cmh_sect]
	activate = 1
	[random]
	random = CTR-DRBG
	properties = provider=cmh
EOT
OPENSSL_CONF=$work/rand.cnf "$OPENSSL" rand -out "$work/r1" 100000 || fail "rand"
OPENSSL_CONF=$work/rand.cnf "$OPENSSL" rand -out "$work/r2" 100000 || fail "rand"
[ "$(stat -c %s "$work/r1")" = 100000 ] || fail "rand: length"
cmp -s "$work/r1" "$work/r2" && fail "rand: the same bytes twice"
[ "$(gzip -c "$work/r1" | wc -c)" -gt 99000 ] || fail "rand: bytes can be compressed"
sed -i 's/^\[cmh_sect\]/&\ndevice = soft:cores=hc/' "$work/rand.cnf"
OPENSSL_CONF=$work/rand.cnf "$OPENSSL" rand -hex 16 >"$work/out" 2>&1 &&
	fail "rand without a DRBG: $(cat "$work/out")"

"$OPENSSL" list -providers "${cmh[@]}" >"$work/out" || fail "list -providers"
grep -q 'CryptoManager Hub' "$work/out" || fail "list -providers: $(cat "$work/out")"

# errors
refused() {
	local want=$1
	shift
	printf 'openssl_conf = i\n[i]\nproviders = p\n[p]\ncmh = hub\n[hub]\n%s\n' "$1" >"$work/bad.cnf"
	OPENSSL_CONF=$work/bad.cnf "$OPENSSL" dgst -sha256 "${cmh[@]}" /dev/null >"$work/out" 2>&1 &&
		fail "$1: accepted"
	grep -qF "$want" "$work/out" || fail "$1: $(cat "$work/out")"
}
refused 'unknown setting devise in section [hub]' 'devise = soft:'
refused 'threads = 99: not a number from 0 to 64' 'threads = 99'
refused "nowhere:" 'device = nowhere:'
echo "$SIZE"
