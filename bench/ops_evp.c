// SPDX-License-Identifier: Apache-2.0
/* ops_evp.c - the same messages through OpenSSL's default provider. The algorithm is fetched, the
 * context made and the key set once; a message takes as few calls as EVP allows. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "ops.h"

#define PROPERTIES "provider=default"
#define STRENGTH   256u /* of random bits */

struct evp_side {
	const struct work *work;
	EVP_MD_CTX *md;
	EVP_CIPHER_CTX *cipher;
	EVP_RAND_CTX *rand;
};

static bool digest_new(struct evp_side *s, const char *name)
{
	EVP_MD *md = EVP_MD_fetch(NULL, name, PROPERTIES);
	bool ok;

	s->md = EVP_MD_CTX_new();
	ok = md && s->md && EVP_DigestInit_ex2(s->md, md, NULL) > 0;
	EVP_MD_free(md);
	return ok;
}

static bool cipher_new(struct evp_side *s, const char *name)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, PROPERTIES);
	bool ok;

	s->cipher = EVP_CIPHER_CTX_new();
	ok = cipher && s->cipher &&
	     EVP_EncryptInit_ex2(s->cipher, cipher, s->work->key, NULL, NULL) > 0 &&
	     EVP_CIPHER_CTX_set_padding(s->cipher, 0) > 0;
	EVP_CIPHER_free(cipher);
	return ok;
}

/* A generator of its own, seeded by the operating system. */
static bool rand_new(struct evp_side *s, const char *name)
{
	char aes[] = "AES-256-CTR";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_DRBG_PARAM_CIPHER, aes, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_RAND *seed = EVP_RAND_fetch(NULL, "SEED-SRC", PROPERTIES);
	EVP_RAND *drbg = EVP_RAND_fetch(NULL, name, PROPERTIES);
	EVP_RAND_CTX *source = seed ? EVP_RAND_CTX_new(seed, NULL) : NULL;

	if (source && drbg && EVP_RAND_instantiate(source, STRENGTH, 0, NULL, 0, NULL) > 0)
		s->rand = EVP_RAND_CTX_new(drbg, source);
	EVP_RAND_free(seed);
	EVP_RAND_free(drbg);
	EVP_RAND_CTX_free(source); /* the generator holds it */
	return s->rand && EVP_RAND_instantiate(s->rand, STRENGTH, 0, NULL, 0, params) > 0;
}

static bool make(struct evp_side *s)
{
	const struct cmh_alg_info *alg = s->work->alg;
	char name[32];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(alg->names, ":"), alg->names);
	switch (alg->family) {
	case CMH_DIGEST:
		return digest_new(s, name);
	case CMH_CIPHER:
	case CMH_AEAD:
		return cipher_new(s, name);
	case CMH_RAND:
		return rand_new(s, name);
	}
	return false;
}

bool evp_side_knows(const struct cmh_alg_info *alg)
{
	char name[32];
	EVP_CIPHER *cipher;
	bool knows;

	if (alg->family != CMH_CIPHER && alg->family != CMH_AEAD)
		return alg->family == CMH_DIGEST || alg->family == CMH_RAND;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(alg->names, ":"), alg->names);
	ERR_set_mark();
	cipher = EVP_CIPHER_fetch(NULL, name, "provider=default");
	ERR_pop_to_mark();
	knows = cipher && EVP_CIPHER_get_mode(cipher) != EVP_CIPH_CCM_MODE;
	EVP_CIPHER_free(cipher);
	return knows;
}

static void complain(const struct evp_side *s)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	fprintf(stderr, "%s: OpenSSL: %s\n", s->work->alg->name, reason ? reason : "no reason");
}

struct evp_side *evp_side_new(const struct work *work)
{
	struct evp_side *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->work = work;
	if (make(s))
		return s;
	complain(s);
	evp_side_free(s);
	return NULL;
}

void evp_side_free(struct evp_side *s)
{
	if (!s)
		return;
	EVP_MD_CTX_free(s->md);
	EVP_CIPHER_CTX_free(s->cipher);
	EVP_RAND_CTX_free(s->rand);
	free(s);
}

static bool digest_one(struct evp_side *s, const struct item *item, uint8_t *out)
{
	const struct work *w = s->work;

	if (EVP_DigestInit_ex2(s->md, NULL, NULL) <= 0 ||
	    EVP_DigestUpdate(s->md, item->in, w->size) <= 0)
		return false;
	if (w->alg->flags & CMH_ALG_F_XOF)
		return EVP_DigestFinalXOF(s->md, out, w->out_len) > 0;
	return EVP_DigestFinal_ex(s->md, out, NULL) > 0;
}

static bool cipher_one(struct evp_side *s, const struct item *item, uint8_t *out)
{
	const struct work *w = s->work;
	int len;

	if (w->alg->iv_len && EVP_EncryptInit_ex2(s->cipher, NULL, NULL, item->iv, NULL) <= 0)
		return false;
	return EVP_EncryptUpdate(s->cipher, out, &len, item->in, (int)w->size) > 0;
}

static bool aead_one(struct evp_side *s, const struct item *item, uint8_t *out, uint8_t *tag)
{
	const struct work *w = s->work;
	int len;

	return EVP_EncryptInit_ex2(s->cipher, NULL, NULL, item->iv, NULL) > 0 &&
	       EVP_EncryptUpdate(s->cipher, NULL, &len, w->aad, sizeof(w->aad)) > 0 &&
	       EVP_EncryptUpdate(s->cipher, out, &len, item->in, (int)w->size) > 0 &&
	       EVP_EncryptFinal_ex(s->cipher, out, &len) > 0 &&
	       EVP_CIPHER_CTX_ctrl(s->cipher, EVP_CTRL_AEAD_GET_TAG, (int)w->alg->tag_len, tag) > 0;
}

bool evp_side_one(struct evp_side *s, uint32_t i, uint8_t *out, uint8_t *tag)
{
	const struct item *item = &s->work->items[i];

	switch (s->work->alg->family) {
	case CMH_DIGEST:
		return digest_one(s, item, out);
	case CMH_CIPHER:
		return cipher_one(s, item, out);
	case CMH_AEAD:
		return aead_one(s, item, out, tag);
	case CMH_RAND:
		return EVP_RAND_generate(s->rand, out, s->work->size, STRENGTH, 0, NULL, 0) > 0;
	}
	return false;
}

int evp_side_run(void *ctx, uint64_t batches)
{
	struct evp_side *s = ctx;

	while (batches--)
		for (uint32_t i = 0; i < s->work->depth; i++)
			if (!evp_side_one(s, i, s->work->items[i].out, s->work->items[i].tag)) {
				complain(s);
				return -EIO;
			}
	return 0;
}
