#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every mistake on the command line: one sentence that names it, and its exit code.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"

# usage TEXT ARGUMENT...: exit code 2, TEXT and the way to --help on standard error, nothing printed
usage() {
	local text=$1
	shift
	expect_rc 2 "$cmh" "$@" && expect_in err "$text" && expect_in err "Try 'cmh" &&
		expect_text "output of $*" "$(cat "$tmp/out")" ''
}

usage 'cmh: give a command'
usage "cmh: unknown command 'frobnicate'" frobnicate
usage "cmh: unknown command 'lst'; did you mean 'list'?" lst
usage "cmh: unknown command 'dgts'; did you mean 'dgst'?" dgts
usage "cmh: unknown command 'self'; did you mean 'selftest'?" self
usage 'cmh: unknown option --jsn; did you mean --json?' --jsn info
usage 'cmh: unknown option -x' -x info

usage 'cmh info: unknown option --device-uri' info --device-uri
usage 'cmh info: unknown option --devcie; did you mean --device?' info --devcie=soft:
usage "cmh info: 'extra': this command takes options only" info extra
usage 'cmh info: --device needs a value: --device URI' info --device
usage 'cmh info: -D needs a value: -D URI' info -D
usage "cmh info: --json takes no value, 'yes' was given" info --json=yes
usage 'cmh list: unknown option --markdwon; did you mean --markdown?' list --markdwon
usage "cmh list: no algorithm, curve, service or family matches 'sha257'" list sha257
usage 'cmh list: --markdown and --json: give one of them' list --json --markdown
usage "cmh selftest: unknown core or item 'sha255'; did you mean sha25" selftest sha255
usage "cmh selftest: unknown core or item 'zzz'; 'cmh selftest' without it shows all" selftest zzz

usage "cmh rand: --bytes: '12x' is not a number; give 0 or more" rand --bytes 12x
usage "cmh rand: --bytes: '-1' is not a number" rand --bytes=-1
usage "cmh rand: --bytes: '' is not a number" rand --bytes=
usage "cmh rand: --bytes: ' 1' is not a number" rand --bytes ' 1'
usage "cmh rand: --bytes: '1KB' is not a number" rand --bytes 1KB
usage 'cmh rand: --bytes: 18446744073709551616 is out of range' rand -n 18446744073709551616
usage 'cmh rand: --bytes: 17179869184G is out of range' rand -n 17179869184G
usage 'cmh rand: --hex and --base64: give one of them' rand --hex --base64
usage 'cmh rand: --json and --output: give one of them' rand --json -o "$tmp/x"
usage 'cmh rand: --bytes: 2097152 is too many for --json; give 0..1048576' rand --json -n 2M
usage "cmh rand: '32': this command takes options only" rand 32

usage "cmh speed: --seconds: 'soon' is not a number of seconds" speed -s soon
usage 'cmh speed: --seconds: 0 is out of range; give more than 0' speed -s 0
usage 'cmh speed: --seconds: -1 is out of range; give more than 0' speed -s-1
usage "cmh speed: --seconds: 'nan' is not a number of seconds" speed -s nan
usage 'cmh speed: --bytes: 0 is out of range; give 1..16777216' speed -b 16,0
usage "cmh speed: --bytes: '' is not a number; give 1..16777216" speed -b 16,,32
usage 'cmh speed: --bytes: more than 32 numbers' speed -b "$(seq -s, 33)"
usage 'cmh speed: --depth: 65536 is out of range; give 1..32768' speed --depth=65536
usage 'cmh speed: --threads: 65 is out of range; give 1..64' speed -t65
usage "cmh speed: unknown algorithm 'aes-256-gmc'; did you mean aes-256-gcm?" \
	speed aes-256-gmc
usage 'cmh speed: --bytes: 100 is not a multiple of 16, which aes-128-cbc needs' \
	speed aes-128-cbc -b 100
usage 'cmh speed: --bytes: 2097152 exceeds 1048576' speed aes-128-gcm -b 2M

usage "cmh dgst: --algorithm: unknown algorithm 'sha265'; did you mean sha2" dgst -a sha265
usage 'cmh dgst: --algorithm: aes-128-cbc is of the family cipher' dgst -a aes-128-cbc
usage 'cmh dgst: --length: a digest of sha256 has 32 bytes' dgst -l 16
usage 'cmh dgst: --length: 0 is out of range; give 1..4096' dgst -a shake128 -l 0
# the sentences of coreutils
usage 'cmh dgst: --tag does not support --text mode' dgst --tag -t
usage 'cmh dgst: the --zero option is not supported when verifying checksums' dgst -c -z
usage 'cmh dgst: the --tag option is meaningless when verifying checksums' dgst -c --tag
usage 'cmh dgst: the --binary and --text options are meaningless when verifying checksums' \
	dgst -cb
for option in ignore-missing status strict warn; do
	usage "cmh dgst: the --$option option is meaningful only when verifying checksums" \
		dgst --$option
done

# devices
for command in info list selftest dgst rand speed; do
	expect_rc 2 "$cmh" $command --device nosuch:thing </dev/null
	expect_in err "cmh $command: "
	expect_text "output of $command without device" "$(cat "$tmp/out")" ''
	CMH_DEVICE=nosuch:thing expect_rc 2 "$cmh" $command </dev/null
	CMH_DEVICE=nosuch:thing expect_rc 0 "$cmh" $command --device soft: --help
done
expect_rc 2 "$cmh" --device soft:threads=many info
expect_rc 3 "$cmh" -D soft:cores=aes dgst /dev/null
expect_rc 3 "$cmh" -D soft:cores=aes speed sha256
expect_rc 3 "$cmh" -D soft:cores=aes rand -x
expect_rc 3 "$cmh" -D soft:cores=aes selftest sha256 drbg
expect_rc 0 "$cmh" -D soft:cores=aes selftest
expect_in out ' absent'

# what cannot be written is an error too
if [ -w /dev/full ]; then
	for command in info list selftest 'rand -x' 'rand -n 1M' 'dgst /dev/null' 'info --json' --help \
			'dgst --help' --version; do
		checks=$((checks + 1))
		"$cmh" $command >/dev/full 2>"$tmp/err"
		[ $? -eq 5 ] || fail "cmh $command >/dev/full: the exit code is not 5"
		expect_in err 'No space left on device'
	done
fi

# options before, between and behind; "--" ends them
echo x >"$tmp/-c"
expect_rc 0 env -C "$tmp" "$(realpath "$cmh")" --json dgst -a sha512 -- -c
expect_in out '"file": "-c"'
expect_rc 0 "$cmh" dgst "$tmp/-c" -asha512 -jq
expect_in out '"algorithm": "sha512"'
finish
