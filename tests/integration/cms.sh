#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Messages of CMS, signed and encrypted with the provider preferred and read by the default provider
# alone, and the other way round: RSA and EC, keys, passwords, and authenticated encryption.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"
. "${top_srcdir:-.}/tests/integration/pki_env.sh"

cd "$work" || exit 1
default=(-provider default)
head -c 100000 /dev/urandom >data
nr=0

# cms WHAT OPTION...
cms() {
	local what=$1
	shift
	"$OPENSSL" cms "$@" >cms.log 2>&1 || fail "$what: $(cat cms.log)"
	nr=$((nr + 1))
}

# signed WHO FROM TO OPTION...: options of the signature
signed() {
	local who=$1
	local -n from=$2 to=$3
	local what="$who, signed by $2, verified by $3, ${*:4}"
	shift 3
	cms "$what" -sign "${from[@]}" -binary -nodetach -md sha256 -signer "$who.pem" \
		-inkey "$who.key" "$@" -in data -outform DER -out message
	cms "$what" -verify "${to[@]}" -binary -CAfile root.pem -purpose any -inform DER -in message \
		-out again
	cmp -s data again || fail "$what: another message"
	printf 'x' | dd of=message bs=1 seek=50000 conv=notrunc status=none
	"$OPENSSL" cms -verify "${to[@]}" -binary -CAfile root.pem -purpose any -inform DER \
		-in message -out again >cms.log 2>&1 && fail "$what: a changed message is verified"
}

# encrypted WHAT FROM TO CIPHER [RECIPIENT-OPTION...] -- [READER-OPTION...]
encrypted() {
	local -n from=$2 to=$3
	local what="$1, $4, encrypted by $2, decrypted by $3" cipher=$4 writer=()
	shift 4
	while [ "$1" != -- ]; do
		writer+=("$1")
		shift
	done
	shift
	cms "$what" -encrypt "${from[@]}" -binary "-$cipher" -in data -outform DER -out message \
		"${writer[@]}"
	cms "$what" -decrypt "${to[@]}" -inform DER -in message -out again "$@"
	cmp -s data again || fail "$what: another message"
}

issue p256 root root authority "${default[@]}"
for who in rsa p256 p384; do
	issue "$who" root "$who" leaf "${default[@]}"
done
for pair in "preferred default" "default preferred" "preferred preferred"; do
	# shellcheck disable=SC2086
	{
		signed rsa $pair
		signed rsa $pair -keyopt rsa_padding_mode:pss
		signed p256 $pair
		signed p384 $pair
		for cipher in aes-128-cbc aes-256-cbc aes-256-gcm; do
			encrypted RSA $pair $cipher -recip rsa.pem -- -recip rsa.pem -inkey rsa.key
		done
		encrypted "RSA with OAEP" $pair aes-256-cbc -recip rsa.pem \
			-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -- -recip rsa.pem -inkey rsa.key
		for who in p256 p384; do
			encrypted $who $pair aes-256-cbc -recip $who.pem -keyopt ecdh_kdf_md:sha256 -- \
				-recip $who.pem -inkey $who.key
		done
		encrypted "a key" $pair aes-128-cbc -secretkey 000102030405060708090a0b0c0d0e0f \
			-secretkeyid c0ffee -- -secretkey 000102030405060708090a0b0c0d0e0f -secretkeyid c0ffee
		encrypted "a password" $pair aes-128-cbc -pwri_password secret -- -pwri_password secret
	}
	echo "${pair/ / to }"
done

# that it was the hub
if [ "$PROVIDER" = cmh ]; then
	OPENSSL_CONF=$(without_core hc+aes) "$OPENSSL" cms -sign "${preferred[@]}" -binary \
		-signer rsa.pem -inkey rsa.key -in data -outform DER -out message >cms.log 2>&1 &&
		fail "the hub was not used"
	grep -q PKE cms.log || fail "without a PKE core: $(cat cms.log)"
fi
echo "$nr messages written and read"
