#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cmh dgst prints what sha256sum and its family, and OpenSSL, print, byte for byte.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"

openssl=${OPENSSL:-openssl}
cmh=$(realpath "$cmh")
mkdir "$tmp/in" && cd "$tmp/in" || exit 1

# inputs: around the blocks and the buffers of the reader, and names that need care
: >empty
for size in 1 55 56 63 64 65 111 112 127 128 135 136 137 4096 262144 262145 524287 524288 524289 \
		2097152 2097153 5000000; do
	head -c "$size" /dev/urandom >"f$size"
done
printf 'x' >'with space'
printf 'y' >$'new\nline'
printf 'z' >'back\slash'
printf 'w' >$'carriage\rreturn'
printf 'v' >-dash
printf 'u' >$'tab\tand \xc3\xa9'
printf 't' >$'not utf-8 \xff'
printf 's' >"it's"
mkdir directory

# like CMD ARGUMENT...: cmh dgst -a ALG prints what CMD (sha256sum) does: output, messages, verdict
like() {
	local sum=$1 want got
	shift
	checks=$((checks + 1))
	"$sum" "$@" >"$tmp/want.out" 2>"$tmp/want.err" <f65
	want=$?
	"$cmh" dgst -a "${sum%sum}" "$@" >"$tmp/out" 2>"$tmp/err" <f65
	got=$?
	[ $((want != 0)) -eq $((got != 0)) ] || fail "verdict of $sum $*: $got, not $want"
	sed -i "s/^$sum: /cmh dgst: /" "$tmp/want.err"
	expect_same "output of $sum $*" "$tmp/want.out" "$tmp/out"
	expect_same "messages of $sum $*" "$tmp/want.err" "$tmp/err"
}

for sum in sha224sum sha256sum sha384sum sha512sum; do
	like $sum ./* # the directory is an error
	like $sum
	like $sum -
	like $sum --tag ./*
	like $sum -z ./*
	like $sum --zero --tag ./*
done
like sha256sum -b empty $'new\nline'
like sha256sum --binary --tag empty
like sha256sum -t empty -
like sha256sum missing empty 'missing too' directory f64
like sha256sum "missin'g" 'missing:x' $'miss\ning' 'missi\ng' '' '~' 'a*b' f1
like sha256sum -- -dash
like sha256sum empty --tag f1
like sha256sum /proc/version # a size that stat() does not tell
checks=$((checks + 1))
[ "$("$cmh" dgst </proc/version)" = "$(sha256sum </proc/version)" ] || fail '/proc/version'

# exit codes
expect_rc 0 "$cmh" dgst f64
expect_rc 5 "$cmh" dgst missing f64
expect_rc 5 "$cmh" dgst directory
expect_rc 5 "$cmh" dgst - <&-
if [ "$(id -u)" -ne 0 ]; then
	: >secret && chmod 0 secret
	expect_rc 5 "$cmh" dgst secret
fi

# the other algorithms: OpenSSL is the judge
for alg in sha3-224 sha3-256 sha3-384 sha3-512; do
	for f in empty f1 f135 f136 f137 f524289; do
		expect_text "$alg of $f" "$("$cmh" dgst -a $alg $f)" \
			"$("$openssl" dgst -r -$alg $f | sed 's/ \*/  /')"
	done
done
for alg in shake128 shake256; do
	for len in 1 16 32 33 168 169 500 4096; do
		expect_text "$alg -l $len" "$("$cmh" dgst -a $alg -l $len f136)" \
			"$("$openssl" dgst -r -$alg -xoflen $len f136 | sed 's/ \*/  /')"
	done
done
expect_text 'names of OpenSSL' "$("$cmh" dgst -a SHA2-256 f64)" "$("$cmh" dgst -a sha256 f64)"
expect_text 'tag of an XOF' "$("$cmh" dgst -a shake256 --tag empty | cut -d= -f1)" \
	'SHAKE256 (empty) '
expect_text 'tag of an XOF of another length' \
	"$("$cmh" dgst -a shake256 -l 64 --tag empty | cut -d= -f1)" 'SHAKE256-512 (empty) '

# pipes, in pieces of their own; a file position that is not 0; nothing lost behind it
want=$(sha256sum <f5000000)
expect_text 'a pipe' "$(cat f5000000 | "$cmh" dgst)" "$want"
expect_text 'a slow pipe' "$({ head -c 1000 f5000000; sleep 0.2; tail -c +1001 f5000000; } |
	"$cmh" dgst)" "$want"
expect_text 'the rest of a file' "$({ head -c 4096 >/dev/null; "$cmh" dgst; } <f2097153)" \
	"$(tail -c +4097 f2097153 | sha256sum)"
expect_text 'a file twice' "$({ "$cmh" dgst; "$cmh" dgst; } <f5000000)" \
	"$want
$(sha256sum </dev/null)"
mkfifo fifo && { cat f262145 >fifo & }
expect_text 'a FIFO' "$("$cmh" dgst fifo)" "$(sha256sum f262145 | sed 's/f262145/fifo/')"

# a sparse file, longer than 32 bits can count
if [ "${CMH_TEST_LONG:-}" ] && truncate -s 4294967301 huge; then
	expect_text '4 GiB' "$("$cmh" dgst huge)" "$(sha256sum huge)"
fi

# JSON
expect_rc 0 "$cmh" dgst --json empty $'new\nline' $'not utf-8 \xff'
expect_in out '"file": "empty"'
expect_in out '"digest": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"'
expect_in out '"file": "new\nline"'
expect_in out '"file_hex": "6e6f74207574662d3820ff"'

# progress: on a terminal, when it takes its time, and not with --quiet
if command -v script >/dev/null; then
	slow="sleep 1.2; cat f5000000; sleep 0.1; cat f5000000"
	script -qec "{ $slow; } | '$cmh' dgst 2>&1 | cat" /dev/null >"$tmp/out" </dev/null
	checks=$((checks + 1))
	grep -q 'MB/s' "$tmp/out" && fail 'progress although standard error is no terminal'
	script -qec "{ $slow; } | '$cmh' dgst >/dev/null" /dev/null >"$tmp/out" </dev/null
	expect_in out 'MB/s'
	script -qec "{ $slow; } | '$cmh' dgst -q >/dev/null" /dev/null >"$tmp/out" </dev/null
	expect_text 'progress with --quiet' "$(cat "$tmp/out")" ''
fi
finish
