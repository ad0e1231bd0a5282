#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The README's support table is what the algorithm table says, and its five commands work as written.
set -uo pipefail

readme=$top_srcdir/README.md
cmh=$top_builddir/tools/cmh
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

sed -n '/<!-- cmh list --markdown -->/,/<!-- end -->/p' "$readme" | sed '1d;$d' >"$tmp/readme"
"$cmh" list --markdown >"$tmp/table" || exit 1
diff -u "$tmp/readme" "$tmp/table" || {
	echo "FAIL: replace the table in README.md by what cmh list --markdown prints"
	exit 1
}

# The commands, from the place that the README names, with the build at hand in its place.
sed -n '/^cd build\/release$/,/^```$/p' "$readme" | sed '1d;$d' |
	sed "s,\.\./\.\./,$top_srcdir/,g; s/--depth/--seconds 0.05 --depth/" >"$tmp/commands"
[ "$(grep -c . "$tmp/commands")" -eq 6 ] || { echo 'FAIL: five commands are expected'; exit 1; }
cd "$top_builddir" || exit 1
[ "$sanitized" = no ] || sed -i '/OPENSSL_MODULES/,$d' "$tmp/commands" # openssl itself is not sanitized
bash -e "$tmp/commands" >"$tmp/out" 2>&1 || { cat "$tmp/out"; echo 'FAIL: a command of the README failed'; exit 1; }
[ "$sanitized" != no ] || grep -q "$(sha256sum <"$top_srcdir/LICENSE" | cut -d' ' -f1)" "$tmp/out" || {
	cat "$tmp/out"
	echo 'FAIL: openssl on the hub gives another digest than sha256sum'
	exit 1
}
