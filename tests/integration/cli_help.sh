#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# --help, the man page and the completion name the same options; each page is complete; --version.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"

man=$top_builddir/tools/man
completion=$top_builddir/tools/completion/cmh
commands=$("$mkdoc" commands)

# options of a text: the long ones that begin a line, with their letters
options_of_help() {
	sed -n 's/^  \(-.*\|    \)\(--[a-z0-9-]*\).*/\1\2/p' "$1" | sed 's/ //g' | sort
}
options_of_man() {
	sed -e '/^\.SH JSON OUTPUT/,$d' "$1" | sed 's/\\-/-/g; s/\\fI.*//; s/\\f[BR]//g' |
		sed -n '/^\.TP$/{n;/^-/p}' | sed 's/ //g' | sort
}
long_options_of_completion() {
	sed -n "s/^_cmh_options\[$1_\]='\(.*\)'/\1/p" "$completion" | tr ' ' '\n' | grep . | sort
}

expect_text 'commands' "$(echo $commands)" 'info list selftest dgst rand speed'

expect_rc 0 "$cmh" --help
for command in $commands; do
	expect_in out "  $command "
done
cp "$tmp/out" "$tmp/help"
options_of_help "$tmp/help" >"$tmp/help.options"
options_of_man "$man/cmh.1" >"$tmp/man.options"
expect_same 'options of cmh --help and cmh(1)' "$tmp/help.options" "$tmp/man.options"

for command in $commands; do
	expect_rc 0 "$cmh" "$command" --help
	expect_in out "Usage: cmh $command [OPTION]..."
	expect_text "errors of cmh $command --help" "$(cat "$tmp/err")" ''
	checks=$((checks + 1))
	awk 'length > 80 { exit 1 }' "$tmp/out" || fail "$command --help is wider than 80 columns"
	cp "$tmp/out" "$tmp/help"

	options_of_help "$tmp/help" >"$tmp/help.options"
	options_of_man "$man/cmh-$command.1" >"$tmp/man.options"
	expect_same "options of $command --help and cmh-$command(1)" "$tmp/help.options" \
		"$tmp/man.options"
	sed 's/^-.,//' "$tmp/help.options" | sort >"$tmp/long.options"
	long_options_of_completion "$command" >"$tmp/completion.options"
	expect_same "options of $command --help and the completion" "$tmp/long.options" \
		"$tmp/completion.options"
	checks=$((checks + 1))
	[ "$(wc -l <"$tmp/long.options")" -ge 5 ] || fail "$command --help names too few options"

	# a page is complete, and cmh(1) points to it
	for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'JSON OUTPUT' 'EXIT STATUS' ENVIRONMENT \
			EXAMPLES 'SEE ALSO'; do
		checks=$((checks + 1))
		grep -qx "\.SH $section" "$man/cmh-$command.1" ||
			fail "cmh-$command(1) has no section $section"
	done
	checks=$((checks + 1))
	grep -q "^.fBcmh.-$command.fR(1)" "$man/cmh.1" || fail "cmh(1) does not list $command"
	expect_rc 0 "$cmh" "$command" --version
done

# cmh(1) lists every exit code of tools/exitcode.h
sed -n 's/^	X([A-Z]*, \([0-9]*\),.*/\1/p' "$top_srcdir/tools/exitcode.h" >"$tmp/codes"
sed -n '/^\.SH EXIT STATUS/,/^\.SH ENV/s/^\\fB\([0-9]*\)\\fR$/\1/p' "$man/cmh.1" >"$tmp/man.codes"
expect_same 'exit codes of exitcode.h and cmh(1)' "$tmp/codes" "$tmp/man.codes"
checks=$((checks + 1))
[ "$(wc -l <"$tmp/codes")" -eq 6 ] || fail 'exitcode.h was not understood'

expect_rc 0 "$cmh" --version
expect_text '--version' "$(sed 's/[0-9.]*$//' "$tmp/out")" 'cmh '

finish
