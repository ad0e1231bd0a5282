#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The generated man pages lint clean, and show what was written: no markup is left, no word lost.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"
command -v mandoc >/dev/null || skip 'mandoc is not installed'

for page in "$top_builddir"/tools/man/*.1; do
	expect_rc 0 mandoc -Tlint -Wwarning "$page"
	expect_text "lint of $page" "$(cat "$tmp/out")" ''
	expect_rc 0 mandoc -Tascii "$page"
	checks=$((checks + 1))
	! grep -q '`' "$tmp/out" || fail "a backquote is left in $page"
done

# plain words in one line, so that it does not matter where lines break
mandoc -Tascii "$top_builddir/tools/man/cmh-dgst.1" | sed 's/.\x08//g' | tr -s ' \n' ' ' >"$tmp/out"
expect_in out '-a, --algorithm ALG'
expect_in out 'The default is sha256.'
expect_in out 'written as \n, \r and \\.'
expect_in out 'SHAKE256-512 (FILE) = 46b9dd2b'
expect_in out 'cmh dgst *.iso > SHA256SUMS'
finish
