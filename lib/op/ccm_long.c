// SPDX-License-Identifier: Apache-2.0
/* ccm_long.c - CCM (SP 800-38C) of messages that the hub does not take as one command: the CBC-MAC and
 * the counter mode that it is made of, each of which the hub can interrupt and resume. */
#include <string.h>

#include <openssl/crypto.h>

#include <cmh/sync.h>

#include "dev/error.h"
#include "op/aead.h"
#include "op/block.h"
#include "op/mac_long.h"

bool aead_is_ccm(const struct cmh_alg_info *alg)
{
	return alg->family == CMH_AEAD && alg->core != CMH_CORE_CCP &&
	       block_mode(alg) == CMH_AES_MODE_CCM;
}

/* The bytes behind the nonce: a big-endian number. */
static void put_tail(uint8_t block[BLOCK], uint32_t iv_len, uint64_t value)
{
	for (uint32_t at = BLOCK - 1; at > iv_len; at--, value >>= 8)
		block[at] = (uint8_t)value;
}

size_t ccm_start(uint8_t out[CCM_START_MAX], const struct cmh_sqe *sqe)
{
	const uint32_t len_bytes = BLOCK - 1 - sqe->iv_len;
	const uint64_t aad_len = sqe->aad_len;
	const size_t nr = !aad_len ? 0 : aad_len < 0xff00 ? 2 : aad_len >> 32 ? 8 : 4;
	size_t at = BLOCK;

	out[0] = (uint8_t)((aad_len ? 0x40 : 0) | (sqe->out_len - 2) / 2 << 3 | (len_bytes - 1));
	memcpy(out + 1, sqe->iv, sqe->iv_len);
	put_tail(out, sqe->iv_len, sqe->len);
	if (nr > 2) {
		out[at++] = 0xff;
		out[at++] = nr == 4 ? 0xfe : 0xff;
	}
	for (size_t i = nr; i > 0; i--)
		out[at++] = (uint8_t)(aad_len >> 8 * (i - 1));
	return at;
}

/* The row of the same key and core in another mode. */
static const struct cmh_alg_info *same_key(const struct cmh_alg_info *alg, enum cmh_family family,
					   uint32_t mode)
{
	for (int i = CMH_ALG_NONE + 1; i < CMH_ALG_NR; i++) {
		const struct cmh_alg_info *a = cmh_alg_get((enum cmh_alg)i);

		if (a->family == family && a->core == alg->core && a->key_len == alg->key_len &&
		    block_mode(a) == mode)
			return a;
	}
	return NULL;
}

/* The CBC-MAC of head, AAD and text, both padded with zeros. */
static int sum(struct cmh_dev *dev, const struct cmh_alg_info *alg, const struct cmh_sqe *sqe,
	       const uint8_t *text, uint8_t out[BLOCK])
{
	static const uint8_t zeros[BLOCK];
	uint8_t start[CCM_START_MAX];
	const size_t start_len = ccm_start(start, sqe), head_len = start_len + sqe->aad_len;
	struct mac_long m;
	int err = mac_long_start(&m, dev, same_key(alg, CMH_MAC, CMH_AES_MODE_CMAC), &sqe->key, NULL,
				 0);

	if (!err)
		err = mac_long_update(&m, start, start_len);
	if (!err)
		err = mac_long_update(&m, sqe->aad, sqe->aad_len);
	if (!err)
		err = mac_long_update(&m, zeros, -head_len % BLOCK);
	if (!err)
		err = mac_long_update(&m, text, sqe->len);
	if (!err)
		err = mac_long_update(&m, zeros, -sqe->len % BLOCK);
	if (!err)
		err = mac_long_cbc(&m, out);
	mac_long_free(&m);
	return err;
}

/* Counter mode from counter first on; in pieces that one request takes. */
static int count(struct cmh_dev *dev, const struct cmh_alg_info *ctr, const struct cmh_sqe *sqe,
		 uint64_t first, const uint8_t *in, uint8_t *out, size_t len)
{
	uint8_t iv[BLOCK] = { (uint8_t)(BLOCK - 2 - sqe->iv_len) };
	int res = 0;

	memcpy(iv + 1, sqe->iv, sqe->iv_len);
	for (size_t n; len && res >= 0; in += n, out += n, len -= n, first += n / BLOCK) {
		n = len < CMH_CHUNK_MAX ? len : CMH_CHUNK_MAX;
		put_tail(iv, sqe->iv_len, first);
		res = cmh_cipher(dev, ctr->id, CMH_ENCRYPT, &sqe->key, iv, in, out, n);
	}
	return res < 0 ? res : 0;
}

int ccm_long(struct cmh_dev *dev, const struct cmh_alg_info *alg, const struct cmh_sqe *sqe)
{
	const struct cmh_alg_info *ctr = same_key(alg, CMH_CIPHER, CMH_AES_MODE_CTR);
	const bool enc = sqe->dir == CMH_ENCRYPT;
	static const uint8_t zeros[BLOCK];
	uint8_t s0[BLOCK], tag[BLOCK];
	bool written = false;
	int err = aead_check(alg, sqe);

	if (err)
		return err;
	err = count(dev, ctr, sqe, 0, zeros, s0, BLOCK);
	if (!err && enc)
		err = sum(dev, alg, sqe, sqe->in, tag);
	if (!err) {
		written = true;
		err = count(dev, ctr, sqe, 1, sqe->in, sqe->out, sqe->len);
	}
	if (!err && !enc)
		err = sum(dev, alg, sqe, sqe->out, tag);
	for (uint32_t i = 0; i < BLOCK; i++)
		tag[i] ^= s0[i];
	if (!err && enc)
		memcpy(sqe->tag, tag, sqe->out_len);
	else if (!err && CRYPTO_memcmp(sqe->tag, tag, sqe->out_len))
		err = cmh_fail(-EBADMSG, "%s: the tag does not verify", alg->name);
	if (err && written && sqe->len)
		explicit_bzero(sqe->out, sqe->len);
	explicit_bzero(s0, sizeof(s0));
	explicit_bzero(tag, sizeof(tag));
	return err ? err : sqe->len > INT32_MAX ? INT32_MAX : (int)sqe->len;
}
