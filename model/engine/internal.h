/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h - what the files of the engine share. */
#ifndef CMH_MODEL_ENGINE_INTERNAL_H
#define CMH_MODEL_ENGINE_INTERNAL_H

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

int random_pool_new(OSSL_LIB_CTX *libctx, struct random_pool **out);
void random_pool_free(struct random_pool *pool);
int random_get(struct random_pool *pool, void *out, size_t len); /* 0 or EIO */

/* Curves and other public things of pk/ that are made once. */
int pk_cache_new(struct pk_cache **out);
void pk_cache_free(struct pk_cache *cache);

/* Around calls of libcrypto that take locks of the whole process: no fork comes in between. */
void libcrypto_hold(void);
void libcrypto_let_go(void);

#endif
