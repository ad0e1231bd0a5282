// SPDX-License-Identifier: Apache-2.0
/* mac_long.c - MACs of long messages by way of digests, cSHAKE and CBC. */
#include <stdlib.h>
#include <string.h>

#include <cmh/abi/hc.h>
#include <cmh/sync.h>

#include "dev/error.h"
#include "op/block.h"
#include "op/mac_long.h"
#include "op/sp800_185.h"

#define CHUNK 4096u /* of CBC, whose output but for the last block nobody wants */

static bool is_kmac(const struct mac_long *m)
{
	return m->alg->flags & CMH_ALG_F_CUSTOM;
}

/* ---- HMAC, KMAC ---- */

/* HMAC's key block: the key, or its digest. */
static int hmac_block(struct mac_long *m, uint8_t pad, uint8_t block[CMH_HC_BLOCK_SHA3_224])
{
	const struct cmh_alg_info *alg = m->alg;
	int err = 0;

	memset(block, 0, alg->block_len);
	if (m->key.len > alg->block_len)
		err = cmh_digest(m->dev, alg->base, m->key.data, m->key.len, block,
				 alg->digest_len);
	else
		memcpy(block, m->key.data, m->key.len);
	for (uint32_t i = 0; i < alg->block_len; i++)
		block[i] ^= pad;
	return err < 0 ? err : 0;
}

static int start_hmac(struct mac_long *m)
{
	uint8_t block[CMH_HC_BLOCK_SHA3_224];
	int err = hmac_block(m, 0x36, block);

	if (!err)
		err = cmh_hash_update(m->hash, block, m->alg->block_len);
	explicit_bzero(block, sizeof(block));
	return err;
}

static int start_kmac(struct mac_long *m, const void *custom, size_t custom_len)
{
	size_t rate = m->alg->block_len, size = sp800_185_bytepad_size(m->key.len, rate);
	uint8_t *pad = malloc(size);
	int err;

	if (!pad)
		return cmh_fail(-ENOMEM, "mac: out of memory");
	err = cmh_hash_set_custom(m->hash, "KMAC", 4, custom, custom_len);
	if (!err)
		err = cmh_hash_update(m->hash, pad,
				      sp800_185_bytepad(pad, m->key.data, m->key.len, rate));
	explicit_bzero(pad, size);
	free(pad);
	return err;
}

static int end_hmac(struct mac_long *m, uint8_t *out, size_t out_len)
{
	uint8_t buf[CMH_HC_BLOCK_SHA3_224 + CMH_HC_DIGEST_MAX];
	size_t block = m->alg->block_len;
	int err = hmac_block(m, 0x5c, buf);

	if (!err)
		err = cmh_hash_final(m->hash, buf + block, out_len);
	if (!err)
		err = cmh_digest(m->dev, m->alg->base, buf, block + out_len, out, out_len);
	explicit_bzero(buf, sizeof(buf));
	return err < 0 ? err : 0;
}

static int end_kmac(struct mac_long *m, uint8_t *out, size_t out_len)
{
	bool xof = m->alg->flags & CMH_ALG_F_XOF;
	uint8_t end[SP800_185_ENCODED_MAX];
	int err = cmh_hash_update(m->hash, end,
				  sp800_185_right_encode(end, xof ? 0 : (uint64_t)out_len * 8));

	return err ? err : cmh_hash_final(m->hash, out, out_len);
}

/* ---- CMAC, XCBC ---- */

/* Doubling in GF(2^128), big-endian (SP 800-38B section 6.1). */
static void dbl(uint8_t out[MAC_BLOCK], const uint8_t in[MAC_BLOCK])
{
	uint8_t carry = (uint8_t)(0 - (in[0] >> 7));

	for (uint32_t i = 0; i < MAC_BLOCK - 1; i++)
		out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
	out[MAC_BLOCK - 1] = (uint8_t)(in[MAC_BLOCK - 1] << 1) ^ (carry & 0x87);
}

/* Whole blocks into the sum. */
static int sum_blocks(struct mac_long *m, const uint8_t *in, size_t len)
{
	uint8_t out[CHUNK];
	int res = 0;

	for (size_t n; len && res >= 0; len -= n, in += n) {
		n = len < CHUNK ? len : CHUNK;
		res = cmh_cipher(m->dev, m->alg->base, CMH_ENCRYPT, &m->cbc_key, m->sum, in, out,
				 n);
		if (res >= 0)
			memcpy(m->sum, out + n - MAC_BLOCK, MAC_BLOCK);
	}
	explicit_bzero(out, sizeof(out));
	return res < 0 ? res : 0;
}

/* The encryption of one block under the key itself. */
static int encrypt_block(struct mac_long *m, uint8_t byte, uint8_t out[MAC_BLOCK])
{
	static const uint8_t zeros[MAC_BLOCK];
	uint8_t in[MAC_BLOCK];
	int res;

	memset(in, byte, sizeof(in));
	res = cmh_cipher(m->dev, m->alg->base, CMH_ENCRYPT, &m->key, zeros, in, out, MAC_BLOCK);
	return res < 0 ? res : 0;
}

static int start_cbc(struct mac_long *m)
{
	int err;

	if (block_mode(m->alg) == BLOCK_MODE_XCBC) {
		err = encrypt_block(m, 1, m->k1);
		if (!err)
			err = encrypt_block(m, 2, m->whole);
		if (!err)
			err = encrypt_block(m, 3, m->cut);
		m->cbc_key = (struct cmh_key){ m->k1, MAC_BLOCK, 0 };
		return err;
	}
	m->cbc_key = m->key;
	err = encrypt_block(m, 0, m->cut);
	dbl(m->whole, m->cut);
	dbl(m->cut, m->whole);
	return err;
}

/* The last block stays in part: it is masked. */
static int update_cbc(struct mac_long *m, const uint8_t *in, size_t len)
{
	size_t whole;
	int err;

	if (m->fill + len > MAC_BLOCK && m->fill) {
		size_t n = MAC_BLOCK - m->fill;

		memcpy(m->part + m->fill, in, n);
		err = sum_blocks(m, m->part, MAC_BLOCK);
		if (err)
			return err;
		m->fill = 0;
		in += n;
		len -= n;
	}
	whole = m->fill || !len ? 0 : (len - 1) / MAC_BLOCK * MAC_BLOCK;
	err = sum_blocks(m, in, whole);
	if (err)
		return err;
	memcpy(m->part + m->fill, in + whole, len - whole);
	m->fill += (uint32_t)(len - whole);
	return 0;
}

static int end_cbc(struct mac_long *m, uint8_t out[MAC_BLOCK])
{
	const uint8_t *mask = m->fill == MAC_BLOCK ? m->whole : m->cut;
	int err;

	if (m->fill < MAC_BLOCK) {
		m->part[m->fill] = 0x80;
		memset(m->part + m->fill + 1, 0, MAC_BLOCK - m->fill - 1);
	}
	for (uint32_t i = 0; i < MAC_BLOCK; i++)
		m->part[i] ^= mask[i];
	err = sum_blocks(m, m->part, MAC_BLOCK);
	if (!err)
		memcpy(out, m->sum, MAC_BLOCK);
	return err;
}

/* ---- all ---- */

int mac_long_start(struct mac_long *m, struct cmh_dev *dev, const struct cmh_alg_info *alg,
		   const struct cmh_key *key, const void *custom, size_t custom_len)
{
	int err;

	memset(m, 0, sizeof(*m));
	m->dev = dev;
	m->alg = alg;
	m->key = *key;
	switch (alg->core) {
	case CMH_CORE_CCP:
		if (!key->data)
			return cmh_fail(-EINVAL, "%s: give the key's bytes", alg->name);
		poly1305_init(&m->poly, key->data);
		return 0;
	case CMH_CORE_HC:
		err = cmh_hash_new(dev, alg->base, &m->hash);
		if (err)
			return err;
		return is_kmac(m) ? start_kmac(m, custom, custom_len) : start_hmac(m);
	default: return start_cbc(m);
	}
}

int mac_long_update(struct mac_long *m, const void *in, size_t len)
{
	if (!len)
		return 0;
	switch (m->alg->core) {
	case CMH_CORE_CCP: poly1305_update(&m->poly, in, len); return 0;
	case CMH_CORE_HC: return cmh_hash_update(m->hash, in, len);
	default: return update_cbc(m, in, len);
	}
}

int mac_long_final(struct mac_long *m, uint8_t *out, size_t out_len)
{
	switch (m->alg->core) {
	case CMH_CORE_CCP: poly1305_final(&m->poly, out); return 0;
	case CMH_CORE_HC: return is_kmac(m) ? end_kmac(m, out, out_len) : end_hmac(m, out, out_len);
	default: return end_cbc(m, out);
	}
}

int mac_long_cbc(struct mac_long *m, uint8_t out[MAC_BLOCK])
{
	int err = sum_blocks(m, m->part, m->fill);

	if (!err)
		memcpy(out, m->sum, MAC_BLOCK);
	return err;
}

int mac_long_copy(struct mac_long *dst, const struct mac_long *src, const struct cmh_key *key)
{
	*dst = *src;
	dst->key = *key;
	dst->cbc_key = src->cbc_key.data == src->k1 ? (struct cmh_key){ dst->k1, MAC_BLOCK, 0 } :
						      *key;
	dst->hash = NULL;
	return src->hash ? cmh_hash_dup(src->hash, &dst->hash) : 0;
}

void mac_long_rebind(struct mac_long *m, struct cmh_dev *dev)
{
	m->dev = dev;
	if (m->hash)
		cmh_hash_rebind(m->hash, dev);
}

void mac_long_free(struct mac_long *m)
{
	cmh_hash_free(m->hash);
	explicit_bzero(m, sizeof(*m));
}
