#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The arrows between the folders run downward only (doc/architecture.md): which header a
# folder may include, by the path as the sources write it.
set -uo pipefail

cd "${top_srcdir:-.}" || exit 1
failed=0
ours='(cmh|include|lib|dev|ring|op|key|uio|dt|model|engine|provider|tools|bench|tests)/'

# may FOLDER PATTERN...: includes of our own files below FOLDER that match no pattern are errors
may() {
	local folder=$1 allowed hits
	shift
	[ -d "$folder" ] || return 0
	allowed=$(IFS='|'; echo "$*")
	hits=$(grep -rnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($ours|.*\.\./)" \
			--include='*.[ch]' "$folder" |
		grep -vE "[<\"]($allowed)" )
	[ -z "$hits" ] && return 0
	printf 'FAIL: %s/ may include only %s:\n%s\n' "$folder" "$*" "$hits"
	failed=1
}

may include  'cmh/'
may lib      'cmh/' 'lib/' 'dev/' 'ring/' 'op/' 'key/'
may dt       'cmh/' 'dt/'
may model    'cmh/abi/' 'model/' 'engine/'
may provider 'cmh/' 'provider/'
may tools    'cmh/' 'tools/'
may bench    'cmh/' 'bench/'
may uio      'cmh/' 'uio/' 'lib/dev/' 'dev/' 'model/'

# only the embedded device sees the model
hits=$(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]model/' -r --include='*.[ch]' uio |
	grep -v '^uio/soft')
if [ -n "$hits" ]; then
	printf 'FAIL: of uio/ only soft.c may include model/:\n%s\n' "$hits"
	failed=1
fi
exit $failed
