#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A PKI of each kind of key, made with the provider preferred and verified by the default provider
# alone, and the other way round: requests, roots, intermediates, leaves, revocation; keys as text
# and as files; signatures, encryption and agreement from the command line.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"
. "${top_srcdir:-.}/tests/integration/pki_env.sh"

default=(-provider default)
nr=0
passed() { nr=$((nr + 1)); }

# must WHAT COMMAND...: it succeeds, and what it said stays in must.log
must() {
	local what=$1
	shift
	"$@" >must.log 2>&1 || fail "$kind, $way: $what: $(cat must.log)"
	passed
}

# must_not WHAT WORDS COMMAND...: it fails with these words
must_not() {
	local what=$1 words=$2
	shift 2
	"$@" >must.log 2>&1 && fail "$kind, $way: $what: it succeeded"
	grep -q "$words" must.log || fail "$kind, $way: $what: $(cat must.log)"
	passed
}

# ca_digest: as "openssl ca" wants to hear it
ca_digest() {
	local md
	md=$(digest_for "$kind")
	[ "$md" ] && echo "${md#-}" || echo default
}

# make_pki OPTION...: in the current folder
make_pki() {
	local md
	md=$(digest_for "$kind")
	: >index
	echo 01 >serial
	echo 01 >crlnumber
	issue "$kind" root root authority "$@"
	issue "$kind" root middle authority "$@"
	issue "$kind" middle leaf leaf "$@"
	# and one that is made by "openssl ca", to be revoked
	genkey "$kind" bad.key "$@"
	# shellcheck disable=SC2086
	must "req" "$OPENSSL" req "$@" -new $md -key bad.key -subj /CN=bad \
		-config "$work/pki.cnf" -out bad.csr
	local ca=("$OPENSSL" ca "$@" -config "$work/pki.cnf" -batch -notext -md "$(ca_digest)"
		-cert middle.pem -keyfile middle.key)
	must "ca" "${ca[@]}" -extensions leaf -in bad.csr -out bad.pem
	must "ca -revoke" "${ca[@]}" -revoke bad.pem
	must "ca -gencrl" "${ca[@]}" -gencrl -out middle.crl
}

# verify_pki OPTION...
verify_pki() {
	local chain=(-CAfile root.pem -untrusted middle.pem)
	must "verify" "$OPENSSL" verify "$@" "${chain[@]}" leaf.pem
	must "verify with the CRL" "$OPENSSL" verify "$@" "${chain[@]}" -crl_check \
		-CRLfile middle.crl leaf.pem
	must_not "a revoked certificate" 'certificate revoked' "$OPENSSL" verify "$@" "${chain[@]}" \
		-crl_check -CRLfile middle.crl bad.pem
	must "req -verify" "$OPENSSL" req "$@" -config "$work/pki.cnf" -in leaf.csr -verify -noout
	must "crl" "$OPENSSL" crl "$@" -in middle.crl -CAfile middle.pem -noout
	grep -q 'verify OK' must.log || fail "$kind, $way: crl: $(cat must.log)"
	# the last byte of a certificate is the signature's
	"$OPENSSL" x509 "${default[@]}" -in leaf.pem -outform DER -out leaf.der || fail "x509"
	printf '%b' "\\x$(printf %02x $((0x$(tail -c 1 leaf.der | od -An -tx1 | tr -d ' ') ^ 1)))" |
		dd of=leaf.der bs=1 seek=$(($(stat -c %s leaf.der) - 1)) conv=notrunc status=none
	must_not "a changed certificate" 'signature failure\|signature' "$OPENSSL" verify "$@" \
		"${chain[@]}" leaf.der
}

# use_keys MAKER VERIFIER: names of the arrays with their options. The same key, both ways.
use_keys() {
	local -n from=$1 to=$2
	local md
	md=$(digest_for "$kind")

	"$OPENSSL" pkey "${from[@]}" -in leaf.key -text -noout >text.from 2>&1 || fail "pkey: $(cat text.from)"
	"$OPENSSL" pkey "${to[@]}" -in leaf.key -text -noout >text.to 2>&1 || fail "pkey: $(cat text.to)"
	cmp -s text.from text.to || fail "$kind, $way: pkey -text: $(diff text.from text.to)"
	must "pkey -pubout" "$OPENSSL" pkey "${from[@]}" -in leaf.key -pubout -out leaf.pub
	must "pkey -check" "$OPENSSL" pkey "${from[@]}" -in leaf.key -check -noout
	must "pkey -aes256" "$OPENSSL" pkey "${from[@]}" -in leaf.key -aes256 -passout pass:secret \
		-out leaf.enc
	must "pkey, encrypted" "$OPENSSL" pkey "${to[@]}" -in leaf.enc -passin pass:secret -out again.key
	cmp -s leaf.key again.key || fail "$kind, $way: another key after encryption"
	must_not "pkey, wrong password" . "$OPENSSL" pkey "${to[@]}" -in leaf.enc -passin pass:wrong -noout

	head -c 100000 /dev/urandom >data
	if [ "$md" ]; then
		must "dgst -sign" "$OPENSSL" dgst "${from[@]}" "$md" -sign leaf.key -out sig data
		must "dgst -verify" "$OPENSSL" dgst "${to[@]}" "$md" -verify leaf.pub -signature sig data
		echo >>data
		must_not "dgst -verify, changed" 'Verif' "$OPENSSL" dgst "${to[@]}" "$md" \
			-verify leaf.pub -signature sig data
	fi
	local raw=(-rawin)
	[ "$md" ] && raw+=(-digest "${md#-}")
	must "pkeyutl -sign" "$OPENSSL" pkeyutl "${from[@]}" -sign "${raw[@]}" -inkey leaf.key -in data -out sig
	must "pkeyutl -verify" "$OPENSSL" pkeyutl "${to[@]}" -verify "${raw[@]}" -pubin -inkey leaf.pub \
		-in data -sigfile sig
	head -c 100 data >short
	case $kind in
	rsa*)
		for padding in pkcs1 oaep "oaep -pkeyopt rsa_oaep_md:sha256"; do
			# OAEP's digest is SHA-1 unless said, which the hub has not
			[ "$way" = "$PROVIDER alone" ] && [ "$padding" = oaep ] && continue
			# shellcheck disable=SC2086
			must "pkeyutl -encrypt" "$OPENSSL" pkeyutl "${from[@]}" -encrypt -pubin \
				-inkey leaf.pub -pkeyopt rsa_padding_mode:$padding -in short -out ct
			# shellcheck disable=SC2086
			must "pkeyutl -decrypt" "$OPENSSL" pkeyutl "${to[@]}" -decrypt -inkey leaf.key \
				-pkeyopt rsa_padding_mode:$padding -in ct -out again
			cmp -s short again || fail "$kind, $way: decrypted with $padding"
		done
		must "dgst -sign, PSS" "$OPENSSL" dgst "${from[@]}" -sha256 -sigopt rsa_padding_mode:pss \
			-sigopt rsa_pss_saltlen:-1 -sign leaf.key -out sig data
		must "dgst -verify, PSS" "$OPENSSL" dgst "${to[@]}" -sha256 -sigopt rsa_padding_mode:pss \
			-verify leaf.pub -signature sig data
		;;
	sm2)
		must "pkeyutl -encrypt" "$OPENSSL" pkeyutl "${from[@]}" -encrypt -pubin -inkey leaf.pub \
			-in short -out ct
		must "pkeyutl -decrypt" "$OPENSSL" pkeyutl "${to[@]}" -decrypt -inkey leaf.key -in ct \
			-out again
		cmp -s short again || fail "$kind, $way: decrypted"
		;;
	esac
}

cd "$work" || exit 1
kinds=${KINDS-rsa3072 p256 p384 ed25519 sm2}
for kind in $kinds; do
	way="made by $PROVIDER, verified by default"
	mkdir "$work/$kind" && cd "$work/$kind" || exit 1
	make_pki "${preferred[@]}"
	verify_pki "${default[@]}"
	use_keys preferred default
	way="made by default, verified by $PROVIDER"
	mkdir "$work/$kind.default" && cd "$work/$kind.default" || exit 1
	make_pki "${default[@]}"
	verify_pki "${preferred[@]}"
	use_keys default preferred
	echo "PKI of $kind"
done

# agreement: the same secret from both ends
mkdir "$work/derive" && cd "$work/derive" || exit 1
way=derive
for kind in p256 p384 p521 brainpool256 brainpool384 brainpool512 X25519 X448; do
	genkey "$kind" a.key "${preferred[@]}"
	genkey "$kind" b.key "${default[@]}"
	must "pkey" "$OPENSSL" pkey "${default[@]}" -in a.key -pubout -out a.pub
	must "pkey" "$OPENSSL" pkey "${preferred[@]}" -in b.key -pubout -out b.pub
	must "pkeyutl -derive" "$OPENSSL" pkeyutl "${preferred[@]}" -derive -inkey a.key -peerkey b.pub -out ours
	must "pkeyutl -derive" "$OPENSSL" pkeyutl "${default[@]}" -derive -inkey b.key -peerkey a.pub -out theirs
	[ -s ours ] && cmp -s ours theirs || fail "$kind: pkeyutl -derive gives two secrets"
done
for kind in ED25519 ED448; do
	genkey "$kind" a.key "${preferred[@]}"
	must "pkey -check" "$OPENSSL" pkey "${default[@]}" -in a.key -check -noout
done
echo "agreement and key generation"

# The provider alone, without the default one: what OpenSSL itself does not put in the way. That is
# certificates, of which OpenSSL 3.0 takes a fingerprint with SHA-1 before it looks at them, and
# identifiers of keys as it issues them; PKCS #12, whose key derivation is its own; and the
# traditional encryption of keys, which wants MD5.
mkdir "$work/alone" && cd "$work/alone" || exit 1
way="$PROVIDER alone"
cat >alone.cnf <<-EOT
	openssl_conf = init
	[init]
	providers = providers
	[providers]
	$PROVIDER = under_test
	[under_test]
	activate = 1
	$([ "$PROVIDER" = cmh ] && echo random = yes)
EOT
export OPENSSL_CONF=$PWD/alone.cnf
for kind in $kinds p521 ed448; do
	mkdir "$kind" && cd "$kind" || exit 1
	genkey "$kind" leaf.key "${alone[@]}"
	use_keys alone alone
	# shellcheck disable=SC2046
	must "req" "$OPENSSL" req "${alone[@]}" -new $(digest_for "$kind") -key leaf.key -subj /CN=leaf \
		-config "$work/pki.cnf" -out leaf.csr
	must "req -verify" "$OPENSSL" req "${alone[@]}" -config "$work/pki.cnf" -in leaf.csr -verify -noout
	cd ..
done
for kind in p256 p384 p521 brainpool256 X25519 X448; do
	genkey "$kind" a.key "${alone[@]}"
	genkey "$kind" b.key "${alone[@]}"
	must "pkey" "$OPENSSL" pkey "${alone[@]}" -in a.key -pubout -out a.pub
	must "pkey" "$OPENSSL" pkey "${alone[@]}" -in b.key -pubout -out b.pub
	must "pkeyutl -derive" "$OPENSSL" pkeyutl "${alone[@]}" -derive -inkey a.key -peerkey b.pub -out ab
	must "pkeyutl -derive" "$OPENSSL" pkeyutl "${alone[@]}" -derive -inkey b.key -peerkey a.pub -out ba
	[ -s ab ] && cmp -s ab ba || fail "$kind, $way: pkeyutl -derive gives two secrets"
done
head -c 100000 /dev/urandom >data
kind=data
for cipher in aes-256-cbc aes-128-ctr sm4-cbc chacha20; do
	must "enc" "$OPENSSL" enc "${alone[@]}" -$cipher -pbkdf2 -pass pass:secret -in data -out data.enc
	must "enc -d" "$OPENSSL" enc "${alone[@]}" -d -$cipher -pbkdf2 -pass pass:secret -in data.enc -out again
	cmp -s data again || fail "$way: enc -$cipher"
done
must "mac" "$OPENSSL" mac "${alone[@]}" -digest SHA256 -macopt hexkey:00112233 -in data HMAC
must "kdf" "$OPENSSL" kdf "${alone[@]}" -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:0011 HKDF
must "rand" "$OPENSSL" rand "${alone[@]}" -hex 32
OPENSSL_CONF=$work/empty.cnf
echo "$way"

# that it was the hub: without the core for public keys nothing is signed
if [ "$PROVIDER" = cmh ]; then
	kind=p256 way="without PKE"
	cd "$work/derive" || exit 1
	genkey p256 leaf.key "${default[@]}"
	must_not "signing" 'PKE' env OPENSSL_CONF="$(without_core hc+aes)" "$OPENSSL" dgst \
		"${preferred[@]}" -sha256 -sign leaf.key -out sig a.key
fi
echo "$nr commands as they should"
