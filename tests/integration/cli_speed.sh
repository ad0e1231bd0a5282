#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cmh speed measures everything that it names: each algorithm of cmh list and each operation of --help.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"
command -v jq >/dev/null || skip 'no program jq'

"$cmh" speed --help >"$tmp/help" || fail 'cmh speed --help'
mapfile -t operations < <(sed -n '/^Public-key operations:$/,/^$/p' "$tmp/help" | sed '1d' | xargs -n 1)
mapfile -t algorithms < <("$cmh" list --json | jq -r '.algorithms[].name')
checks=$((checks + 1))
[ "${#operations[@]}" -ge 50 ] || fail "only ${#operations[@]} public-key operations"
checks=$((checks + 1))
[ "${#algorithms[@]}" -ge 60 ] || fail "only ${#algorithms[@]} algorithms"

# 4 KiB fit into one request of everything
expect_rc 0 "$cmh" speed -s 0.001 -d 1,3 -b 4K --json nop "${operations[@]}" "${algorithms[@]}"
jq -r '.results[] | select(.ops > 0 and .ops_per_s > 0 and .latency_us.p50 > 0) |
	"\(.algorithm) \(.bytes) \(.depth)"' "$tmp/out" | sort >"$tmp/measured"
{
	printf '%s 0 1\n%s 0 3\n' nop nop
	for name in "${operations[@]}"; do printf '%s 0 1\n%s 0 3\n' "$name" "$name"; done
	for name in "${algorithms[@]}"; do printf '%s 4096 1\n%s 4096 3\n' "$name" "$name"; done
} | sort >"$tmp/wanted"
expect_same 'what was measured and what was named' "$tmp/wanted" "$tmp/measured"
expect_text 'errors' "$(cat "$tmp/err")" ''

expect_rc 0 "$cmh" speed -s 0.01 -t 2 -d 4 -q RSA-2048-Private ed25519-verify
expect_in out 'rsa-2048-private '
expect_rc 3 "$cmh" -D soft:cores=hc speed x25519
expect_in err 'the device lacks the core for x25519'
expect_rc 0 "$cmh" -D soft:cores=pke speed -s 0.001 ed448-sign
finish
