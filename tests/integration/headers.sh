#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each public header compiles alone, as C11 and as C++17, and is installed.
set -uo pipefail

src=${top_srcdir:-.}
failed=0
nr=0

cxx=${CXX:-c++}
command -v "${cxx%% *}" >/dev/null || { echo "no C++ compiler ($cxx): install g++"; exit 77; }

# compile LANGUAGE HEADER COMPILER FLAGS...
compile() {
	local lang=$1 header=$2
	shift 2
	if ! printf '#include <%s>\n' "$header" |
	     "$@" -Wall -Wextra -Werror -fsyntax-only -I"$src/include" -x "$lang" -; then
		echo "FAIL: <$header> does not compile alone as $lang"
		failed=1
	fi
}

while read -r header; do
	nr=$((nr + 1))
	# CC and CXX may carry options of their own
	# shellcheck disable=SC2086
	compile c "$header" ${CC:-cc} -std=c11 -Wpedantic
	# shellcheck disable=SC2086
	compile c++ "$header" $cxx -std=c++17
	if ! grep -q "include/$header\b" "$src/include/Makemodule.am"; then
		echo "FAIL: include/$header is not listed in include/Makemodule.am"
		failed=1
	fi
done < <(cd "$src/include" && find cmh -name '*.h' | sort)

echo "$nr headers"
[ "$nr" -gt 0 ] || failed=1
exit $failed
