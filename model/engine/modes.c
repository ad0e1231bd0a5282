// SPDX-License-Identifier: Apache-2.0
/* modes.c - modes that libcrypto lacks for a cipher or cannot do in pieces, put together from its
 * ECB, CBC and CTR: XTS (SP 800-38E), CCM (38C), CMAC (38B) and XCBC (RFC 3566), GCM on SM4 (38D);
 * and Poly1305.
 *
 * What is ours here are exclusive-ors, shifts and encodings: nothing branches on secret data or
 * looks anything up by it.
 */
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/codec.h"
#include "model/engine/internal.h"

#define BLOCK CMH_AES_BLOCK_SIZE
#define CHUNK 1024 /* bytes that pass through the stack at a time: whole blocks */

static const uint8_t zeros[BLOCK];

static void xor_bytes(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = a[i] ^ b[i];
}

bool modes_has(const struct engine_job *job)
{
	switch (job->mode) {
	case CMH_AES_MODE_XTS:
	case CMH_AES_MODE_CCM:
	case CMH_AES_MODE_CMAC:
	case ENGINE_XCBC: return job->cipher != ENGINE_CHACHA || job->kind == ENGINE_MAC;
	case CMH_AES_MODE_GCM: return job->cipher == ENGINE_SM4;
	default: return job->kind == ENGINE_MAC && job->cipher == ENGINE_CHACHA;
	}
}

void modes_close(struct modes *m)
{
	if (m->own) {
		EVP_CIPHER_CTX_free(m->text);
		EVP_CIPHER_CTX_free(m->mac);
	}
	EVP_MAC_CTX_free(m->poly);
	if (m->gcm)
		CRYPTO_gcm128_release(m->gcm);
	OPENSSL_cleanse(m, sizeof(*m));
}

/* Writes the tag, or compares it in constant time. */
static int finish_tag(const struct engine_job *job, const uint8_t *tag)
{
	if (job->kind == ENGINE_MAC || job->op == CMH_AES_OP_ENCRYPT) {
		memcpy(job->tag, tag, job->tag_len);
		return 0;
	}
	return CRYPTO_memcmp(job->tag, tag, job->tag_len) ? EIO : 0;
}

/* ---- CBC-MAC ---- */

/* Whole blocks. */
static bool sum_blocks(struct modes *m, const uint8_t *in, size_t len)
{
	uint8_t out[CHUNK];

	while (len) {
		size_t n = len < CHUNK ? len : CHUNK;

		if (!cipher_transform(m->mac, out, in, n))
			return false;
		memcpy(m->sum, out + n - BLOCK, BLOCK);
		in += n;
		len -= n;
	}
	return true;
}

/* Any length; up to keep bytes (0: less than a block, BLOCK: a block) stay in part. */
static bool sum_bytes(struct modes *m, const uint8_t *in, size_t len, size_t keep)
{
	size_t most = keep ? BLOCK : BLOCK - 1, whole;

	if (m->fill) {
		size_t n = BLOCK - m->fill;

		n = n < len ? n : len;
		memcpy(m->part + m->fill, in, n);
		m->fill += (uint8_t)n;
		in += n;
		len -= n;
		if (m->fill <= most && !(m->fill == BLOCK && len))
			return true;
		if (!sum_blocks(m, m->part, BLOCK))
			return false;
		m->fill = 0;
	}
	whole = len <= most ? 0 : keep ? (len - 1) / BLOCK * BLOCK : len / BLOCK * BLOCK;
	if (!sum_blocks(m, in, whole))
		return false;
	memcpy(m->part, in + whole, len - whole);
	m->fill = (uint8_t)(len - whole);
	return true;
}

static bool sum_pad(struct modes *m)
{
	if (!m->fill)
		return true;
	memset(m->part + m->fill, 0, BLOCK - m->fill);
	m->fill = 0;
	return sum_blocks(m, m->part, BLOCK);
}

static bool mac_key(struct cipher_cache *cache, struct modes *m, const struct engine_job *job,
		    const uint8_t *key, size_t key_len)
{
	m->mac = cipher_keyed(cache, m->own, job->cipher, CMH_AES_MODE_CBC, key, key_len,
			      CMH_AES_OP_ENCRYPT);
	return m->mac && cipher_put_iv(m->mac, zeros);
}

/* ---- CMAC, XCBC ---- */

/* Doubling in GF(2^128), big-endian. */
static void dbl(uint8_t out[BLOCK], const uint8_t in[BLOCK])
{
	uint8_t carry = (uint8_t)(0 - (in[0] >> 7));

	for (int i = 0; i < BLOCK - 1; i++)
		out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
	out[BLOCK - 1] = (uint8_t)(in[BLOCK - 1] << 1) ^ (carry & 0x87);
}

static bool cmac_start(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	if (!mac_key(cache, m, job, job->key, job->key_len) || !sum_blocks(m, zeros, BLOCK))
		return false;
	dbl(m->whole, m->sum);
	dbl(m->cut, m->whole);
	return cipher_put_iv(m->mac, zeros);
}

/* K1 to K3 are the encryptions of blocks of 01, 02, 03. */
static bool xcbc_start(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	EVP_CIPHER_CTX *evp = cipher_keyed(cache, m->own, job->cipher, CMH_AES_MODE_ECB, job->key,
					   job->key_len, CMH_AES_OP_ENCRYPT);
	uint8_t in[3 * BLOCK], keys[3 * BLOCK];
	bool ok;

	for (int i = 0; i < 3; i++)
		memset(in + i * BLOCK, i + 1, BLOCK);
	ok = evp && cipher_transform(evp, keys, in, sizeof(in)) &&
	     mac_key(cache, m, job, keys, BLOCK);
	if (m->own)
		EVP_CIPHER_CTX_free(evp);
	memcpy(m->whole, keys + BLOCK, BLOCK);
	memcpy(m->cut, keys + 2 * BLOCK, BLOCK);
	OPENSSL_cleanse(keys, sizeof(keys));
	return ok;
}

static int mac_finish(struct modes *m, const struct engine_job *job)
{
	bool cut = m->fill < BLOCK;

	if (cut) {
		m->part[m->fill] = 0x80;
		memset(m->part + m->fill + 1, 0, (size_t)BLOCK - m->fill - 1);
	}
	xor_bytes(m->part, m->part, cut ? m->cut : m->whole, BLOCK);
	return sum_blocks(m, m->part, BLOCK) ? finish_tag(job, m->sum) : EIO;
}

static int mac_run(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	if (!m->started &&
	    !(job->mode == ENGINE_XCBC ? xcbc_start(cache, m, job) : cmac_start(cache, m, job)))
		return EIO;
	m->started = true;
	for (uint32_t i = 0; i < job->seg_nr; i++)
		if (!sum_bytes(m, job->segs[i].in, job->segs[i].len, BLOCK))
			return EIO;
	return job->final ? mac_finish(m, job) : 0;
}

/* ---- CCM ---- */

/* B0, and the length of the AAD where there is some; then S0. */
static bool ccm_start(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	uint32_t len_bytes = BLOCK - 1 - job->iv_len;
	uint8_t block[BLOCK] = { 0 }, len[10];
	size_t nr = 2;

	if (!mac_key(cache, m, job, job->key, job->key_len))
		return false;
	block[0] = (uint8_t)((job->aad_total ? 0x40 : 0) | (job->tag_len - 2) / 2 << 3 |
			     (len_bytes - 1));
	memcpy(block + 1, job->iv, job->iv_len);
	for (uint32_t i = 0; i < len_bytes && i < 8; i++)
		block[BLOCK - 1 - i] = (uint8_t)(job->text_total >> 8 * i);
	if (!sum_blocks(m, block, BLOCK))
		return false;
	if (job->aad_total < 0xff00) {
		len[0] = (uint8_t)(job->aad_total >> 8);
		len[1] = (uint8_t)job->aad_total;
	} else { /* the hub's lengths have 32 bits */
		nr = 6;
		len[0] = 0xff;
		len[1] = 0xfe;
		for (int i = 0; i < 4; i++)
			len[2 + i] = (uint8_t)(job->aad_total >> 8 * (3 - i));
	}
	if (job->aad_total && !sum_bytes(m, len, nr, 0))
		return false;

	m->text = cipher_keyed(cache, m->own, job->cipher, CMH_AES_MODE_CTR, job->key, job->key_len,
			       CMH_AES_OP_ENCRYPT);
	block[0] = (uint8_t)(len_bytes - 1);
	memset(block + 1 + job->iv_len, 0, len_bytes);
	return m->text && cipher_put_iv(m->text, block) &&
	       cipher_transform(m->text, m->s0, zeros, BLOCK);
}

static bool ccm_text(struct modes *m, const struct engine_job *job, const struct engine_seg *seg)
{
	bool enc = job->op == CMH_AES_OP_ENCRYPT;

	for (size_t done = 0, n; done < seg->len; done += n) {
		const uint8_t *in = seg->in + done;
		uint8_t *out = seg->out + done;

		n = seg->len - done < CHUNK ? seg->len - done : CHUNK;
		if ((enc && !sum_bytes(m, in, n, 0)) || !cipher_transform(m->text, out, in, n) ||
		    (!enc && !sum_bytes(m, out, n, 0)))
			return false;
	}
	return true;
}

static int ccm_run(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	if (!m->started && !ccm_start(cache, m, job))
		return EIO;
	m->started = true;
	if (job->aad_len && !sum_bytes(m, job->aad, job->aad_len, 0))
		return EIO;
	if (!m->text_begun && (job->seg_nr || job->final)) {
		if (!sum_pad(m))
			return EIO;
		m->text_begun = true;
	}
	for (uint32_t i = 0; i < job->seg_nr; i++)
		if (!ccm_text(m, job, &job->segs[i]))
			return EIO;
	if (!job->final)
		return 0;
	if (!sum_pad(m))
		return EIO;
	xor_bytes(m->sum, m->sum, m->s0, BLOCK);
	return finish_tag(job, m->sum);
}

/* ---- XTS ---- */

/* The tweak of the next block: times x in GF(2^128), little-endian. */
static void next_tweak(uint64_t t[2])
{
	uint64_t carry = 0 - (t[1] >> 63);

	t[1] = t[1] << 1 | t[0] >> 63;
	t[0] = t[0] << 1 ^ (carry & 0x87);
}

/* a *= b, where b is no secret. */
static void times(uint64_t a[2], const uint64_t b[2])
{
	uint64_t sum[2] = { 0 }, power[2] = { a[0], a[1] };

	for (int i = 0; i < 128; i++) {
		if (b[i / 64] >> i % 64 & 1) {
			sum[0] ^= power[0];
			sum[1] ^= power[1];
		}
		next_tweak(power);
	}
	a[0] = sum[0];
	a[1] = sum[1];
}

/* The tweak so many blocks on: times x^blocks. */
static void skip_tweaks(uint64_t t[2], uint32_t blocks)
{
	uint64_t power[2] = { 2, 0 };

	for (; blocks; blocks >>= 1) {
		if (blocks & 1)
			times(t, power);
		times(power, power);
	}
}

static bool xts_start(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	size_t half = job->key_len / 2;
	EVP_CIPHER_CTX *evp = cipher_keyed(cache, m->own, job->cipher, CMH_AES_MODE_ECB,
					   job->key + half, half, CMH_AES_OP_ENCRYPT);
	uint8_t tweak[BLOCK];
	bool ok = evp && cipher_transform(evp, tweak, job->iv, BLOCK);

	if (m->own)
		EVP_CIPHER_CTX_free(evp);
	if (!ok)
		return false;
	m->tweak[0] = cmh_get_le64(tweak);
	m->tweak[1] = cmh_get_le64(tweak + 8);
	skip_tweaks(m->tweak, job->xts_offset);
	m->text =
		cipher_keyed(cache, m->own, job->cipher, CMH_AES_MODE_ECB, job->key, half, job->op);
	return m->text;
}

static bool xts_blocks(struct modes *m, uint8_t *out, const uint8_t *in, size_t len)
{
	uint8_t tweak[CHUNK], text[CHUNK];
	size_t used = len < CHUNK ? len : CHUNK;
	bool ok = true;

	while (len && ok) {
		size_t n = len < CHUNK ? len : CHUNK;

		for (size_t i = 0; i < n; i += BLOCK) {
			cmh_put_le64(tweak + i, m->tweak[0]);
			cmh_put_le64(tweak + i + 8, m->tweak[1]);
			next_tweak(m->tweak);
		}
		xor_bytes(text, in, tweak, n);
		ok = cipher_transform(m->text, text, text, n);
		xor_bytes(out, text, tweak, n);
		in += n;
		out += n;
		len -= n;
	}
	OPENSSL_cleanse(tweak, used);
	OPENSSL_cleanse(text, used);
	return ok;
}

/* The last block and a part: the part takes its rest from the block's result. When decrypting the
 * two tweaks are used the other way round. */
static bool xts_steal(struct modes *m, const struct engine_job *job, uint8_t *out,
		      const uint8_t *in, size_t part)
{
	uint64_t first[2] = { m->tweak[0], m->tweak[1] }, second[2] = { first[0], first[1] };
	uint8_t block[BLOCK], last[BLOCK];
	bool dec = job->op == CMH_AES_OP_DECRYPT, ok;

	next_tweak(second);
	memcpy(last, in + BLOCK, part);
	memcpy(m->tweak, dec ? second : first, sizeof(first));
	if (!xts_blocks(m, block, in, BLOCK))
		return false;
	memcpy(out + BLOCK, block, part);
	memcpy(last + part, block + part, BLOCK - part);
	memcpy(m->tweak, dec ? first : second, sizeof(first));
	ok = xts_blocks(m, out, last, BLOCK);
	OPENSSL_cleanse(block, sizeof(block));
	OPENSSL_cleanse(last, sizeof(last));
	return ok;
}

static int xts_run(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	if (!m->started && !xts_start(cache, m, job))
		return EIO;
	m->started = true;
	for (uint32_t i = 0; i < job->seg_nr; i++) {
		const struct engine_seg *seg = &job->segs[i];
		size_t part = seg->len % BLOCK, whole = seg->len - part;

		if (part && (!whole || !job->final || i + 1 < job->seg_nr))
			return EINVAL;
		if (part)
			whole -= BLOCK;
		if (!xts_blocks(m, seg->out, seg->in, whole) ||
		    (part && !xts_steal(m, job, seg->out + whole, seg->in + whole, part)))
			return EIO;
	}
	return 0;
}

/* ---- GCM ---- */

static void gcm_block(const uint8_t in[BLOCK], uint8_t out[BLOCK], const void *key)
{
	EVP_Cipher((EVP_CIPHER_CTX *)key, out, in, BLOCK);
}

/* Counter mode with a counter of 32 bits, for whole blocks. */
static void gcm_stream(const uint8_t *in, uint8_t *out, size_t blocks, const void *key,
		       const uint8_t iv[BLOCK])
{
	uint32_t counter = __builtin_bswap32(cmh_get_le32(iv + 12));
	uint8_t stream[CHUNK];

	while (blocks) {
		size_t n = blocks < CHUNK / BLOCK ? blocks : CHUNK / BLOCK;

		for (size_t i = 0; i < n; i++) {
			memcpy(stream + i * BLOCK, iv, 12);
			cmh_put_le32(stream + i * BLOCK + 12, __builtin_bswap32(counter++));
		}
		EVP_Cipher((EVP_CIPHER_CTX *)key, stream, stream, (unsigned int)(n * BLOCK));
		xor_bytes(out, in, stream, n * BLOCK);
		in += n * BLOCK;
		out += n * BLOCK;
		blocks -= n;
	}
	OPENSSL_cleanse(stream, sizeof(stream));
}

static int gcm_run(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	bool enc = job->op == CMH_AES_OP_ENCRYPT;
	uint8_t tag[BLOCK];

	if (!m->started) {
		m->text = cipher_keyed(cache, m->own, job->cipher, CMH_AES_MODE_ECB, job->key,
				       job->key_len, CMH_AES_OP_ENCRYPT);
		m->gcm = m->text ? CRYPTO_gcm128_new(m->text, gcm_block) : NULL;
		if (!m->gcm)
			return ENOMEM;
		CRYPTO_gcm128_setiv(m->gcm, job->iv, 12);
		m->started = true;
	}
	if (job->aad_len && CRYPTO_gcm128_aad(m->gcm, job->aad, job->aad_len))
		return EIO;
	for (uint32_t i = 0; i < job->seg_nr; i++) {
		const struct engine_seg *seg = &job->segs[i];

		if (enc ? CRYPTO_gcm128_encrypt_ctr32(m->gcm, seg->in, seg->out, seg->len,
						      gcm_stream) :
			  CRYPTO_gcm128_decrypt_ctr32(m->gcm, seg->in, seg->out, seg->len,
						      gcm_stream))
			return EIO;
	}
	if (!job->final)
		return 0;
	CRYPTO_gcm128_tag(m->gcm, tag, sizeof(tag));
	return finish_tag(job, tag);
}

/* ---- Poly1305 ---- */

static int poly_run(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	uint8_t tag[BLOCK];
	size_t len;

	if (!m->started) {
		EVP_MAC *mac = (EVP_MAC *)cipher_poly1305(cache);

		m->poly = mac ? EVP_MAC_CTX_new(mac) : NULL;
		if (!m->poly)
			return ENOMEM;
		if (!EVP_MAC_init(m->poly, job->key, 32, NULL))
			return EIO;
		m->started = true;
	}
	for (uint32_t i = 0; i < job->seg_nr; i++)
		if (!EVP_MAC_update(m->poly, job->segs[i].in, job->segs[i].len))
			return EIO;
	if (!job->final)
		return 0;
	if (!EVP_MAC_final(m->poly, tag, &len, sizeof(tag)))
		return EIO;
	return finish_tag(job, tag);
}

int modes_run(struct cipher_cache *cache, struct modes *m, const struct engine_job *job)
{
	size_t key_len = job->key_len;

	if (job->cipher == ENGINE_CHACHA)
		return job->key_len == 32 ? poly_run(cache, m, job) : EINVAL;
	if (job->mode == CMH_AES_MODE_XTS)
		key_len = key_len % 2 ? 0 : key_len / 2;
	if (!cipher_exists(cache, job->cipher, key_len) ||
	    (job->op != CMH_AES_OP_ENCRYPT && job->op != CMH_AES_OP_DECRYPT))
		return EINVAL;
	switch (job->mode) {
	case CMH_AES_MODE_XTS: return xts_run(cache, m, job);
	case CMH_AES_MODE_CCM: return ccm_run(cache, m, job);
	case CMH_AES_MODE_GCM: return gcm_run(cache, m, job);
	default: return mac_run(cache, m, job);
	}
}
