// SPDX-License-Identifier: Apache-2.0
/* provider_pk.c - public-key operations of either provider. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "tests/provider_pk.h"

EVP_PKEY *pk_rsa(struct env *env, const char *type, size_t bits)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(env->libctx, type, DEFAULT);
	EVP_PKEY *key = NULL;

	env_must(EVP_PKEY_keygen_init(ctx));
	env_must(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits));
	env_must(EVP_PKEY_generate(ctx, &key));
	EVP_PKEY_CTX_free(ctx);
	return key;
}

EVP_PKEY *pk_ec(struct env *env, const char *group)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(env->libctx, DEFAULT, "EC", group);

	env_check(key != NULL, __FILE__, __LINE__, group);
	return key;
}

EVP_PKEY *pk_gen(struct env *env, const char *type)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(env->libctx, DEFAULT, type);

	env_check(key != NULL, __FILE__, __LINE__, type);
	return key;
}

EVP_PKEY *pk_public(struct env *env, EVP_PKEY *key)
{
	unsigned char *der = NULL;
	const int len = i2d_PUBKEY(key, &der);
	const unsigned char *p = der;
	EVP_PKEY *pub = d2i_PUBKEY_ex(NULL, &p, len, env->libctx, DEFAULT);

	env_must(pub != NULL);
	OPENSSL_free(der);
	return pub;
}

EVP_MD_CTX *pk_begin(struct env *env, const char *props, EVP_PKEY *key, const char *md, int sign,
		     const OSSL_PARAM *params)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL;
	const OSSL_PARAM *later = NULL;
	int ok;

	if (EVP_PKEY_is_a(key, "SM2")) { /* the default provider takes an identity after init only */
		later = params;
		params = NULL;
	}
	ok = sign ? EVP_DigestSignInit_ex(ctx, &pctx, md, env->libctx, props, key, params) :
		    EVP_DigestVerifyInit_ex(ctx, &pctx, md, env->libctx, props, key, params);
	if (ok <= 0 || (later && EVP_PKEY_CTX_set_params(pctx, later) <= 0)) {
		EVP_MD_CTX_free(ctx);
		return NULL;
	}
	env_must(EVP_PKEY_CTX_get0_provider(pctx) ==
		 (strstr(props, CMH) ? env->cmh : env->def));
	return ctx;
}

size_t pk_sign(struct env *env, const char *props, EVP_PKEY *key, const char *md,
	       const OSSL_PARAM *params, const void *msg, size_t len, uint8_t *sig)
{
	EVP_MD_CTX *ctx = pk_begin(env, props, key, md, 1, params);
	size_t sig_len = PK_SIG_MAX;

	if (!ctx || EVP_DigestSign(ctx, sig, &sig_len, msg, len) <= 0)
		sig_len = 0;
	EVP_MD_CTX_free(ctx);
	return sig_len;
}

int pk_verify(struct env *env, const char *props, EVP_PKEY *key, const char *md,
	      const OSSL_PARAM *params, const void *msg, size_t len, const uint8_t *sig,
	      size_t sig_len)
{
	EVP_MD_CTX *ctx = pk_begin(env, props, key, md, 0, params);
	const int ok = ctx && EVP_DigestVerify(ctx, sig, sig_len, msg, len) == 1;

	EVP_MD_CTX_free(ctx);
	return ok;
}

EVP_PKEY_CTX *pk_ctx(struct env *env, const char *props, EVP_PKEY *key,
		     int (*init)(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params),
		     const OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(env->libctx, key, props);

	if (ctx && init(ctx, params) > 0) {
		env_must(EVP_PKEY_CTX_get0_provider(ctx) ==
			 (strstr(props, CMH) ? env->cmh : env->def));
		return ctx;
	}
	EVP_PKEY_CTX_free(ctx);
	return NULL;
}
