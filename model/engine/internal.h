/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h - what the files of the engine share. */
#ifndef CMH_MODEL_ENGINE_INTERNAL_H
#define CMH_MODEL_ENGINE_INTERNAL_H

#include <openssl/modes.h>
#include <openssl/types.h>

#include "model/engine/engine.h"

struct cipher_cache;
struct lanes;
struct pk_cache;
struct random_pool;

struct engine {
	/* libcrypto as if we were alone: an application's properties and providers, this
	 * project's own among them, never get between us and the default implementation. */
	OSSL_LIB_CTX *libctx;
	OSSL_PROVIDER *provider;
	struct lanes *lanes; /* NULL: libcrypto alone */
	struct cipher_cache *ciphers;
	struct random_pool *random;
	struct pk_cache *pk;
};

int cipher_cache_new(OSSL_LIB_CTX *libctx, struct cipher_cache **out);
void cipher_cache_free(struct cipher_cache *cache);
void cipher_cache_forget(struct cipher_cache *cache);
/* The fetched AES cipher of CMH_AES_MODE_* and key_len, or NULL. */
const EVP_CIPHER *cipher_get(const struct cipher_cache *cache, uint32_t mode, size_t key_len);
int cipher_run(struct cipher_cache *cache, struct engine_job *job); /* 0 or errno */

/* A keyed context of a plain mode (ECB, CBC, CTR) for the mode of a job: own makes one for the
 * caller to free, else it is the cache's and good until the next call for the same mode. NULL: none
 * such, or no memory. */
EVP_CIPHER_CTX *cipher_keyed(struct cipher_cache *cache, bool own, uint32_t cipher, uint32_t mode,
			     const uint8_t *key, size_t key_len, uint32_t op);
/* Whether there is a cipher for ECB with a key of that length. */
bool cipher_exists(const struct cipher_cache *cache, uint32_t cipher, size_t key_len);
/* All of in through a context; out may be in, or NULL for AAD. */
bool cipher_transform(EVP_CIPHER_CTX *evp, uint8_t *out, const uint8_t *in, size_t len);
bool cipher_put_iv(EVP_CIPHER_CTX *evp, const uint8_t *iv);
const EVP_MAC *cipher_poly1305(const struct cipher_cache *cache);

/* Modes put together from plain ones (modes.c). */
struct modes {
	bool own;            /* the contexts are freed with it */
	bool started;
	EVP_CIPHER_CTX *text; /* XTS: ECB; CCM: CTR; GCM: ECB */
	EVP_CIPHER_CTX *mac;  /* CMAC, XCBC, CCM: CBC */
	EVP_MAC_CTX *poly;
	GCM128_CONTEXT *gcm;
	bool text_begun; /* CCM: the AAD is padded */
	uint8_t fill;    /* bytes in part */
	uint8_t part[16];
	uint8_t sum[16];            /* CBC-MAC so far */
	uint8_t whole[16], cut[16]; /* CMAC, XCBC: what the last block is masked with */
	uint8_t s0[16];             /* CCM */
	uint64_t tweak[2];          /* XTS, of the next block */
};

bool modes_has(const struct engine_job *job);
int modes_run(struct cipher_cache *cache, struct modes *m, const struct engine_job *job);
void modes_close(struct modes *m);

int random_pool_new(OSSL_LIB_CTX *libctx, struct random_pool **out);
void random_pool_free(struct random_pool *pool);
int random_get(struct random_pool *pool, void *out, size_t len); /* 0 or EIO */
int random_reseed(struct random_pool *pool);                      /* 0 or EIO */

/* Curves and other public things of pk/ that are made once. */
int pk_cache_new(struct pk_cache **out);
void pk_cache_free(struct pk_cache *cache);

/* Around calls of libcrypto that take locks of the whole process: no fork comes in between. */
void libcrypto_hold(void);
void libcrypto_let_go(void);

#endif
