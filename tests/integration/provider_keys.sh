#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# openssl genpkey, pkey, rsa, ec, ecparam, x509, storeutl with the provider alone, and with the default
# provider beside it: what they write is what the default provider writes.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/provider_env.sh"
cd "$work" || exit 1

alone=(-provider cmh)
first=(-provider cmh -provider default)
second=(-provider default -provider cmh)

# ossl COMMAND ARG...: with each set of providers the same output as without any of them
ossl() {
	local command=$1 want got set
	shift
	"$OPENSSL" "$command" "$@" >want 2>err || fail "default: openssl $command $*: $(cat err)"
	for set in alone first second preferred; do
		local -n options=$set
		"$OPENSSL" "$command" "${options[@]}" "$@" >got 2>err ||
			fail "$set: openssl $command $*: $(cat err)"
		cmp -s want got || fail "$set: openssl $command $*: $(diff want got | head)"
	done
}

# run ARG...: must work
run() {
	"$OPENSSL" "$@" >out 2>err || fail "openssl $*: $(cat err)"
}

# keys of every type, made by the hub
keys=()
make_key() {
	local name=$1
	shift
	run genpkey "${alone[@]}" -quiet -out "$name.pem" "$@"
	keys+=("$name")
}
make_key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:1024
make_key pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha256 \
	-pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32
for curve in P-192 P-224 P-256 P-384 P-521 secp256k1 brainpoolP192r1 brainpoolP224r1 \
	brainpoolP256r1 brainpoolP320r1 brainpoolP384r1 brainpoolP512r1; do
	make_key "$curve" -algorithm EC -pkeyopt "group:$curve"
done
make_key explicit -algorithm EC -pkeyopt group:P-256 -pkeyopt ec_param_enc:explicit
for type in SM2 X25519 X448 ED25519 ED448; do
	make_key "$type" -algorithm "$type"
done

for key in "${keys[@]}"; do
	ossl pkey -in "$key.pem" -text
	ossl pkey -in "$key.pem" -pubout -text_pub
	ossl pkey -in "$key.pem" -outform DER
	run pkey "${alone[@]}" -in "$key.pem" -check -noout
	run pkey "${alone[@]}" -in "$key.pem" -outform DER -out "$key.der"
	run pkey "${alone[@]}" -in "$key.pem" -pubout -out "$key.pub"
	ossl pkey -in "$key.der" -inform DER
	ossl pkey -in "$key.der"
	ossl pkey -pubin -in "$key.pub" -text
	ossl storeutl "$key.pem"
	"$OPENSSL" pkey "${alone[@]}" <"$key.pem" >out 2>err || fail "$key from a pipe: $(cat err)"
	cmp -s out "$key.pem" || fail "$key from a pipe"
done

# the structures of one type
ossl rsa -in rsa.pem -traditional
ossl rsa -in rsa.pem -RSAPublicKey_out
run rsa "${alone[@]}" -in rsa.pem -traditional -out rsa1.pem
run rsa "${alone[@]}" -in rsa.pem -RSAPublicKey_out -out rsa1.pub
ossl rsa -in rsa1.pem -text
ossl rsa -in rsa1.pub -RSAPublicKey_in -pubout
for form in compressed uncompressed hybrid; do
	ossl ec -in P-256.pem -text -conv_form "$form"
	ossl ec -in P-256.pem -pubout -conv_form "$form"
	run ec "${alone[@]}" -in P-256.pem -pubout -conv_form "$form" -out "$form.pub"
	ossl pkey -pubin -in "$form.pub" -text
done
ossl ec -in P-521.pem -param_enc explicit
ossl ec -in P-521.pem -no_public
run ec "${alone[@]}" -in P-521.pem -no_public -out bare.pem
ossl ec -in bare.pem -text
ossl ec -in explicit.pem -text
for curve in P-384 brainpoolP320r1 SM2; do
	ossl ecparam -name "$curve"
	ossl ecparam -name "$curve" -param_enc explicit -text
done
run ecparam "${alone[@]}" -name P-384 -out params.pem
ossl ecparam -in params.pem -text -noout
run genpkey "${alone[@]}" -paramfile params.pem -out fromparams.pem
run pkey "${alone[@]}" -in fromparams.pem -check -noout

# FRP256v1 has a name only here
run genpkey "${alone[@]}" -algorithm EC -pkeyopt group:FRP256v1 -out frp.pem
run pkey "${alone[@]}" -in frp.pem -check -text
grep -q 'Field Type: prime-field' out || fail "FRP256v1: $(cat out)"

# encrypted: what one writes the others read
for set in alone first second preferred; do
	declare -n options=$set
	run pkey "${options[@]}" -in P-256.pem -aes256 -passout pass:secret -out sealed.pem
	grep -q 'BEGIN ENCRYPTED PRIVATE KEY' sealed.pem || fail "$set: not encrypted"
	ossl pkey -in sealed.pem -passin pass:secret
	run pkey "${options[@]}" -in sealed.pem -passin pass:secret
	cmp -s out P-256.pem || fail "$set: decrypted to something else"
	"$OPENSSL" pkey "${options[@]}" -in sealed.pem -passin pass:wrong >out 2>&1 &&
		fail "$set: decrypted with a wrong passphrase"
	grep -q 'maybe wrong password' out || fail "$set: a wrong passphrase is not what it says: $(cat out)"
done
run pkey -in P-256.pem -aes128 -passout pass:secret -out sealed.pem
ossl pkey -in sealed.pem -passin pass:secret

# certificates come through the store as they are
run req -x509 -newkey rsa:2048 -nodes -keyout certkey.pem -out cert.pem -subj /CN=store -days 10
ossl x509 -in cert.pem -text
ossl x509 -in cert.pem -pubkey -noout
cat certkey.pem cert.pem P-256.pem >many.pem
ossl storeutl many.pem
ossl storeutl -keys many.pem
run x509 "${alone[@]}" -in many.pem
cmp -s out cert.pem || fail "the certificate among keys"
mkdir folder && cp cert.pem folder
ossl storeutl folder

# errors
for bad in '-----BEGIN PRIVATE KEY-----' 'nothing at all' ''; do
	echo "$bad" >bad.pem
	"$OPENSSL" pkey "${alone[@]}" -in bad.pem >out 2>&1 && fail "a key from '$bad'"
done
"$OPENSSL" pkey "${alone[@]}" -in missing.pem >out 2>&1 && fail "a key from no file"
grep -q 'missing.pem: No such file' out || fail "missing file: $(cat out)"
"$OPENSSL" genpkey "${alone[@]}" -algorithm RSA -pkeyopt rsa_keygen_bits:1000 >out 2>&1 &&
	fail "an RSA key of 1000 bits"
grep -q '1000 bits' out || fail "RSA of 1000 bits: $(cat out)"
exit 0
