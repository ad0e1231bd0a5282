// SPDX-License-Identifier: Apache-2.0
/* cbc_pad.c - paddings, added and removed; removal in constant time. */
#include <string.h>

#include "cbc_pad.h"
#include "ct.h"

#define TLS_PAD_MAX 256u /* padding and its length byte */

void pkcs7_pad(uint8_t block[AES_BLOCK], size_t used)
{
	memset(block + used, (int)(AES_BLOCK - used), AES_BLOCK - used);
}

bool pkcs7_unpad(const uint8_t block[AES_BLOCK], size_t *used)
{
	const size_t pad = block[AES_BLOCK - 1];
	size_t good = ct_ge(pad, 1) & ct_ge(AES_BLOCK, pad);

	for (size_t i = 0; i < AES_BLOCK; i++) {
		const size_t is_pad = ct_lt(i, pad);

		good &= ~is_pad | ct_eq(block[AES_BLOCK - 1 - i], pad);
	}
	*used = good & (AES_BLOCK - pad);
	return good != 0;
}

/* The length of the padding with its length byte, 0 when it is not well-formed or leaves no room
 * for a MAC. */
static size_t tls_pad_len(const uint8_t *rec, size_t len, size_t mac_len, size_t *good)
{
	const size_t pad = rec[len - 1];
	const size_t scan = len < TLS_PAD_MAX ? len : TLS_PAD_MAX;
	size_t ok = ct_ge(len, mac_len + 1 + pad);

	for (size_t i = 0; i < scan; i++) {
		const size_t is_pad = ct_ge(pad, i);

		ok &= ~is_pad | ct_eq(rec[len - 1 - i], pad);
	}
	*good = ok;
	return ok & (pad + 1);
}

/* Rotates buf of len bytes (at most TLS_MAC_MAX) left by a secret number below len: in steps of
 * powers of two, each done or not by a mask. */
static void rotate_left(uint8_t *buf, size_t len, size_t by)
{
	uint8_t moved[TLS_MAC_MAX];

	for (size_t step = 1; step < len; step <<= 1) {
		const size_t take = ~ct_eq(by & step, 0);

		for (size_t i = 0; i < len; i++)
			moved[i] = ct_select(take, buf[(i + step) % len], buf[i]);
		memcpy(buf, moved, len);
	}
}

/* Copies the MAC that starts at the secret offset start. Its place varies by the padding only, so
 * the end of the record is read into a buffer as long as the MAC, around and around: each MAC byte
 * lands at its offset modulo the length, and the whole is then rotated into place. */
static void tls_copy_mac(const uint8_t *rec, size_t len, size_t start, uint8_t *mac, size_t mac_len)
{
	const size_t window = mac_len + TLS_PAD_MAX;
	const size_t first = len > window ? len - window : 0;
	size_t turn = 0;
	size_t pos = 0;

	memset(mac, 0, mac_len);
	for (size_t i = first; i < len; i++) {
		const size_t in_mac = ct_ge(i, start) & ct_lt(i, start + mac_len);

		mac[pos] |= (uint8_t)(rec[i] & in_mac);
		turn |= pos & ct_eq(i, start);
		pos = pos + 1 == mac_len ? 0 : pos + 1;
	}
	rotate_left(mac, mac_len, turn);
}

bool tls_unpad(const uint8_t *rec, size_t *len, uint8_t *mac, size_t mac_len, const uint8_t *decoy)
{
	const size_t total = *len;
	size_t good, content;

	if (total < mac_len + 1 || mac_len > TLS_MAC_MAX)
		return false;
	content = total - mac_len - tls_pad_len(rec, total, mac_len, &good);
	*len = content;
	if (mac_len == 0)
		return good != 0;
	tls_copy_mac(rec, total, content, mac, mac_len);
	for (size_t i = 0; i < mac_len; i++)
		mac[i] = ct_select(good, mac[i], decoy[i]);
	return true;
}
