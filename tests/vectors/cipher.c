// SPDX-License-Identifier: Apache-2.0
/* cipher.c - vectors of ciphers and AEADs: both directions, in one piece from buffer to buffer, and
 * in pieces in place. */
#include <stdio.h>
#include <string.h>

#include "tests/vectors/vectors.h"

#define GCM_IV_MAX 128u /* what OpenSSL's own GCM takes */

struct job {
	EVP_CIPHER *cipher;
	struct bytes key, iv, aad, in;
	struct bytes tag; /* wanted length, and for decryption the tag */
	bool aead;
	int encrypt;
	size_t piece; /* 0: all at once, else in place in pieces of this size */
	uint8_t *out;
	size_t out_len;
};

static size_t piece_len(const struct job *job, size_t left)
{
	return job->piece && job->piece < left ? job->piece : left;
}

static bool data(EVP_CIPHER_CTX *ctx, struct job *job)
{
	size_t at = 0, n;
	int got;

	job->out = pool(job->in.len + EVP_MAX_BLOCK_LENGTH);
	job->out_len = 0;
	if (job->piece)
		memcpy(job->out, job->in.data, job->in.len);
	do { /* an empty message is told by an empty piece: CCM asks for it */
		/* a block cipher holds bytes back, so input and output part; then not in place */
		const uint8_t *in = (job->piece && job->out_len == at ? job->out : job->in.data) + at;

		n = piece_len(job, job->in.len - at);
		if (EVP_CipherUpdate(ctx, job->out + job->out_len, &got, in, (int)n) <= 0)
			return false;
		job->out_len += (size_t)got;
		at += n;
	} while (at < job->in.len);
	return true;
}

static bool process(EVP_CIPHER_CTX *ctx, struct job *job)
{
	const bool ccm = EVP_CIPHER_get_mode(job->cipher) == EVP_CIPH_CCM_MODE;
	int got;

	if (job->aead) {
		if (EVP_CipherInit_ex2(ctx, job->cipher, NULL, NULL, job->encrypt, NULL) <= 0 ||
		    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)job->iv.len, NULL) <= 0)
			return false;
		if ((ccm || !job->encrypt) &&
		    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)job->tag.len,
					job->encrypt ? NULL : job->tag.data) <= 0)
			return false;
		if (EVP_CipherInit_ex2(ctx, NULL, job->key.data, job->iv.data, -1, NULL) <= 0)
			return false;
		if (ccm && EVP_CipherUpdate(ctx, NULL, &got, NULL, (int)job->in.len) <= 0)
			return false;
		for (size_t at = 0, n; at < job->aad.len; at += n) {
			n = ccm ? job->aad.len : piece_len(job, job->aad.len - at);
			if (EVP_CipherUpdate(ctx, NULL, &got, job->aad.data + at, (int)n) <= 0)
				return false;
		}
	} else if (EVP_CipherInit_ex2(ctx, job->cipher, job->key.data, job->iv.data, job->encrypt,
				      NULL) <= 0) {
		return false;
	}
	if (!data(ctx, job) || EVP_CipherFinal_ex(ctx, job->out + job->out_len, &got) <= 0)
		return false;
	job->out_len += (size_t)got;
	if (job->aead && job->encrypt)
		return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, (int)job->tag.len,
					   job->tag.data) > 0;
	return true;
}

static bool do_job(struct job *job)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	const bool ok = process(ctx, job);

	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* Decrypts in each way, which must agree, and encrypts what was decrypted well. whole: the mode
 * takes a message in one call only. */
static enum verdict both_ways(struct job job, struct bytes ct, struct bytes msg, bool whole)
{
	static const size_t pieces[] = { 0, 1, 13, 64 };
	const struct bytes tag = job.tag;
	bool first = false, ok;

	if (EVP_CIPHER_get_key_length(job.cipher) != (int)job.key.len)
		return refused("a key of %zu bytes", job.key.len);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		if (whole && i > 1)
			break;
		job.piece = whole && i ? SIZE_MAX : pieces[i];
		job.encrypt = 0;
		job.in = ct;
		ok = do_job(&job) && same(msg, job.out, job.out_len);
		if (!i)
			first = ok;
		else if (ok != first)
			return wrong("decrypted in pieces of %zu %s, at once %s", job.piece,
				     ok ? "accepted" : "refused", first ? "accepted" : "refused");
		if (!ok)
			continue;
		job.encrypt = 1;
		job.in = msg;
		job.tag.data = pool(tag.len);
		ok = do_job(&job) && same(ct, job.out, job.out_len) &&
		     (!job.aead || memcmp(tag.data, job.tag.data, tag.len) == 0);
		job.tag = tag;
		if (!ok)
			return wrong("encrypted in pieces of %zu", job.piece);
	}
	return first ? ACCEPTED : refused("decryption");
}

static EVP_CIPHER *fetch(const struct suite *suite, long bits, const char *mode)
{
	char name[64];

	if (strcmp(suite->algorithm, "CHACHA20-POLY1305") == 0)
		snprintf(name, sizeof(name), "ChaCha20-Poly1305");
	else
		snprintf(name, sizeof(name), "AES-%ld-%s", bits, mode);
	return EVP_CIPHER_fetch(rig.libctx, name, rig.query);
}

static bool aes_bits(long bits)
{
	return bits == 128 || bits == 192 || bits == 256;
}

static enum verdict run_aead(const struct suite *suite, json_t *test)
{
	const char *mode = strrchr(suite->algorithm, '-') + 1; /* AES-GCM */
	const long bits = number(suite->group, "keySize");
	enum verdict verdict;
	struct job job = {
		.key = field(test, "key"),
		.iv = field(test, "iv"),
		.aad = field(test, "aad"),
		.tag = field(test, "tag"),
		.aead = true,
	};

	if (strncmp(suite->algorithm, "AES-", 4) == 0 && !aes_bits(bits))
		return refused("AES with a key of %ld bits", bits);
	job.cipher = fetch(suite, bits, mode);
	if (!job.cipher)
		return missing("%s with a key of %ld bits", suite->algorithm, bits);
	verdict = both_ways(job, field(test, "ct"), field(test, "msg"),
			    strcmp(mode, "CCM") == 0);
	EVP_CIPHER_free(job.cipher);
	if (verdict == REFUSED && strcmp(mode, "GCM") == 0 && job.iv.len > GCM_IV_MAX)
		return limit("OpenSSL takes no GCM IV over %u bytes", GCM_IV_MAX);
	return verdict;
}

/* CBC with padding, or XTS, whose IV is a data unit's number: zeros follow. */
static enum verdict run_cipher(const struct suite *suite, json_t *test)
{
	const bool xts = strcmp(suite->algorithm, "AES-XTS") == 0;
	const long bits = number(suite->group, "keySize") / (xts ? 2 : 1);
	const struct bytes iv = field(test, "iv");
	enum verdict verdict;
	struct job job = {
		.key = field(test, "key"),
		.iv = { pool(16), 16 },
	};

	if (!aes_bits(bits) || iv.len > 16)
		return refused("a key of %ld bits, an IV of %zu bytes", bits, iv.len);
	memset(job.iv.data, 0, 16);
	memcpy(job.iv.data, iv.data, iv.len);
	job.cipher = fetch(suite, bits, xts ? "XTS" : "CBC");
	if (!job.cipher)
		return missing("%s with a key of %ld bits", suite->algorithm, bits);
	verdict = both_ways(job, field(test, "ct"), field(test, "msg"), xts);
	EVP_CIPHER_free(job.cipher);
	return verdict;
}

const struct schema cipher_schemas[] = {
	{ "aead_test_schema_v1.json", run_aead, NULL },
	{ "ind_cpa_test_schema_v1.json", run_cipher, NULL },
	{ NULL, NULL, NULL },
};
