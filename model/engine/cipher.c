// SPDX-License-Identifier: Apache-2.0
/* cipher.c - cipher jobs by libcrypto, with a cache of keyed contexts.
 *
 * Each (cipher, mode, key length, direction) has a few ways, each way a context with its key
 * schedule. A way is only ever keyed again for the same cipher, which overwrites the whole schedule
 * of the key it held before.
 */
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "cmh/abi/aes.h"
#include "cmh/abi/codec.h"
#include "model/engine/internal.h"

#define WAYS      4
#define KEY_LENS  3 /* 16, 24, 32 */
#define MODES     (CMH_AES_MODE_GCM + 1)
#define CIPHERS   (ENGINE_CHACHA + 1)
#define BLOCK     CMH_AES_BLOCK_SIZE
#define CHACHA_BLOCK 64
#define CHUNK     ((size_t)1 << 30) /* EVP_Cipher() counts in int */

struct way {
	EVP_CIPHER_CTX *evp; /* NULL: never used */
	uint64_t key[4];
	uint64_t used; /* clock value of the last use, 0: holds no key */
};

struct cipher_cache {
	EVP_CIPHER *cipher[CIPHERS][MODES][KEY_LENS];
	struct way way[CIPHERS][MODES][KEY_LENS][CMH_AES_OP_ENCRYPT][WAYS];
	EVP_MAC *poly1305;
	uint64_t clock;
};

struct engine_stream {
	EVP_CIPHER_CTX *evp;
	bool started;
	uint64_t ctr_hi, ctr_lo;
	struct modes modes;
};

static const char *const names[CIPHERS][MODES][KEY_LENS] = {
	[ENGINE_AES] = {
		[CMH_AES_MODE_ECB] = { "AES-128-ECB", "AES-192-ECB", "AES-256-ECB" },
		[CMH_AES_MODE_CBC] = { "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" },
		[CMH_AES_MODE_CTR] = { "AES-128-CTR", "AES-192-CTR", "AES-256-CTR" },
		[CMH_AES_MODE_CFB] = { "AES-128-CFB", "AES-192-CFB", "AES-256-CFB" },
		[CMH_AES_MODE_GCM] = { "AES-128-GCM", "AES-192-GCM", "AES-256-GCM" },
	},
	[ENGINE_SM4] = {
		[CMH_AES_MODE_ECB] = { "SM4-ECB" },
		[CMH_AES_MODE_CBC] = { "SM4-CBC" },
		[CMH_AES_MODE_CTR] = { "SM4-CTR" },
		[CMH_AES_MODE_CFB] = { "SM4-CFB" },
	},
	[ENGINE_CHACHA] = {
		[CMH_AES_MODE_CTR] = { NULL, NULL, "ChaCha20" },
		[CMH_AES_MODE_GCM] = { NULL, NULL, "ChaCha20-Poly1305" },
	},
};

int cipher_cache_new(OSSL_LIB_CTX *libctx, struct cipher_cache **out)
{
	struct cipher_cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return -ENOMEM;
	for (size_t i = 0; i < CIPHERS * MODES * KEY_LENS; i++) {
		const char *name = (&names[0][0][0])[i];
		EVP_CIPHER **cipher = &cache->cipher[0][0][0] + i;

		if (!name)
			continue;
		*cipher = EVP_CIPHER_fetch(libctx, name, NULL);
		/* libcrypto may have been built without the others. */
		if (!*cipher && i < MODES * KEY_LENS) {
			cipher_cache_free(cache);
			return -EOPNOTSUPP;
		}
	}
	cache->poly1305 = EVP_MAC_fetch(libctx, "POLY1305", NULL);
	*out = cache;
	return 0;
}

void cipher_cache_forget(struct cipher_cache *cache)
{
	struct way *way = &cache->way[0][0][0][0][0];
	size_t nr = sizeof(cache->way) / sizeof(*way);

	for (; nr; nr--, way++) {
		EVP_CIPHER_CTX_free(way->evp);
		OPENSSL_cleanse(way, sizeof(*way));
	}
}

void cipher_cache_free(struct cipher_cache *cache)
{
	if (!cache)
		return;
	cipher_cache_forget(cache);
	for (size_t i = 0; i < CIPHERS * MODES * KEY_LENS; i++)
		EVP_CIPHER_free((&cache->cipher[0][0][0])[i]);
	EVP_MAC_free(cache->poly1305);
	free(cache);
}

static EVP_CIPHER *fetched(const struct cipher_cache *cache, uint32_t cipher, uint32_t mode,
			   size_t key_len)
{
	if (cipher >= CIPHERS || mode >= MODES ||
	    (key_len != 16 && key_len != 24 && key_len != 32))
		return NULL;
	return cache->cipher[cipher][mode][key_len / 8 - 2];
}

const EVP_CIPHER *cipher_get(const struct cipher_cache *cache, uint32_t mode, size_t key_len)
{
	return fetched(cache, ENGINE_AES, mode, key_len);
}

bool cipher_exists(const struct cipher_cache *cache, uint32_t cipher, size_t key_len)
{
	return fetched(cache, cipher, CMH_AES_MODE_ECB, key_len);
}

const EVP_MAC *cipher_poly1305(const struct cipher_cache *cache)
{
	return cache->poly1305;
}

/* Keys evp; NULL makes one. Returns NULL, with evp freed, when that failed. */
static EVP_CIPHER_CTX *keyed(EVP_CIPHER_CTX *evp, const EVP_CIPHER *cipher, const uint8_t *key,
			     bool enc)
{

	if (evp)
		cipher = NULL; /* it has this one already; naming it would build it anew */
	else
		evp = EVP_CIPHER_CTX_new();
	if (evp && EVP_CipherInit_ex2(evp, cipher, key, NULL, enc, NULL))
		return evp;
	EVP_CIPHER_CTX_free(evp);
	return NULL;
}

/* The cache's context with this key. All ways are compared, each in constant time. */
static EVP_CIPHER_CTX *lookup(struct cipher_cache *cache, struct way *set, const EVP_CIPHER *cipher,
			      const uint8_t *key_bytes, size_t key_len, bool enc)
{
	struct way *found = NULL, *oldest = set;
	uint64_t key[4] = { 0 };

	memcpy(key, key_bytes, key_len);
	for (struct way *way = set; way < set + WAYS; way++) {
		uint64_t diff = (key[0] ^ way->key[0]) | (key[1] ^ way->key[1]) |
				(key[2] ^ way->key[2]) | (key[3] ^ way->key[3]);

		if (!diff && way->used)
			found = way;
		if (way->used < oldest->used)
			oldest = way;
	}
	if (!found) {
		found = oldest;
		found->evp = keyed(found->evp, cipher, key_bytes, enc);
		found->used = 0;
		if (!found->evp) {
			OPENSSL_cleanse(found->key, sizeof(found->key));
			explicit_bzero(key, sizeof(key));
			return NULL;
		}
		memcpy(found->key, key, sizeof(key));
	}
	explicit_bzero(key, sizeof(key));
	found->used = ++cache->clock;
	return found->evp;
}

EVP_CIPHER_CTX *cipher_keyed(struct cipher_cache *cache, bool own, uint32_t cipher, uint32_t mode,
			     const uint8_t *key, size_t key_len, uint32_t op)
{
	const EVP_CIPHER *type = fetched(cache, cipher, mode, key_len);
	bool enc = op == CMH_AES_OP_ENCRYPT;

	if (!type || (!enc && op != CMH_AES_OP_DECRYPT))
		return NULL;
	if (own)
		return keyed(NULL, type, key, enc);
	return lookup(cache, cache->way[cipher][mode][key_len / 8 - 2][op - 1], type, key, key_len,
		      enc);
}

bool cipher_put_iv(EVP_CIPHER_CTX *evp, const uint8_t *iv)
{
	return EVP_CipherInit_ex2(evp, NULL, NULL, iv, -1, NULL) > 0;
}

static bool put_iv(struct engine_stream *stream, const uint8_t *iv)
{
	return cipher_put_iv(stream->evp, iv);
}

static bool put_counter(struct engine_stream *stream)
{
	uint8_t iv[BLOCK];

	cmh_put_le64(iv, __builtin_bswap64(stream->ctr_hi));
	cmh_put_le64(iv + 8, __builtin_bswap64(stream->ctr_lo));
	return put_iv(stream, iv);
}

bool cipher_transform(EVP_CIPHER_CTX *evp, uint8_t *out, const uint8_t *in, size_t len)
{
	while (len) {
		size_t n = len < CHUNK ? len : CHUNK;

		if (EVP_Cipher(evp, out, in, (unsigned int)n) < 0)
			return false;
		in += n;
		out = out ? out + n : NULL; /* NULL: AAD */
		len -= n;
	}
	return true;
}

static bool transform(struct engine_stream *stream, uint8_t *out, const uint8_t *in, size_t len)
{
	return cipher_transform(stream->evp, out, in, len);
}

/* The hub counts blocks in the low 64 bits of the counter alone; libcrypto carries into the high
 * half, so the text is cut where the low half wraps. */
static bool transform_ctr(struct engine_stream *stream, uint8_t *out, const uint8_t *in, size_t len)
{
	uint64_t block_nr = len / BLOCK + (len % BLOCK != 0);
	uint64_t left = -stream->ctr_lo; /* blocks up to the wrap; 0: 2^64 */

	if (left && block_nr >= left) {
		size_t n = left * BLOCK < len ? left * BLOCK : len;

		if (!transform(stream, out, in, n))
			return false;
		stream->ctr_lo = 0;
		if (!put_counter(stream))
			return false;
		in += n;
		out += n;
		len -= n;
		block_nr -= left;
	}
	stream->ctr_lo += block_nr;
	return transform(stream, out, in, len);
}

/* ChaCha20's counter has 32 bits; libcrypto carries into the nonce. */
static bool transform_chacha(struct engine_stream *stream, uint8_t *out, const uint8_t *in,
			     size_t len, const uint8_t nonce[BLOCK])
{
	while (len) {
		uint64_t left = ((uint64_t)1 << 32) - (uint32_t)stream->ctr_lo;
		size_t n = len < left * CHACHA_BLOCK ? len : (size_t)left * CHACHA_BLOCK;
		uint8_t iv[BLOCK];

		if (!transform(stream, out, in, n))
			return false;
		stream->ctr_lo += (n + CHACHA_BLOCK - 1) / CHACHA_BLOCK;
		if ((uint32_t)stream->ctr_lo == 0) {
			memcpy(iv, nonce, BLOCK);
			memset(iv, 0, 4);
			if (!put_iv(stream, iv))
				return false;
		}
		in += n;
		out += n;
		len -= n;
	}
	return true;
}

static bool start(struct engine_stream *stream, const struct engine_job *job)
{
	if (job->cipher == ENGINE_CHACHA) {
		stream->ctr_lo = cmh_get_le32(job->iv);
		return put_iv(stream, job->mode == CMH_AES_MODE_CTR ? job->iv : job->iv + 4);
	}
	switch (job->mode) {
	case CMH_AES_MODE_ECB: return true;
	case CMH_AES_MODE_CTR:
		stream->ctr_hi = __builtin_bswap64(cmh_get_le64(job->iv));
		stream->ctr_lo = __builtin_bswap64(cmh_get_le64(job->iv + 8));
		return put_iv(stream, job->iv);
	case CMH_AES_MODE_CBC:
	case CMH_AES_MODE_CFB: return put_iv(stream, job->iv);
	default: /* GCM: the last word of the hub's IV is the counter, which it sets itself */
		return put_iv(stream, job->iv);
	}
}

/* Ends the message for libcrypto. Some of its releases take an empty EVP_Cipher() for the end in GCM
 * only. */
static bool end_text(struct engine_stream *stream, const struct engine_job *job)
{
	uint8_t none[BLOCK];
	int len = 0;

	if (job->cipher == ENGINE_CHACHA)
		return EVP_CipherFinal_ex(stream->evp, none, &len) > 0;
	return EVP_Cipher(stream->evp, NULL, NULL, 0) >= 0;
}

/* Writes the tag, or compares it (libcrypto does, in constant time). */
static int finish_aead(struct engine_stream *stream, const struct engine_job *job)
{
	uint8_t tag[CMH_AES_TAG_MAX];
	OSSL_PARAM param[2] = {
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, job->tag_len),
		OSSL_PARAM_END,
	};

	int ok;

	if (job->op == CMH_AES_OP_ENCRYPT) {
		if (!end_text(stream, job) ||
		    !EVP_CIPHER_CTX_get_params(stream->evp, param))
			return EIO;
		memcpy(job->tag, tag, job->tag_len);
		return 0;
	}

	/* A bad tag is an answer; the error queue belongs to the application. */
	memcpy(tag, job->tag, job->tag_len);
	ERR_set_mark();
	ok = EVP_CIPHER_CTX_set_params(stream->evp, param) && end_text(stream, job);
	ERR_pop_to_mark();
	return ok ? 0 : EIO;
}

static bool transform_text(struct engine_stream *stream, const struct engine_job *job,
			   const struct engine_seg *seg)
{
	if (job->mode != CMH_AES_MODE_CTR)
		return transform(stream, seg->out, seg->in, seg->len);
	if (job->cipher == ENGINE_CHACHA)
		return transform_chacha(stream, seg->out, seg->in, seg->len, job->iv);
	return transform_ctr(stream, seg->out, seg->in, seg->len);
}

static int run(struct engine_stream *stream, const struct engine_job *job)
{
	if (!stream->started) {
		if (!start(stream, job))
			return EIO;
		stream->started = true;
	}
	if (job->aad_len && !transform(stream, NULL, job->aad, job->aad_len))
		return EIO;
	for (uint32_t i = 0; i < job->seg_nr; i++) {
		const struct engine_seg *seg = &job->segs[i];

		if (!transform_text(stream, job, seg))
			return EIO;
	}
	if (job->final && job->mode == CMH_AES_MODE_GCM)
		return finish_aead(stream, job);
	return 0;
}

/* Nothing of a message that failed may stay behind. */
static void wipe_output(const struct engine_job *job)
{
	for (uint32_t i = 0; i < job->seg_nr; i++)
		if (job->segs[i].out)
			OPENSSL_cleanse(job->segs[i].out, job->segs[i].len);
}

static int run_modes(struct cipher_cache *cache, struct engine_job *job)
{
	struct modes once = { 0 }, *m = job->stream ? &job->stream->modes : &once;
	int err;

	m->own = job->stream;
	err = modes_run(cache, m, job);
	if (!job->stream)
		modes_close(m);
	if (err)
		wipe_output(job);
	return err;
}

int cipher_run(struct cipher_cache *cache, struct engine_job *job)
{
	struct engine_stream once = { 0 }, *stream = job->stream ? job->stream : &once;
	int err;

	if (modes_has(job))
		return run_modes(cache, job);
	if (job->kind == ENGINE_MAC || !fetched(cache, job->cipher, job->mode, job->key_len) ||
	    (job->op != CMH_AES_OP_ENCRYPT && job->op != CMH_AES_OP_DECRYPT))
		return EINVAL;
	if (!stream->evp) {
		stream->evp = cipher_keyed(cache, job->stream, job->cipher, job->mode, job->key,
					   job->key_len, job->op);
		if (!stream->evp)
			return ENOMEM;
	}
	err = run(stream, job);
	if (err)
		wipe_output(job);
	return err;
}

struct engine_stream *engine_stream_new(void)
{
	return calloc(1, sizeof(struct engine_stream));
}

void engine_stream_free(struct engine_stream *stream)
{
	if (!stream)
		return;
	EVP_CIPHER_CTX_free(stream->evp);
	modes_close(&stream->modes);
	OPENSSL_cleanse(stream, sizeof(*stream));
	free(stream);
}
