#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The bash completion: COMP_WORDS as bash would set them, COMPREPLY as it would offer.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"

completion=$(realpath "$top_builddir/tools/completion/cmh")
mkdir "$tmp/in" && cd "$tmp/in" || exit 1
: >file1 >'file 2' >other

# sourced from a function, as bash-completion does
load() { . "$completion"; }
load
complete -p cmh >/dev/null || fail 'no completion for cmh'

# split LINE: sets COMP_WORDS as readline does: at blanks, and at = and : too
split() {
	local rest=$1 word
	COMP_WORDS=()
	while [[ $rest =~ ^[[:space:]]*([=:]+|[^[:space:]=:]+)(.*)$ ]]; do
		word=${BASH_REMATCH[1]}
		rest=${BASH_REMATCH[2]}
		COMP_WORDS+=("$word")
	done
	[[ $1 != *[[:space:]] ]] || COMP_WORDS+=('')
}

# offers LINE CANDIDATES: what TAB offers at the end of LINE, in order of the alphabet
offers() {
	COMP_LINE=$1
	COMP_POINT=${#1}
	COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
	split "$1"
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_cmh cmh "${COMP_WORDS[COMP_CWORD]}" ''
	expect_text "'$1' TAB" "$(printf '%s\n' "${COMPREPLY[@]}" | sort | xargs)" "$2"
}

offers 'cmh ' 'dgst info list rand selftest speed'
offers 'cmh s' 'selftest speed'
offers 'cmh --' '--device --help --json --quiet --version'
offers 'cmh --json i' 'info'
offers 'cmh --device soft: i' 'info'
offers 'cmh -D soft: l' 'list'
offers 'cmh info --j' '--json'
offers 'cmh info ' ''
offers 'cmh rand --b' '--base64 --bytes'
offers 'cmh dgst --algorithm sha3-' 'sha3-224 sha3-256 sha3-384 sha3-512'
offers 'cmh dgst --algorithm=sha3-2' 'sha3-224 sha3-256'
offers 'cmh dgst -a shake' 'shake128 shake256'
offers 'cmh dgst -a aes' ''
offers 'cmh dgst f' 'file 2 file1'
offers 'cmh dgst -a sha256 ot' 'other'
offers 'cmh dgst -c --st' '--status --strict'
offers 'cmh dgst -- --st' ''
offers 'cmh dgst -- o' 'other'
offers 'cmh rand -n ' ''
offers 'cmh rand -o o' 'other'
offers 'cmh rand --output=o' 'other'
offers 'cmh list ae' "aead $(sed -n \
	"s/^_cmh_words\[algorithm\]='\(.*\)'/\1/p" "$completion" | tr ' ' '\n' | grep '^ae' |
	sort | xargs)"
offers 'cmh list key' 'keyexch keymgmt'
offers 'cmh list asy' 'asymcipher'
offers 'cmh list curve' 'curve curve25519 curve448'
offers 'cmh list PBK' 'PBKDF2'
offers 'cmh list sec' 'secp256k1'
offers 'cmh list di' 'digest'
offers 'cmh selftest hc' 'hc'
offers 'cmh selftest pk' 'pke'
offers 'cmh selftest ecdh' 'ecdh-brainpoolP256r1 ecdh-p-256'
offers 'cmh selftest sm2-' 'sm2-encrypt sm2-exchange sm2-sign'
offers 'cmh selftest hc aes-256-g' 'aes-256-gcm'
offers 'cmh speed sha2' 'sha224 sha256'
offers 'cmh speed --bytes 16 sha25' 'sha256'
offers 'cmh speed no' 'nop'
offers 'cmh speed ed2' 'ed25519-sign ed25519-verify'
offers 'cmh speed rsa' 'rsa-2048-private rsa-2048-public'
offers 'cmh info --device ' 'soft:'
offers 'cmh info --device s' 'soft:'
# behind a colon bash has the first part already
offers 'cmh info --device soft:th' 'threads='
offers 'cmh info --device=soft:s' 'slots= stride='
offers 'cmh info --device soft:threads=2,m' '2,mailboxes='
offers 'cmh info -D soft:' 'cores= mailboxes= revision= slots= stride= threads='
finish
