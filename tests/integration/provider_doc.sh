#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The provider's papers: each setting and each algorithm is in the man page, the example
# configuration loads, and the page has no errors.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"

page=$top_srcdir/tools/man/man7/cmh-provider.7
failed=0

say() {
	echo "FAIL: $*"
	failed=1
}

keys=$(sed -n 's/.*known_keys\[\] = { \(.*\) };/\1/p' "$top_srcdir/provider/prov_conf.c" | tr -d '",')
[ -n "$keys" ] || fail "cannot find the settings in prov_conf.c"
for key in $keys; do
	grep -q "^\.It Ic $key\$" "$page" || say "setting $key is not in $page"
	grep -qE "^#? ?$key = " "$top_srcdir/examples/openssl.cnf" ||
		say "setting $key is not in examples/openssl.cnf"
	for field in 'Default:' 'Example:'; do
		sed -n "/^\.It Ic $key\$/,/^\.It Ic /p" "$page" | grep -q "^$field" ||
			say "setting $key has no $field in $page"
	done
done

# AES-128-GCM is there as AES-128 and as GCM
"$OPENSSL" list -digest-algorithms -cipher-algorithms -mac-algorithms -kdf-algorithms "${cmh[@]}" |
	sed -n 's/^  *\(.*\) @ cmh$/\1/p' | tr -d '{},' >"$work/names"
[ "$(wc -l <"$work/names")" -ge 20 ] || say "openssl list shows $(wc -l <"$work/names") algorithms"
while read -ra names; do
	for name in "${names[@]}"; do
		case ${name^^} in
		AES-*-*) grep -qi -- "${name%-*}" "$page" && grep -qi -- "${name##*-}" "$page" ;;
		*) grep -qiw -- "$name" "$page" ;;
		esac && continue 2
	done
	say "${names[*]} is not in $page"
done <"$work/names"

OPENSSL_CONF=$top_srcdir/examples/openssl.cnf "$OPENSSL" list -providers >"$work/out" 2>&1
for name in cmh default; do
	grep -q "^  $name\$" "$work/out" || say "examples/openssl.cnf: $name: $(cat "$work/out")"
done
got=$(printf abc | OPENSSL_CONF=$top_srcdir/examples/openssl.cnf "$OPENSSL" dgst -sha256 -r)
[ "${got%% *}" = ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad ] ||
	say "examples/openssl.cnf: dgst: $got"

if command -v mandoc >/dev/null; then
	mandoc -T lint -W warning "$page" >"$work/lint" || say "$(cat "$work/lint")"
fi
exit $failed
