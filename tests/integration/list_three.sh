#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What cmh list says OpenSSL can ask for, what the provider announces, and the README's tables are the
# same: each operation with each name, and nothing else.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"

export LC_ALL=C # one order for sort, comm and jq
cmh_list=$top_builddir/tools/cmh
command -v jq >/dev/null || skip "no program jq"
[ -x "$top_builddir/tests/list_provided" ] || fail "no program tests/list_provided"

# One line a row: the operation, then the names in order of the alphabet.
"$cmh_list" list --json >"$work/list.json" || fail "cmh list --json"
jq -r '(.algorithms[] | select(.operation != null)), .services[] |
	.operation + " " + (.names | sort | join(" "))' "$work/list.json" | sort >"$work/list"
[ -s "$work/list" ] || fail "cmh list --json names nothing"

# What OpenSSL takes no name for must belong to a family that a service stands for.
jq -r '.algorithms[] | select(.operation == null) | .family' "$work/list.json" | sort -u >"$work/no"
[ "$(cat "$work/no")" = mac ] || fail "without an operation are not only MACs: $(cat "$work/no")"

# The generator is announced only where it was asked for.
cat >"$work/random.cnf" <<-EOT
	openssl_conf = init
	[init]
	providers = providers
	[providers]
	cmh = hub
	[hub]
	activate = 1
	random = yes
EOT
OPENSSL_CONF=$work/random.cnf "$top_builddir/tests/list_provided" >"$work/announced" ||
	fail "not everything that the provider announces can be fetched"
while read -r operation names; do
	echo "$operation $(tr : '\n' <<<"$names" | sort | xargs)"
done <"$work/announced" | sort >"$work/provider"

# The README does without OIDs. Its tables: ... | operation | names | and operation | core | names |.
while read -r operation names; do
	echo "$operation $(tr ' ' '\n' <<<"$names" | grep -v '^[0-9]*\.[0-9.]*$' | xargs)"
done <"$work/list" | sort >"$work/list.names"
sed -n '/<!-- cmh list --markdown -->/,/<!-- end -->/p' "$top_srcdir/README.md" |
	awk -F ' *[|] *' '
		!/^\|/ || /^\|---/ { next }
		$2 ~ /^(algorithm|curve|operation)$/ { table = $2; next }
		table == "algorithm" { print $9, $10 }
		table == "operation" { print $2, $4 }' |
	sed 's/,//g' | grep -v '^-' |
	while read -r operation names; do
		echo "$operation $(tr ' ' '\n' <<<"$names" | sort | xargs)"
	done | sort >"$work/readme"

failed=0
# compare A B WHAT-ONLY-A WHAT-ONLY-B
compare() {
	local line
	while IFS= read -r line; do
		echo "FAIL: $3: $line"
		failed=$((failed + 1))
	done < <(comm -23 "$1" "$2")
	while IFS= read -r line; do
		echo "FAIL: $4: $line"
		failed=$((failed + 1))
	done < <(comm -13 "$1" "$2")
}
for file in list provider list.names readme; do
	sort -o "$work/$file" "$work/$file"
	[ -z "$(uniq -d "$work/$file")" ] || fail "twice in $file: $(uniq -d "$work/$file")"
done
compare "$work/list" "$work/provider" "listed, not announced" "announced, not listed"
compare "$work/list.names" "$work/readme" "listed, not in the README" "in the README, not listed"
printf '%d rows listed, %d announced, %d in the README, %d differences\n' \
	"$(wc -l <"$work/list")" "$(wc -l <"$work/provider")" "$(wc -l <"$work/readme")" "$failed"
[ "$failed" -eq 0 ]
