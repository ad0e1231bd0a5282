#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# plot.sh - draw the plots that a benchmark's JSON asks for, as SVG.
# usage: bench/plot.sh FILE.json OUTDIR
#
# The benchmark says itself what is worth drawing; nothing here knows a benchmark:
#   { "plots": [ { "file": "ring-nop",              name of the SVG, no suffix
#                  "title": "NOP requests a second",
#                  "x": "batch", "y": "ops_per_s",  members of the results
#                  "xlabel": "...", "ylabel": "...", (default: the member's name)
#                  "series": "path",                one line for each value of this member
#                  "where": { "size": 16384 },      only results that match (default: all)
#                  "logx": true, "logy": true } ],  logarithmic axes (default: linear)
#     "results": [ { "path": "cmh", "batch": 8, "ops_per_s": 1.2e7 }, ... ] }
set -euo pipefail

[ $# -eq 2 ] || { echo "usage: bench/plot.sh FILE.json OUTDIR" >&2; exit 2; }
json=$1
outdir=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

nr=$(jq '.plots // [] | length' "$json")
for ((i = 0; i < nr; i++)); do
	get() { jq -r --argjson i "$i" ".plots[\$i] | $1" "$json"; }
	svg=$outdir/$(get '.file | gsub("[^A-Za-z0-9_.-]"; "_")').svg

	# one block of "x y" lines a series, two empty lines between, its name as the header
	jq -r --argjson i "$i" '
		.plots[$i] as $p | .results
		| map(select(. as $r | ($p.where // {}) | to_entries | all($r[.key] == .value)))
		| map(select(.[$p.x] != null and .[$p.y] != null))
		| group_by(.[$p.series // "bench"])[]
		| "\"\(.[0][$p.series // "bench"] // $p.y)\"",
		  (sort_by(.[$p.x])[] | "\(.[$p.x]) \(.[$p.y])"), "", ""' "$json" >"$tmp/data"
	blocks=$(grep -c '^"' "$tmp/data" || true)
	if [ "$blocks" -eq 0 ]; then
		echo "$svg: no result matches, not drawn" >&2
		continue
	fi

	{
		echo "set terminal svg size 900,540 dynamic background rgb 'white' font 'sans,13'"
		echo "set output '$svg'"
		echo "set title \"$(get '.title // .file | gsub("[\\\\\"]"; "")')\" noenhanced"
		echo "set xlabel \"$(get '.xlabel // .x | gsub("[\\\\\"]"; "")')\" noenhanced"
		echo "set ylabel \"$(get '.ylabel // .y | gsub("[\\\\\"]"; "")')\" noenhanced"
		echo "set key outside right noenhanced"
		echo "set grid"
		echo "set format y '%.1s %c'"
		[ "$(get '.logx // false')" = false ] || echo "set logscale x 2"
		if [ "$(get '.logy // false')" = false ]; then
			echo "set yrange [0:*]"
		else
			echo "set logscale y 10"
		fi
		echo "plot for [i=0:$((blocks - 1))] '$tmp/data' index i using 1:2" \
			"with linespoints pointtype 7 pointsize 0.5 title columnheader(1)"
	} | gnuplot
	echo "$svg"
done
