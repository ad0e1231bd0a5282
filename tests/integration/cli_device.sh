#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cmh info, list, selftest and speed on the embedded device.
set -uo pipefail
. "${top_srcdir:-.}/tests/integration/cli.sh"

# info
expect_rc 0 "$cmh" info
for line in 'device        soft:' 'transport     soft' 'compatible    rambus,cmh-v1030' \
		'mission2' 'slots of' 'cores         SYS HC AES'; do
	expect_in out "$line"
done
expect_rc 0 "$cmh" info -D soft:slots=64,stride=256,mailboxes=3,threads=2
expect_in out 'ring          64 slots of 256 bytes'
expect_in out 'mailboxes     3,'
expect_in out 'threads       2'
expect_rc 0 env CMH_DEVICE=soft:mailboxes=5 "$cmh" info
expect_in out 'mailboxes     5,'
expect_rc 0 env CMH_DEVICE=soft:mailboxes=5 "$cmh" info --device soft:mailboxes=6
expect_in out 'mailboxes     6,'
expect_rc 0 "$cmh" info -D soft:revision=cri
expect_in out 'compatible    cri,cmh'

# list: every row of the tables, filters, what the device lacks
expect_rc 0 "$cmh" list
rows=$(grep -cE '  (yes|no) ' "$tmp/out")
checks=$((checks + 1))
[ "$rows" -ge 110 ] || fail "cmh list shows $rows rows"
expect_text 'rows that the device can do' "$(grep -c '  yes ' "$tmp/out")" "$rows"
expect_text 'titles' "$(grep -c 'DEVICE' "$tmp/out")" 3
expect_rc 0 "$cmh" list digest
expect_text 'digests' "$(tail -n +2 "$tmp/out" | awk '{ print $2 }' | sort -u)" digest
expect_rc 0 "$cmh" list 'AES-256-*' sha512
expect_text 'patterns' "$(awk '/  yes / { print $1 }' "$tmp/out" | tr '\n' ' ')" \
	'sha512 aes-256-ecb aes-256-cbc aes-256-ctr aes-256-gcm aes-256-cfb aes-256-xts aes-256-ccm aes-256-cmac cipher cipher '
expect_rc 0 "$cmh" list signature
expect_text 'signatures' "$(tail -n +2 "$tmp/out" | awk '{ print $1 }' | sort -u)" signature
expect_rc 0 "$cmh" list 2.16.840.1.101.3.4.2.1
expect_in out 'sha256'
expect_rc 0 "$cmh" list -D soft:cores=hc aead sha256 curve
expect_text 'without AES' "$(awk '/^aes/ { print $(NF - 1) }' "$tmp/out" | sort -u)" no
expect_text 'with HC' "$(awk '/^sha/ { print $(NF - 1) }' "$tmp/out")" yes
expect_text 'without PKE' "$(grep ' PKE ' "$tmp/out" | grep -c '  yes ')" 0
expect_rc 0 "$cmh" list --markdown
expect_text 'rows of Markdown' "$(grep -cE '^\| (`|cipher|mac|kdf|key|sig|asym)' "$tmp/out")" "$rows"
expect_rc 0 "$cmh" list --markdown -D nosuch:

# selftest: everything, a core, an algorithm; no algorithm and no core goes untested
expect_rc 0 "$cmh" selftest
cp "$tmp/out" "$tmp/all"
items=$(grep -c '  ok  ' "$tmp/all")
expect_in out "$items passed, 0 failed, 0 absent"
expect_text 'algorithms untested' "$("$cmh" list --markdown | sed -n '/| curve/,$d; s/^| `\([^`]*\)`.*/\1/p' |
	grep -vxFf <(awk '$3 == "ok" { print $1 }' "$tmp/all"))" ''
expect_text 'cores tested' "$(awk '$3 == "ok" { print $2 }' "$tmp/all" | sort -u | xargs)" \
	'AES CCP DRBG EAC HC KIC PKE SM3 SM4 SYS'
expect_rc 0 "$cmh" selftest -q
expect_text 'selftest --quiet' "$(cat "$tmp/out")" ''
hc=$(awk '$2 == "HC"' "$tmp/all" | wc -l)
expect_rc 0 "$cmh" selftest HC AES-128-GCM
expect_text 'cores tested' "$(awk '$3 == "ok" { print $2 }' "$tmp/out" | sort | uniq -c | xargs)" \
	"1 AES $hc HC"
expect_rc 0 "$cmh" selftest sys
expect_in out '2 passed, 0 failed, 0 absent'
expect_rc 0 "$cmh" selftest -D soft:cores=hc
expect_in out "$((hc + 4)) passed, 0 failed" # and SYS, KIC, EAC, which are in every hub
for device in soft:threads=2 soft:stride=128 soft:revision=cri soft:slots=2; do
	expect_rc 0 "$cmh" selftest -D $device
	expect_in out ' 0 failed, 0 absent'
done

# speed: a row for each size and depth, sane numbers
expect_rc 0 "$cmh" speed -s 0.02 -b 16,1K -d 1,8 sha256 aes-128-ctr aes-256-gcm drbg nop
expect_text 'rows of speed' "$(tail -n +2 "$tmp/out" | wc -l)" 18
expect_text 'no zero rates, ordered percentiles' "$(tail -n +2 "$tmp/out" |
	awk '$5 <= 0 || $7 > $8 || $8 > $9 || $9 > $10 || $10 <= 0')" ''
expect_rc 0 "$cmh" speed -s 0.05 -t 2 -d 4 -b 64 sha3-256 --json
expect_in out '"threads": 2'
expect_rc 0 "$cmh" speed -s 0.02 -d 3000 -b 16 sha256 # deeper than a mailbox
expect_rc 0 "$cmh" speed -s 0.01 -b 64 -d 1
expect_text 'algorithms measured unasked' "$(tail -n +2 "$tmp/out" | wc -l)" 8
finish
