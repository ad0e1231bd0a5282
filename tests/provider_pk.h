/* SPDX-License-Identifier: Apache-2.0 */
/* provider_pk.h - public-key operations of either provider, for tests: keys of the default provider,
 * which EVP carries over to the one that props name. */
#ifndef CMH_TESTS_PROVIDER_PK_H
#define CMH_TESTS_PROVIDER_PK_H

#include <openssl/evp.h>
#include <openssl/params.h>

#include "tests/provider_env.h"

#define PK_SIG_MAX 600u

#define PREFER "?" CMH /* the hub, for digests of other providers as well */

/* New keys of the default provider. */
EVP_PKEY *pk_rsa(struct env *env, const char *type, size_t bits);
EVP_PKEY *pk_ec(struct env *env, const char *group);
EVP_PKEY *pk_gen(struct env *env, const char *type);

/* The public half alone. */
EVP_PKEY *pk_public(struct env *env, EVP_PKEY *key);

/* A context for signing (or verifying) messages, with parameters or NULL; checks whose it is. */
EVP_MD_CTX *pk_begin(struct env *env, const char *props, EVP_PKEY *key, const char *md, int sign,
		     const OSSL_PARAM *params);

/* Message in, signature out, its length returned; 0: there is none. */
size_t pk_sign(struct env *env, const char *props, EVP_PKEY *key, const char *md,
	       const OSSL_PARAM *params, const void *msg, size_t len, uint8_t *sig);
int pk_verify(struct env *env, const char *props, EVP_PKEY *key, const char *md,
	      const OSSL_PARAM *params, const void *msg, size_t len, const uint8_t *sig,
	      size_t sig_len);

/* A context of the provider for an operation on digests or blocks, by one of EVP's init calls. */
EVP_PKEY_CTX *pk_ctx(struct env *env, const char *props, EVP_PKEY *key,
		     int (*init)(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params),
		     const OSSL_PARAM *params);

#endif
