#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cmh rand: the right number of bytes, each way of writing them, and what it refuses.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"

for n in 0 1 31 32 47 48 49 96 49151 49152 49153 1000000; do
	expect_text "rand -n $n" "$("$cmh" rand -n $n | wc -c)" $n
	expect_text "rand -x -n $n" "$("$cmh" rand -x -n $n | wc -c)" $((2 * n + 1))
	expect_text "rand -b -n $n" "$("$cmh" rand -b -n $n | base64 -d | wc -c)" $n
done
expect_text 'the default' "$("$cmh" rand | wc -c)" 32
expect_text '2K' "$("$cmh" rand -n 2K | wc -c)" 2048
expect_text '--hex' "$("$cmh" rand --hex | tr -d '0-9a-f')" ''
expect_text '--base64 lines' "$("$cmh" rand --base64 -n 100 | awk '{ print length }' | tr '\n' ' ')" \
	'64 64 8 '

# no two are alike, and nothing in them is
"$cmh" rand -n 1000000 >"$tmp/a"
"$cmh" rand -n 1000000 >"$tmp/b"
checks=$((checks + 2))
cmp -s "$tmp/a" "$tmp/b" && fail 'two runs gave the same bytes'
[ "$(gzip -c "$tmp/a" | wc -c)" -ge 1000000 ] || fail 'gzip found a pattern'

# files: new, private, not overwritten
expect_rc 0 "$cmh" rand -n 100 -o "$tmp/file"
expect_text 'size of the file' "$(stat -c %s "$tmp/file")" 100
expect_text 'mode of the file' "$(stat -c %a "$tmp/file")" 600
cp "$tmp/file" "$tmp/copy"
expect_rc 5 "$cmh" rand -o "$tmp/file"
expect_in err 'exists; --force overwrites it'
expect_same 'the file is as it was' "$tmp/file" "$tmp/copy"
expect_rc 0 "$cmh" rand -n 7 -o "$tmp/file" --force
expect_text 'size of the new file' "$(stat -c %s "$tmp/file")" 7
expect_rc 0 "$cmh" rand -x -n 8 -o "$tmp/hex"
expect_text '--hex in a file' "$(wc -c <"$tmp/hex")" 17
expect_rc 0 "$cmh" rand -o /dev/null
expect_rc 5 "$cmh" rand -o "$tmp/nosuch/file"
expect_in err 'No such file or directory'
expect_rc 5 "$cmh" rand -o "$tmp"
ln -s nowhere "$tmp/link"
expect_rc 5 "$cmh" rand -o "$tmp/link"

# JSON
expect_rc 0 "$cmh" rand --json -n 16
expect_in out '"bytes": 16'
expect_text 'JSON, hex' "$(sed -n 's/.*"hex": "\([0-9a-f]*\)".*/\1/p' "$tmp/out" | wc -c)" 33
expect_rc 0 "$cmh" rand --json -b -n 100
expect_text 'JSON, base64' \
	"$(sed -n 's/.*"base64": "\(.*\)".*/\1/p' "$tmp/out" | base64 -d | wc -c)" 100

# a terminal gets no raw bytes, unless forced to
if command -v script >/dev/null; then
	script -qec "'$cmh' rand" /dev/null >"$tmp/out" </dev/null
	expect_text 'exit code on a terminal' $? 2
	expect_in out 'standard output is a terminal; give --hex or --base64'
	script -qec "'$cmh' rand --hex" /dev/null >"$tmp/out" </dev/null
	expect_text 'exit code of --hex on a terminal' $? 0
	script -qec "'$cmh' rand --force -n 5000" /dev/null >"$tmp/out" </dev/null
	expect_text 'exit code of --force on a terminal' $? 0
fi
finish
