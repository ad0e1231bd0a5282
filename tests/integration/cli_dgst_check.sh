#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cmh dgst -c gives the verdicts of sha256sum -c, in its words.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"

cmh=$(realpath "$cmh")
mkdir "$tmp/in" && cd "$tmp/in" || exit 1
printf x >x
printf x >' x'
printf x >'*x'
printf y >y
printf n >$'n\nl'
printf b >'b\s'
mkdir directory
h=$(printf x | sha256sum | cut -c1-64)
hn=$(printf n | sha256sum | cut -c1-64)
w=${h//2/3} # a wrong one

# check OPTIONS LIST: the list (printf format) is judged alike
check() {
	local options=$1 want got
	# shellcheck disable=SC2059
	printf "$2" >L
	checks=$((checks + 1))
	# shellcheck disable=SC2086
	sha256sum -c $options L >"$tmp/want.out" 2>"$tmp/want.err"
	want=$?
	# shellcheck disable=SC2086
	"$cmh" dgst -c $options L >"$tmp/out" 2>"$tmp/err"
	got=$?
	sed -i 's/^sha256sum: /cmh dgst: /' "$tmp/want.err"
	[ $((want != 0)) -eq $((got != 0)) ] || fail "verdict of -c $options on '$2': $got, not $want"
	expect_same "output of -c $options on '$2'" "$tmp/want.out" "$tmp/out"
	expect_same "messages of -c $options on '$2'" "$tmp/want.err" "$tmp/err"
}

# every shape of a line, good and bad, with every option
for options in '' -w --strict '--strict -w' --quiet --status --ignore-missing \
		'--ignore-missing --quiet' '--status -w' '-w --status' '-w --quiet' '--quiet -w' \
		'--status --quiet' '--quiet --status'; do
	for list in "$h  x\n" "$h *x\n" "$h x\n" "$h\tx\n" "$h \n" "$h  \n" "$h\n" "\n" "\r\n" " \n" \
			'' '# comment\n' "#c\n\n$h  x\r\n" "$h  x" "  $h  x\n" "${h^^}  x\n" \
			"$h x\n$h  x\n" "$h  x\n$h x\n" "$h   x\n" "$h **x\n" \
			"SHA256 (x) = $h\n" "SHA256(x)= $h\n" "SHA256 (x)=$h\n" "SHA256  (x) = $h\n" \
			"SHA256 (x) = ${h}0\n" "SHA256 (x) = ${h}00\n" "SHA256 (x) = $h \n" \
			"\t SHA256 (x) =\t $h\n" "\\\\SHA256 (x) = $h\n" "SHA256 x\n" \
			"sha256 (x) = $h\n" "SHA512 (x) = $h\n" "SHA256 () = $h\n" "SHA256 (x)\n" \
			"SHA256 (x\n" "SHA256 (a)b) = $h\n" "\\\\$hn  n\\\\nl\n" "\\\\$hn  n\\\\l\n" \
			"\\\\SHA256 (n\\\\nl) = $hn\n" "\\\\$h  b\\\\\n" "\\\\$h  b\\\\\\\\s\n" \
			"${h:1}  x\n" "${h}0  x\n" "z${h:1}  x\n" "$h  -\n" \
			"$w  x\n" "$w  x\n$h  x\n" "$w  x\n$w  y\n$h  x\n" "$h  missing\n" \
			"$h  missing\n$h  x\n" "$h  missing\n$h  'too\n$w  x\n" "$h  directory\n" \
			"junk\n$h  x\n" "junk\nmore\n$h  x\n$w  x\n$h  missing\n"; do
		check "$options" "$list" </dev/null
	done
done

# both tools read what the other one wrote
for sum in sha224 sha256 sha384 sha512; do
	for style in '' --tag --binary; do
		"$cmh" dgst -a $sum $style x y $'n\nl' 'b\s' >L
		expect_rc 0 ${sum}sum -c --strict L
		${sum}sum $style x y $'n\nl' 'b\s' >L
		expect_rc 0 "$cmh" dgst -a $sum -c --strict L
	done
done

# lists on standard input, several lists, a list that is not there
for list in "$h  -" "$h  x" zz; do
	echo "$list" | sha256sum -w -c - >"$tmp/want" 2>&1
	echo "$list" | "$cmh" dgst -w -c >"$tmp/out" 2>&1
	sed -i 's/^sha256sum: /cmh dgst: /' "$tmp/want"
	expect_same "$list on standard input" "$tmp/want" "$tmp/out"
done
echo "$h  x" >good
echo "$w  x" >wrong
echo "$h  missing" >gone
echo junk >junk
expect_rc 0 "$cmh" dgst -c good good
expect_rc 1 "$cmh" dgst -c good wrong
expect_rc 1 "$cmh" dgst -c gone wrong
expect_rc 1 "$cmh" dgst -c nolist wrong
expect_rc 5 "$cmh" dgst -c good gone
expect_rc 5 "$cmh" dgst -c nolist good
expect_in err 'cmh dgst: nolist: No such file or directory'
expect_rc 5 "$cmh" dgst -c directory
expect_rc 1 "$cmh" dgst -c junk
expect_rc 1 "$cmh" dgst -c --ignore-missing gone
expect_rc 1 "$cmh" dgst -c --status wrong
expect_text '--status prints nothing' "$(cat "$tmp/out" "$tmp/err")" ''

# a NUL would let a line name another file than the one it shows
printf '%s  x\0y\n' "$h" >nul
expect_rc 1 "$cmh" dgst -c nul
expect_in err 'no properly formatted'

# XOFs: the line tells the length, unless --length does
"$cmh" dgst -a shake128 x >L
"$cmh" dgst -a shake128 -l 48 x >>L
"$cmh" dgst -a shake128 -l 48 --tag x >>L
"$cmh" dgst -a shake128 --tag x >>L
expect_rc 0 "$cmh" dgst -a shake128 -c --strict L
expect_text 'XOF lines' "$(sort -u "$tmp/out")" 'x: OK'
expect_rc 1 "$cmh" dgst -a shake128 -l 48 -c --strict L
expect_in err '2 lines are improperly formatted'
sed 's/^SHAKE128-384/SHAKE128-376/' L >wronglen
expect_rc 1 "$cmh" dgst -a shake128 -c --strict wronglen
printf 'SHAKE128-4 (x) = 0f\nSHAKE128-99999999999999999999 (x) = 0f\nSHAKE128- (x) = 0f\n' >badlen
expect_rc 1 "$cmh" dgst -a shake128 -c -w badlen
expect_text 'bad lengths' "$(grep -c 'improperly formatted SHAKE128' "$tmp/err")" 3

# JSON
printf '%s\n' "$h  x" "$w  y" "$h  missing" junk >L
expect_rc 1 "$cmh" dgst -c --json L
for text in '"matched": 1' '"mismatched": 1' '"unreadable": 1' '"malformed": 1' '"list": "L"' \
		'"status": "unreadable"' '"status": "failed"' '"status": "ok"'; do
	expect_in out "$text"
done
finish
