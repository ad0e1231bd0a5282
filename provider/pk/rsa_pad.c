// SPDX-License-Identifier: Apache-2.0
/* rsa_pad.c - paddings of RSA; removal in constant time. */
#include <string.h>

#include <openssl/crypto.h>

#include "ct.h"
#include "rsa_pad.h"

bool rsa_pad_type1(uint8_t *em, size_t k, const uint8_t *head, size_t head_len, const uint8_t *msg,
		   size_t len)
{
	const size_t tail = head_len + len;

	if (k < RSA_PKCS1_MARGIN || tail > k - RSA_PKCS1_MARGIN)
		return false;
	em[0] = 0;
	em[1] = 1;
	memset(em + 2, 0xff, k - tail - 3);
	em[k - tail - 1] = 0;
	if (head_len)
		memcpy(em + k - tail, head, head_len);
	if (len)
		memcpy(em + k - len, msg, len);
	return true;
}

bool rsa_unpad_type1(const uint8_t *em, size_t k, const uint8_t **msg, size_t *len)
{
	size_t i = 2;

	if (k < RSA_PKCS1_MARGIN || em[0] != 0 || em[1] != 1)
		return false;
	while (i < k && em[i] == 0xff)
		i++;
	if (i < RSA_PKCS1_MARGIN - 1 || i == k || em[i] != 0)
		return false;
	*msg = em + i + 1;
	*len = k - i - 1;
	return true;
}

void rsa_pad_type2(uint8_t *em, size_t k, const uint8_t *msg, size_t len)
{
	em[0] = 0;
	em[1] = 2;
	em[k - len - 1] = 0;
	if (len)
		memcpy(em + k - len, msg, len);
}

/* Moves buf by a secret number of bytes towards its beginning, in steps of powers of two, each done
 * or not by a mask; zeros follow. */
static void shift_down(uint8_t *buf, size_t len, size_t by)
{
	for (size_t step = 1; step < len; step <<= 1) {
		const size_t take = ~ct_eq(by & step, 0);

		for (size_t i = 0; i < len; i++)
			buf[i] = ct_select(take, i + step < len ? buf[i + step] : 0, buf[i]);
	}
}

/* Copies the message that begins at the secret offset start, if good, and stores its length; what
 * follows it in out is zeros. */
static size_t take_message(const uint8_t *block, size_t block_len, size_t start, size_t good,
			   uint8_t *out, size_t out_size, size_t *len)
{
	uint8_t buf[RSA_BLOCK_MAX];
	const size_t nr = out_size < block_len ? out_size : block_len;
	size_t msg_len = block_len - start;

	good &= ct_ge(out_size, msg_len);
	memcpy(buf, block, block_len);
	shift_down(buf, block_len, start);
	for (size_t i = 0; i < nr; i++)
		out[i] = ct_select(good & ct_lt(i, msg_len), buf[i], 0);
	*len = good & msg_len;
	OPENSSL_cleanse(buf, sizeof(buf));
	return good;
}

size_t rsa_unpad_type2(const uint8_t *em, size_t k, uint8_t *out, size_t out_size, size_t *len)
{
	size_t good = ct_eq(em[0], 0) & ct_eq(em[1], 2);
	size_t found = 0, zero = 0;

	for (size_t i = 2; i < k; i++) {
		const size_t first = ~found & ct_eq(em[i], 0);

		zero |= first & i;
		found |= first;
	}
	good &= found & ct_ge(zero, RSA_PKCS1_MARGIN - 1);
	return take_message(em, k, good & (zero + 1), good, out, out_size, len);
}

/* Whether the two bytes are a version. */
static size_t is_version(const uint8_t bytes[2], unsigned int version)
{
	return ct_eq(bytes[0], version >> 8 & 0xff) & ct_eq(bytes[1], version & 0xff);
}

void rsa_unpad_tls(const uint8_t *em, size_t k, unsigned int version, unsigned int alt_version,
		   const uint8_t decoy[TLS_PREMASTER], uint8_t out[TLS_PREMASTER])
{
	const uint8_t *secret = em + k - TLS_PREMASTER;
	size_t good = ct_eq(em[0], 0) & ct_eq(em[1], 2) & ct_eq(secret[-1], 0);
	size_t right = is_version(secret, version);

	for (size_t i = 2; i < k - TLS_PREMASTER - 1; i++)
		good &= ~ct_eq(em[i], 0);
	if (alt_version)
		right |= is_version(secret, alt_version);
	good &= right;
	for (size_t i = 0; i < TLS_PREMASTER; i++)
		out[i] = ct_select(good, secret[i], decoy[i]);
}

size_t rsa_unpad_oaep(uint8_t first, const uint8_t *db, size_t db_len, const uint8_t *hash,
		      size_t hash_len, uint8_t *out, size_t out_size, size_t *len)
{
	size_t good = ct_eq(first, 0);
	size_t found = 0, one = 0;

	for (size_t i = 0; i < hash_len; i++)
		good &= ct_eq(db[i], hash[i]);
	for (size_t i = hash_len; i < db_len; i++) {
		const size_t is_one = ~found & ct_eq(db[i], 1);

		one |= is_one & i;
		found |= is_one;
		good &= found | ct_eq(db[i], 0);
	}
	good &= found;
	return take_message(db, db_len, good & (one + 1), good, out, out_size, len);
}
