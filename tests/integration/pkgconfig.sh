#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A program outside this tree finds, links and runs the installed library through pkg-config.
# (The module is left out here: libtool links it anew on install, in the build folder that
# other tests use at this moment. "make installcheck" looks at it.)
set -euo pipefail

build=${top_builddir:-.}
[ "${sanitized:-no}" = no ] || { echo "a sanitizer is built in"; exit 77; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL

make -C "$build" DESTDIR="$tmp/root" install-libLTLIBRARIES install-pkgconfigDATA \
	install-cmhincludeHEADERS install-cmhabiHEADERS >"$tmp/install.log" 2>&1 ||
	{ cat "$tmp/install.log"; exit 1; }

pc=$(find "$tmp/root" -name libcmh.pc)
export PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$tmp/root
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
pkgconfig=${PKG_CONFIG:-pkg-config}
version=$($pkgconfig --modversion libcmh)

cat >"$tmp/consumer.c" <<'C'
#include <stdio.h>
#include <cmh/cmh.h>
int main(void) { return puts(cmh_version()) < 0; }
C
cp "$tmp/consumer.c" "$tmp/consumer.cc"

# shellcheck disable=SC2046,SC2086
${CC:-cc} -std=c11 $($pkgconfig --cflags libcmh) -o "$tmp/consumer" "$tmp/consumer.c" \
	$($pkgconfig --libs libcmh)
lib=$(find "$tmp/root" -name 'libcmh.so.?')
got=$(LD_LIBRARY_PATH=${lib%/*} "$tmp/consumer")
[ "$got" = "$version" ] || { echo "FAIL: the library says $got, libcmh.pc $version"; exit 1; }

if command -v "${CXX:-c++}" >/dev/null; then
	# shellcheck disable=SC2046,SC2086
	${CXX:-c++} $($pkgconfig --cflags libcmh) -o "$tmp/consumer++" "$tmp/consumer.cc" \
		$($pkgconfig --libs libcmh)
	LD_LIBRARY_PATH=${lib%/*} "$tmp/consumer++" >/dev/null
fi
echo "libcmh $got through pkg-config"
