#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# No branch and no address depends on decrypted bytes before their padding is judged: memcheck
# follows bytes that it takes for undefined.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"

[ "${sanitized:-no}" = no ] || skip "valgrind does not run sanitized programs"
command -v valgrind >/dev/null || skip "no valgrind"
valgrind -q --error-exitcode=9 "${top_builddir:-.}/tests/plain/provider_ct" traced >"$work/out" 2>&1
case $? in
0) exit 0 ;;
77) skip "built without valgrind/memcheck.h" ;;
*) fail "$(head -n 40 "$work/out")" ;;
esac
