#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# installcheck.sh - "make installcheck": what was installed works from where it was installed.
# usage: tests/installcheck.sh BINDIR MODULESDIR
set -euo pipefail

bindir=$1
modulesdir=$2

"$bindir/cmh" --version
ls "$modulesdir/cmh.so"
out=$(OPENSSL_MODULES=$modulesdir "${OPENSSL:-openssl}" list -providers -provider cmh)
grep -q 'status: active' <<<"$out" || { echo "the provider does not load:"; echo "$out"; exit 1; }
echo "the provider loads"
