# SPDX-License-Identifier: Apache-2.0
# cli.sh - sourced by the tests of the program cmh (cli_*.sh): where it is, a directory to work in, and
# a few words to test with.

cmh=${top_builddir:?}/tools/cmh
mkdoc=$top_builddir/tools/mkdoc
unset CMH_DEVICE
export LC_ALL=C.UTF-8

tmp=$(mktemp -d "${TMPDIR:-/tmp}/cmh-cli.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

checks=0
failures=0

fail() {
	printf 'FAIL: %s\n' "$*"
	failures=$((failures + 1))
}

# expect_rc CODE COMMAND...: runs it, with output in $tmp/out and $tmp/err, and checks its exit code.
expect_rc() {
	local want=$1 rc
	shift
	checks=$((checks + 1))
	"$@" >"$tmp/out" 2>"$tmp/err"
	rc=$?
	[ "$rc" -eq "$want" ] && return 0
	fail "exit code $rc, not $want: $*"
	sed 's/^/	/' "$tmp/err"
	return 1
}

# expect_in FILE TEXT: FILE (out or err of the last command) holds TEXT.
expect_in() {
	checks=$((checks + 1))
	grep -qF -e "$2" "$tmp/$1" && return 0
	fail "\"$2\" is not in what was printed:"
	sed 's/^/	/' "$tmp/$1"
	return 1
}

# expect_same WHAT A B: the two files are alike, byte for byte.
expect_same() {
	checks=$((checks + 1))
	cmp -s "$2" "$3" && return 0
	fail "$1:"
	diff -a "$2" "$3" | head -n 20 | sed 's/^/	/'
	return 1
}

# expect_text WHAT A B: the two texts are alike.
expect_text() {
	checks=$((checks + 1))
	[ "$2" = "$3" ] && return 0
	fail "$1: '$2' is not '$3'"
	return 1
}

# skip REASON: ends a test that cannot run here.
skip() {
	printf 'SKIP: %s\n' "$*"
	exit 77
}

# Ends a test; call it last.
finish() {
	printf '%d checks, %d failures\n' "$checks" "$failures"
	[ "$checks" -gt 0 ] && [ "$failures" -eq 0 ]
	exit
}
