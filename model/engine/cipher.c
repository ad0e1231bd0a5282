// SPDX-License-Identifier: Apache-2.0
/* cipher.c - AES jobs by libcrypto, with a cache of keyed contexts.
 *
 * Each (mode, key length, direction) has a few ways, each way a context with its key schedule. A
 * way is only ever keyed again for the same cipher, which overwrites the whole schedule of the key
 * it held before.
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
#define BLOCK     CMH_AES_BLOCK_SIZE
#define NONCE_LEN 12
#define CHUNK     ((size_t)1 << 30) /* EVP_Cipher() counts in int */

struct way {
	EVP_CIPHER_CTX *evp; /* NULL: never used */
	uint64_t key[4];
	uint64_t used; /* clock value of the last use, 0: holds no key */
};

struct cipher_cache {
	EVP_CIPHER *cipher[MODES][KEY_LENS];
	struct way way[MODES][KEY_LENS][CMH_AES_OP_ENCRYPT][WAYS];
	uint64_t clock;
};

struct engine_stream {
	EVP_CIPHER_CTX *evp;
	bool started;
	uint64_t ctr_hi, ctr_lo;
};

static const char *const names[MODES][KEY_LENS] = {
	[CMH_AES_MODE_ECB] = { "AES-128-ECB", "AES-192-ECB", "AES-256-ECB" },
	[CMH_AES_MODE_CBC] = { "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" },
	[CMH_AES_MODE_CTR] = { "AES-128-CTR", "AES-192-CTR", "AES-256-CTR" },
	[CMH_AES_MODE_GCM] = { "AES-128-GCM", "AES-192-GCM", "AES-256-GCM" },
};

int cipher_cache_new(OSSL_LIB_CTX *libctx, struct cipher_cache **out)
{
	struct cipher_cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return -ENOMEM;
	for (size_t mode = 0; mode < MODES; mode++) {
		for (size_t i = 0; i < KEY_LENS; i++) {
			if (!names[mode][i])
				continue;
			cache->cipher[mode][i] = EVP_CIPHER_fetch(libctx, names[mode][i], NULL);
			if (!cache->cipher[mode][i]) {
				cipher_cache_free(cache);
				return -EOPNOTSUPP;
			}
		}
	}
	*out = cache;
	return 0;
}

void cipher_cache_forget(struct cipher_cache *cache)
{
	struct way *way = &cache->way[0][0][0][0];
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
	for (size_t mode = 0; mode < MODES; mode++)
		for (size_t i = 0; i < KEY_LENS; i++)
			EVP_CIPHER_free(cache->cipher[mode][i]);
	free(cache);
}

const EVP_CIPHER *cipher_get(const struct cipher_cache *cache, uint32_t mode, size_t key_len)
{
	if (mode >= MODES || (key_len != 16 && key_len != 24 && key_len != 32))
		return NULL;
	return cache->cipher[mode][key_len / 8 - 2];
}

/* Keys evp for the job; NULL makes one. Returns NULL, with evp freed, when that failed. */
static EVP_CIPHER_CTX *keyed(EVP_CIPHER_CTX *evp, const EVP_CIPHER *cipher,
			     const struct engine_job *job)
{
	bool enc = job->op == CMH_AES_OP_ENCRYPT;

	if (evp)
		cipher = NULL; /* it has this one already; naming it would build it anew */
	else
		evp = EVP_CIPHER_CTX_new();
	if (evp && EVP_CipherInit_ex2(evp, cipher, job->key, NULL, enc, NULL))
		return evp;
	EVP_CIPHER_CTX_free(evp);
	return NULL;
}

/* The cache's context with the job's key. All ways are compared, each in constant time. */
static EVP_CIPHER_CTX *lookup(struct cipher_cache *cache, const EVP_CIPHER *cipher,
			      const struct engine_job *job)
{
	struct way *set = cache->way[job->mode][job->key_len / 8 - 2][job->op - 1];
	struct way *found = NULL, *oldest = set;
	uint64_t key[4] = { 0 };

	memcpy(key, job->key, job->key_len);
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
		found->evp = keyed(found->evp, cipher, job);
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

static bool put_iv(struct engine_stream *stream, const uint8_t *iv)
{
	return EVP_CipherInit_ex2(stream->evp, NULL, NULL, iv, -1, NULL) > 0;
}

static bool put_counter(struct engine_stream *stream)
{
	uint8_t iv[BLOCK];

	cmh_put_le64(iv, __builtin_bswap64(stream->ctr_hi));
	cmh_put_le64(iv + 8, __builtin_bswap64(stream->ctr_lo));
	return put_iv(stream, iv);
}

static bool transform(struct engine_stream *stream, uint8_t *out, const uint8_t *in, size_t len)
{
	while (len) {
		size_t n = len < CHUNK ? len : CHUNK;

		if (EVP_Cipher(stream->evp, out, in, (unsigned int)n) < 0)
			return false;
		in += n;
		out = out ? out + n : NULL; /* NULL: AAD */
		len -= n;
	}
	return true;
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

static bool start(struct engine_stream *stream, const struct engine_job *job)
{
	switch (job->mode) {
	case CMH_AES_MODE_ECB: return true;
	case CMH_AES_MODE_CTR:
		stream->ctr_hi = __builtin_bswap64(cmh_get_le64(job->iv));
		stream->ctr_lo = __builtin_bswap64(cmh_get_le64(job->iv + 8));
		return put_iv(stream, job->iv);
	case CMH_AES_MODE_CBC: return put_iv(stream, job->iv);
	default: /* GCM: the last word of the hub's IV is the counter, which it sets itself */
		return put_iv(stream, job->iv);
	}
}

/* Writes the tag, or compares it (libcrypto does, in constant time). */
static int finish_gcm(struct engine_stream *stream, const struct engine_job *job)
{
	uint8_t tag[CMH_AES_TAG_MAX];
	OSSL_PARAM param[2] = {
		OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, job->tag_len),
		OSSL_PARAM_END,
	};

	int ok;

	if (job->op == CMH_AES_OP_ENCRYPT) {
		if (EVP_Cipher(stream->evp, NULL, NULL, 0) < 0 ||
		    !EVP_CIPHER_CTX_get_params(stream->evp, param))
			return EIO;
		memcpy(job->tag, tag, job->tag_len);
		return 0;
	}

	/* A bad tag is an answer; the error queue belongs to the application. */
	memcpy(tag, job->tag, job->tag_len);
	ERR_set_mark();
	ok = EVP_CIPHER_CTX_set_params(stream->evp, param) &&
	     EVP_Cipher(stream->evp, NULL, NULL, 0) >= 0;
	ERR_pop_to_mark();
	return ok ? 0 : EIO;
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

		if (job->mode == CMH_AES_MODE_CTR ?
			    !transform_ctr(stream, seg->out, seg->in, seg->len) :
			    !transform(stream, seg->out, seg->in, seg->len))
			return EIO;
	}
	if (job->final && job->mode == CMH_AES_MODE_GCM)
		return finish_gcm(stream, job);
	return 0;
}

/* Nothing of a message that failed may stay behind. */
static void wipe_output(const struct engine_job *job)
{
	for (uint32_t i = 0; i < job->seg_nr; i++)
		OPENSSL_cleanse(job->segs[i].out, job->segs[i].len);
}

int cipher_run(struct cipher_cache *cache, struct engine_job *job)
{
	const EVP_CIPHER *cipher = cipher_get(cache, job->mode, job->key_len);
	struct engine_stream once = { 0 }, *stream = job->stream ? job->stream : &once;
	int err;

	if (!cipher || (job->op != CMH_AES_OP_ENCRYPT && job->op != CMH_AES_OP_DECRYPT))
		return EINVAL;
	if (!stream->evp) {
		stream->evp = job->stream ? keyed(NULL, cipher, job) : lookup(cache, cipher, job);
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
	OPENSSL_cleanse(stream, sizeof(*stream));
	free(stream);
}
