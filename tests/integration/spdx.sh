#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every file that can carry a comment names its licence in its first lines.
set -uo pipefail

cd "${top_srcdir:-.}" || exit 1
. tests/integration/files.sh
failed=0
nr=0

while IFS= read -r f; do
	case $f in
	LICENSE|*.json|*.vec|*.svg|*.csv|tests/fuzz/corpus/*|tests/*/data/*) continue ;;
	esac
	nr=$((nr + 1))
	if ! head -n 5 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0'; then
		echo "FAIL: $f has no line SPDX-License-Identifier: Apache-2.0"
		failed=1
	fi
done < <(source_files)

grep -q 'Apache License' LICENSE || { echo "FAIL: LICENSE is not the Apache License"; failed=1; }
echo "$nr files"
[ "$nr" -gt 20 ] || failed=1
exit $failed
