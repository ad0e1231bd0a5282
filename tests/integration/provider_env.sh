# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# provider_env.sh - sourced by the scripts that run openssl with the module of the build tree.

SIZE=${SIZE:-8M}
PROVIDER=${PROVIDER:-cmh} # under test; default, to try a script without the hub
OPENSSL=${OPENSSL:-openssl}
export OPENSSL_MODULES=${OPENSSL_MODULES:-${top_builddir:-.}/provider/.libs}
export CMH_DEVICE=${CMH_DEVICE:-soft:}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

fail() {
	echo "FAIL: $*"
	exit 1
}

skip() {
	echo "SKIP: $*"
	exit 77
}

command -v "$OPENSSL" >/dev/null || skip "no program $OPENSSL"
[ -e "$OPENSSL_MODULES/cmh.so" ] || skip "no module $OPENSSL_MODULES/cmh.so"

# A module that was built with a sanitizer needs its runtime in the program first.
runtime=$(ldd "$OPENSSL_MODULES/cmh.so" | awk '/lib[at]san/ { print $3 }')
case $runtime in
*libtsan*) skip "openssl is not built for ThreadSanitizer" ;;
*libasan*) export LD_PRELOAD=$runtime ASAN_OPTIONS=detect_leaks=0 ;;
esac

# Nothing but what a test says: an empty configuration.
printf '\n' >"$work/empty.cnf"
export OPENSSL_CONF=$work/empty.cnf

# The options that load the provider: beside the default one and asked for by name, preferred where
# it has the algorithm, or by itself.
# shellcheck disable=SC2034
cmh=(-provider "$PROVIDER" -provider default -propquery "provider=$PROVIDER")
# shellcheck disable=SC2034
preferred=(-provider "$PROVIDER" -provider default -propquery "?provider=$PROVIDER")
# shellcheck disable=SC2034
alone=(-provider "$PROVIDER")

# without_core CORES: a configuration whose hub has these cores only, and says so at use: what then
# still works did not use the others. Prints the file's name.
without_core() {
	cat >"$work/cores.cnf" <<-EOT
		openssl_conf = init
		[init]
		providers = providers
		[providers]
		cmh = cmh_sect
		[cmh_sect]
		device = soft:cores=$1
		policy = always
	EOT
	echo "$work/cores.cnf"
}
