#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a reviewer should not have to say: no trailing blanks, no CR, a newline at the end,
# C indented by tabs. 100 columns are the rule; the test bites above 112, so that a row of a
# table may pass it.
set -uo pipefail

cd "${top_srcdir:-.}" || exit 1
. tests/integration/files.sh
failed=0

while IFS= read -r f; do
	case $f in
	*.[ch]) c=1 ;;
	*.sh|*.am|*.ac|*.m4|*.map|dev) c=0 ;;
	*) continue ;;
	esac
	awk -v c="$c" -v f="$f" '
		function say(what) { printf "FAIL: %s:%d: %s\n", f, FNR, what; bad = 1 }
		/\r/ { say("carriage return") }
		/[ \t]$/ { say("blanks at the end of the line") }
		c && /^        / { say("indented by spaces") }
		c {
			width = 0
			for (i = 1; i <= length($0); i++)
				width += substr($0, i, 1) == "\t" ? 8 - width % 8 : 1
			if (width > 112)
				say(width " columns")
		}
		END { exit bad }' "$f" || failed=1
	[ -z "$(tail -c 1 "$f")" ] || { echo "FAIL: $f: no newline at the end"; failed=1; }
done < <(source_files)
exit $failed
