# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# pki_env.sh - sourced after provider_env.sh: keys and certificates in the current folder.

cat >"$work/pki.cnf" <<-'EOT'
	[req]
	distinguished_name = dn
	[dn]
	[authority]
	basicConstraints = critical, CA:true
	keyUsage = critical, keyCertSign, cRLSign
	subjectKeyIdentifier = hash
	[leaf]
	basicConstraints = CA:false
	subjectKeyIdentifier = hash
	authorityKeyIdentifier = keyid
	subjectAltName = DNS:localhost, IP:127.0.0.1
	[ca]
	default_ca = here
	[here]
	new_certs_dir = .
	database = index
	serial = serial
	crlnumber = crlnumber
	unique_subject = no
	default_days = 30
	default_crl_days = 30
	policy = any
	[any]
	commonName = supplied
EOT

# The keys of a PKI by a short name.
keytype() {
	case $1 in
	rsa)     echo -algorithm RSA -pkeyopt rsa_keygen_bits:2048 ;;
	rsa3072) echo -algorithm RSA -pkeyopt rsa_keygen_bits:3072 ;;
	p256)    echo -algorithm EC -pkeyopt ec_paramgen_curve:P-256 ;;
	p384)    echo -algorithm EC -pkeyopt ec_paramgen_curve:P-384 ;;
	p521)    echo -algorithm EC -pkeyopt ec_paramgen_curve:P-521 ;;
	brainpool*) echo -algorithm EC -pkeyopt "ec_paramgen_curve:${1/brainpool/brainpoolP}r1" ;;
	sm2)     echo -algorithm SM2 ;;
	*)       echo -algorithm "$1" ;;
	esac
}

# The digest that goes with a key; none for those that hash by themselves.
digest_for() {
	case $1 in
	sm2) echo -sm3 ;;
	p384) echo -sha384 ;;
	ed25519|ed448) ;;
	*) echo -sha256 ;;
	esac
}

# genkey KIND FILE OPTION...
genkey() {
	local kind=$1 file=$2
	shift 2
	# shellcheck disable=SC2046
	"$OPENSSL" genpkey "$@" $(keytype "$kind") -out "$file" 2>genkey.log ||
		fail "genpkey $kind $*: $(cat genkey.log)"
}

# issue KIND ISSUER NAME EXTENSIONS OPTION...: NAME.key, NAME.csr, and NAME.pem by ISSUER's key;
# an issuer of the same name makes a certificate that is signed by itself
issue() {
	local kind=$1 issuer=$2 name=$3 ext=$4 md
	shift 4
	md=$(digest_for "$kind")
	genkey "$kind" "$name.key" "$@"
	if [ "$issuer" = "$name" ]; then
		# shellcheck disable=SC2086
		"$OPENSSL" req "$@" -x509 -new $md -key "$name.key" -subj "/CN=$name" -days 30 \
			-config "$work/pki.cnf" -extensions "$ext" -out "$name.pem" 2>issue.log ||
			fail "req -x509 $kind $*: $(cat issue.log)"
		return
	fi
	# shellcheck disable=SC2086
	"$OPENSSL" req "$@" -new $md -key "$name.key" -subj "/CN=$name" -config "$work/pki.cnf" \
		-out "$name.csr" 2>issue.log || fail "req $kind $*: $(cat issue.log)"
	# shellcheck disable=SC2086
	"$OPENSSL" x509 "$@" -req $md -in "$name.csr" -CA "$issuer.pem" -CAkey "$issuer.key" \
		-CAcreateserial -days 30 -extfile "$work/pki.cnf" -extensions "$ext" -out "$name.pem" \
		2>issue.log || fail "x509 -req $kind $*: $(cat issue.log)"
}
