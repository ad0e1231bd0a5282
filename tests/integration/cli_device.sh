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

# list: every algorithm of the table, filters, what the device lacks
expect_rc 0 "$cmh" list
rows=$(tail -n +2 "$tmp/out" | wc -l)
checks=$((checks + 1))
[ "$rows" -ge 23 ] || fail "cmh list shows $rows algorithms"
expect_text 'rows that the device can do' "$(grep -c ' yes$' "$tmp/out")" "$rows"
expect_rc 0 "$cmh" list digest
expect_text 'digests' "$(tail -n +2 "$tmp/out" | awk '{ print $2 }' | sort -u)" digest
expect_rc 0 "$cmh" list 'AES-256-*' sha512
expect_text 'patterns' "$(tail -n +2 "$tmp/out" | awk '{ print $1 }' | tr '\n' ' ')" \
	'sha512 aes-256-ecb aes-256-cbc aes-256-ctr aes-256-gcm aes-256-cfb aes-256-xts aes-256-ccm aes-256-cmac '
expect_rc 0 "$cmh" list 2.16.840.1.101.3.4.2.1
expect_in out 'sha256'
expect_rc 0 "$cmh" list -D soft:cores=hc aead sha256
expect_text 'without AES' "$(awk '/aes/ { print $NF }' "$tmp/out" | sort -u)" no
expect_text 'without AES' "$(awk '/sha/ { print $NF }' "$tmp/out")" yes
expect_rc 0 "$cmh" list --markdown
expect_text 'rows of Markdown' "$(tail -n +3 "$tmp/out" | grep -c '^| `.* |$')" "$rows"
expect_text 'columns of Markdown' "$(tr -cd '|\n' <"$tmp/out" | sort -u)" '|||||||||'
expect_rc 0 "$cmh" list --markdown -D nosuch:

# selftest: everything, a core, an algorithm; no algorithm goes untested
expect_rc 0 "$cmh" selftest
expect_text 'algorithms tested' "$(grep -c '  ok  ' "$tmp/out")" $((rows + 1))
expect_in out "$((rows + 1)) passed, 0 failed, 0 absent"
expect_rc 0 "$cmh" selftest -q
expect_text 'selftest --quiet' "$(cat "$tmp/out")" ''
hc=$("$cmh" list | awk '$3 == "HC"' | wc -l)
expect_rc 0 "$cmh" selftest HC AES-128-GCM
expect_text 'cores tested' "$(awk '$3 == "ok" { print $2 }' "$tmp/out" | sort | uniq -c | xargs)" \
	"1 AES $hc HC"
expect_rc 0 "$cmh" selftest sys
expect_in out '1 passed, 0 failed, 0 absent'
expect_rc 0 "$cmh" selftest -D soft:cores=hc
expect_in out "$((hc + 1)) passed, 0 failed"
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
expect_text 'algorithms measured unasked' "$(tail -n +2 "$tmp/out" | wc -l)" 6
finish
