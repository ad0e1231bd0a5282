#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The benchmarks run and say what they promise: the members of their JSON, and how many registers a
# request takes, which is exact. How fast anything was is not looked at.
set -uo pipefail

command -v jq >/dev/null || { echo "no jq: install jq"; exit 77; }
bench=${top_builddir:-.}/bench
failed=0

# run PROGRAM OPTION...: its JSON on standard output
run() {
	local program=$1
	shift
	"$bench/cmh-bench-$program" --json --seconds 0.002 --rounds 3 "$@"
}

# holds WHAT JSON FILTER
holds() {
	jq -e "$3" <<<"$2" >/dev/null && return
	printf 'FAIL: %s: %s does not hold for:\n%s\n' "$1" "$3" "$2"
	failed=1
}

head='.version and .device.transport == "soft" and .rounds == 3
	and ([.machine.cpu, .machine.kernel, .machine.compiler, .machine.cflags] | all(length > 0))
	and .machine.cores >= 1 and .steal_percent >= 0 and .waited_percent >= 0
	and (.noisy | type) == "boolean"'

ring=$(run ring --device soft:) || exit 1
holds ring "$ring" "$head"
holds ring "$ring" '[.batches[].batch] == [1, 8, 32, 128]'
holds ring "$ring" '.batches | all(.cmh.ns_per_op > 0 and .cmh.ops_per_s > 0
	and .cmh.ns_per_op_min <= .cmh.ns_per_op and .cmh.ns_per_op <= .cmh.ns_per_op_max)'
holds ring "$ring" '.batches | all(.[] | (.registers_per_op, .doorbells_per_op); . > 0)'
holds ring "$ring" '.batches[] | select(.batch == 32) | .registers_per_op <= 0.07'
if jq -e '.io_uring' <<<"$ring" >/dev/null; then
	holds ring "$ring" '.batches | all(.io_uring.ops_per_s > 0 and .ratio > 0)'
else
	holds ring "$ring" '.batches | all(.io_uring == null and .ratio == null)'
fi

# an algorithm of each family
ops=$(run ops --device soft: --algs sha256,shake128,aes-128-cbc,aes-256-gcm,rand --sizes 16,1024 \
	--depths 1,8) || exit 1
holds ops "$ops" "$head"
holds ops "$ops" '.results | length == 5 * 2 * 3'
holds ops "$ops" '[.results[].family] | unique == ["aead", "cipher", "digest", "rand"]'
holds ops "$ops" '.results | all(.ratio > 0 and .ns_per_op > 0 and .evp_ns_per_op > 0
	and .mb_per_s > 0 and .evp_mb_per_s > 0)'
holds ops "$ops" '[.results[] | [.path, .depth]] | unique ==
	[["ring", 1], ["ring", 8], ["sync", 1]]'

# what a plot draws is among the results
for doc in "$ring" "$ops"; do
	holds plots "$doc" '(.plots | length) > 0 and (. as $d | .plots | all(. as $p |
		any($d.results[]; .[$p.x] != null and .[$p.y] != null and .[$p.series] != null)))'
done

# mistakes are told, not guessed at
for wrong in --rounds=0 --seconds=-1 --batches=1,x --nonsense surplus; do
	if "$bench/cmh-bench-ring" "$wrong" >/dev/null 2>&1; then
		echo "FAIL: cmh-bench-ring takes $wrong"
		failed=1
	fi
done
if run ops --algs md5 >/dev/null 2>&1; then
	echo "FAIL: cmh-bench-ops takes --algs md5"
	failed=1
fi
exit $failed
