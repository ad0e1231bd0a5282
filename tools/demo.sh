#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# demo.sh - the main job on the embedded device, with what was built in BUILDDIR: describe and test the
# hub, hash and encrypt a real file, through the program cmh and through OpenSSL, and compare. Prints each
# command before it runs; ./dev demo builds first and then calls this.
# usage: tools/demo.sh BUILDDIR, or BUILD=BUILDDIR tools/demo.sh
set -euo pipefail

build=${1:-${BUILD:?usage: tools/demo.sh BUILDDIR}}
build=$(cd -- "$build" && pwd)
openssl=${OPENSSL:-openssl}
export PATH=$build/tools:$PATH
unset CMH_DEVICE

dir=$(mktemp -d "${TMPDIR:-/tmp}/cmh-demo.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir"

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

# run COMMAND...: shows it as one would type it, and runs it; its output may go elsewhere
exec 3>&1
run() {
	printf '$ %s\n' "$*" >&3
	"$@"
}

# same WHAT A B: ends the demo unless the two texts are alike
same() {
	if [ "$2" != "$3" ]; then
		printf 'demo: %s differ:\n%s\n%s\n' "$1" "$2" "$3" >&2
		exit 1
	fi
	printf '%s: the same\n' "$1"
}

# the module of this build, preferred for all that it has
cmh_provider=(-provider-path "$build/provider/.libs" -provider cmh -provider default
	-propquery provider=cmh)

say 'the hub in software'
run cmh info

say 'known answers of every algorithm'
run cmh selftest

say 'digests of a file of 64 MiB and of the library, checked by sha256sum'
run cmh rand --bytes 64M --output data
cp -- "$build/lib/.libs/libcmh.so" libcmh.so
run cmh dgst data libcmh.so | tee SHA256SUMS
run sha256sum -c SHA256SUMS
run cmh dgst -c SHA256SUMS

say 'the same through OpenSSL'
for digest in sha256 sha3-256 shake256; do
	length=()
	[ $digest != shake256 ] || length=(-xoflen 32)
	run "$openssl" dgst -$digest "${length[@]}" "${cmh_provider[@]}" data | tee by-cmh
	"$openssl" dgst -$digest "${length[@]}" data >by-default
	same "$digest by cmh and by OpenSSL itself" "$(cat by-cmh)" "$(cat by-default)"
done

say 'encrypted by the hub, decrypted by OpenSSL itself, and the other way round'
key=$(cmh rand --hex --bytes 32)
iv=$(cmh rand --hex --bytes 16)
for cipher in aes-256-cbc aes-256-ctr; do
	run "$openssl" enc -$cipher -K "$key" -iv "$iv" "${cmh_provider[@]}" -in data -out secret
	run "$openssl" enc -d -$cipher -K "$key" -iv "$iv" -in secret -out back
	same "$cipher, plain and decrypted" "$(sha256sum <data)" "$(sha256sum <back)"
	"$openssl" enc -$cipher -K "$key" -iv "$iv" -in data -out secret
	"$openssl" enc -d -$cipher -K "$key" -iv "$iv" "${cmh_provider[@]}" -in secret -out back
	same "$cipher, the other way round" "$(sha256sum <data)" "$(sha256sum <back)"
done

say 'keys made by the hub alone; signatures judged by OpenSSL itself, and the other way round'
alone=(-provider-path "$build/provider/.libs" -provider cmh)
for kind in 'RSA -pkeyopt rsa_keygen_bits:3072' 'EC -pkeyopt group:P-384' ED25519; do
	# shellcheck disable=SC2086
	run "$openssl" genpkey "${alone[@]}" -quiet -algorithm $kind -out key.pem
	"$openssl" pkey "${alone[@]}" -in key.pem -pubout -out pub.pem
	raw=()
	[ "$kind" != ED25519 ] || raw=(-rawin)
	head -c 32 data >message
	run "$openssl" pkeyutl -sign "${alone[@]}" "${raw[@]}" -inkey key.pem -in message -out signature
	run "$openssl" pkeyutl -verify "${raw[@]}" -pubin -inkey pub.pem -in message -sigfile signature
	"$openssl" pkeyutl -sign "${raw[@]}" -inkey key.pem -in message -out signature
	"$openssl" pkeyutl -verify "${alone[@]}" "${raw[@]}" -pubin -inkey pub.pem -in message \
		-sigfile signature
done

say 'how fast it is'
run cmh speed --seconds 0.2 --depth 1,32 --bytes 64,16K

say 'all of it worked'
