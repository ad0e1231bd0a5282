#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# libcmh.so exports what the public headers mark with CMH_API, lib/libcmh.map lists the same,
# and the provider module exports OSSL_provider_init alone.
set -uo pipefail
export LC_ALL=C

src=${top_srcdir:-.}
build=${top_builddir:-.}
failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

exports() {
	nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u
}

# The preprocessor strips the comments and turns CMH_API into its attribute; what follows up
# to the end of the declaration names the symbol before the first parenthesis or bracket.
(cd "$src/include" && find cmh -name '*.h' | sort | sed 's/.*/#include <&>/') |
	${CC:-cc} -E -P -I"$src/include" -x c - | tr '\n' ' ' | tr ';{}' '\n\n\n' |
	sed -n 's/.*__attribute__((visibility("default")))//p' |
	sed 's/__attribute__ *(([^()]*\(([^()]*)[^()]*\)*))//g; s/[[(=].*//' |
	grep -oE '[A-Za-z_][A-Za-z0-9_]* *$' | tr -d ' ' | sort -u >"$tmp/headers"

sed -e 's,/\*.*\*/,,' -e '/local:/,$d' "$src/lib/libcmh.map" |
	grep -oE '[A-Za-z_][A-Za-z0-9_]* *;' | tr -d ' ;' | sort -u >"$tmp/map"

exports "$build/lib/.libs/libcmh.so" >"$tmp/library" || exit 1

# differ FILE FILE SENTENCE: what stands in the first and not in the second
differ() {
	local names
	names=$(comm -23 "$1" "$2")
	[ -z "$names" ] && return
	printf 'FAIL: %s:\n' "$3"
	printf '%s\n' "$names" | sed 's/^/  /'
	failed=1
}

[ -s "$tmp/headers" ] || { echo "FAIL: no CMH_API declaration found"; failed=1; }
differ "$tmp/headers" "$tmp/map" "declared with CMH_API, missing in lib/libcmh.map"
differ "$tmp/map" "$tmp/headers" "in lib/libcmh.map, but no header declares it with CMH_API"
differ "$tmp/map" "$tmp/library" "in lib/libcmh.map, but not defined in the library"
differ "$tmp/library" "$tmp/map" "exported, but not in lib/libcmh.map"

echo OSSL_provider_init >"$tmp/init"
exports "$build/provider/.libs/cmh.so" >"$tmp/provider" || exit 1
differ "$tmp/provider" "$tmp/init" "exported by the provider besides OSSL_provider_init"
differ "$tmp/init" "$tmp/provider" "not exported by the provider"

echo "$(wc -l <"$tmp/library") symbols"
exit $failed
