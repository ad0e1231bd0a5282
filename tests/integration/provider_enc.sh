#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# openssl enc with the provider: each cipher both ways, against the default provider.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"

key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
iv=0f0e0d0c0b0a09080706050403020100

head -c "$SIZE" /dev/urandom >"$work/data"
printf x >>"$work/data" # no multiple of a block

for bits in 128 192 256; do
	for mode in ecb cbc ctr; do
		[ "$mode" = ecb ] && ivopt=() || ivopt=(-iv $iv)
		opts=("-aes-$bits-$mode" -K "${key:0:$((bits / 4))}" "${ivopt[@]}")

		"$OPENSSL" enc "${opts[@]}" -in "$work/data" -out "$work/want" || fail "default: ${opts[0]}"
		"$OPENSSL" enc "${opts[@]}" "${cmh[@]}" -in "$work/data" -out "$work/got" ||
			fail "cmh: ${opts[0]}"
		cmp "$work/got" "$work/want" || fail "${opts[0]}: text differs"
		"$OPENSSL" enc -d "${opts[@]}" "${cmh[@]}" -in "$work/want" -out "$work/got" ||
			fail "cmh: -d ${opts[0]}"
		cmp "$work/got" "$work/data" || fail "-d ${opts[0]}: text differs"
	done
done

# a damaged end is one error, whatever the padding looks like
head -c 160 /dev/zero >"$work/small"
"$OPENSSL" enc -aes-128-cbc -K "${key:0:32}" -iv $iv -in "$work/small" -out "$work/want" || fail "enc"
"$OPENSSL" enc -d -aes-128-cbc -K "${key:0:32}" -iv $iv "${cmh[@]}" -out /dev/null \
	-in <(head -c 144 "$work/want"; head -c 16 /dev/zero) 2>"$work/err" && fail "damaged text accepted"
grep -q 'bad decrypt' "$work/err" || fail "damaged text: $(cat "$work/err")"

# a password-based file passes between the providers (PBKDF2 is the default provider's)
"$OPENSSL" enc -aes-256-ctr -pbkdf2 -pass pass:x "${preferred[@]}" -in "$work/small" -out "$work/got" ||
	fail "enc -pbkdf2"
"$OPENSSL" enc -d -aes-256-ctr -pbkdf2 -pass pass:x -in "$work/got" | cmp - "$work/small" ||
	fail "enc -pbkdf2: text differs"
echo "$SIZE"
