/* SPDX-License-Identifier: Apache-2.0 */
/* prov_keys.h - what the tests of the provider's keys share: a library context with cmh alone, one with
 * the default provider alone, kinds of keys, and keys carried from one context to the other. */
#ifndef CMH_TESTS_UNIT_PROV_KEYS_H
#define CMH_TESTS_UNIT_PROV_KEYS_H

#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include "tests/provider_env.h"

static OSSL_LIB_CTX *hub, *sys; /* cmh alone, default alone */
static OSSL_PROVIDER *hub_prov, *sys_prov;

static inline void keys_up(void)
{
	hub = env_libctx_new();
	hub_prov = env_load(hub, "cmh");
	sys = env_libctx_new();
	sys_prov = env_load(sys, "default");
}

static inline void keys_down(void)
{
	OSSL_PROVIDER_unload(hub_prov);
	OSSL_PROVIDER_unload(sys_prov);
	OSSL_LIB_CTX_free(hub);
	OSSL_LIB_CTX_free(sys);
}

struct kind {
	const char *type;
	const char *group; /* NULL: none */
};

static const struct kind kinds[] = {
	{ "RSA", NULL },
	{ "RSA-PSS", NULL },
	{ "EC", "P-192" },
	{ "EC", "P-224" },
	{ "EC", "prime256v1" },
	{ "EC", "secp384r1" },
	{ "EC", "P-521" },
	{ "EC", "secp256k1" },
	{ "EC", "brainpoolP192r1" },
	{ "EC", "brainpoolP224r1" },
	{ "EC", "brainpoolP256r1" },
	{ "EC", "brainpoolP320r1" },
	{ "EC", "brainpoolP384r1" },
	{ "EC", "brainpoolP512r1" },
	{ "SM2", NULL },
	{ "X25519", NULL },
	{ "X448", NULL },
	{ "ED25519", NULL },
	{ "ED448", NULL },
};
#define KIND_NR (sizeof(kinds) / sizeof(*kinds))

/* A new key, or NULL. RSA keys have 1024 bits. */
static inline EVP_PKEY *key_try(OSSL_LIB_CTX *ctx, const struct kind *kind, const OSSL_PARAM *params)
{
	EVP_PKEY_CTX *gen = EVP_PKEY_CTX_new_from_name(ctx, kind->type, NULL);
	EVP_PKEY *key = NULL;
	size_t bits = 1024;
	const OSSL_PARAM usual[] = {
		kind->group ? OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
							       (char *)kind->group, 0) :
			      OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &bits),
		OSSL_PARAM_construct_end(),
	};

	env_must(gen != NULL);
	env_must(EVP_PKEY_keygen_init(gen));
	if (EVP_PKEY_CTX_set_params(gen, usual) > 0 &&
	    (!params || EVP_PKEY_CTX_set_params(gen, params) > 0))
		EVP_PKEY_generate(gen, &key);
	EVP_PKEY_CTX_free(gen);
	return key;
}

static inline EVP_PKEY *key_new(OSSL_LIB_CTX *ctx, const struct kind *kind)
{
	EVP_PKEY *key = key_try(ctx, kind, NULL);

	env_must(key != NULL);
	return key;
}

/* The key that has these parameters, or NULL. */
static inline EVP_PKEY *key_from(OSSL_LIB_CTX *ctx, const char *type, int selection,
				 OSSL_PARAM *params)
{
	EVP_PKEY_CTX *in = EVP_PKEY_CTX_new_from_name(ctx, type, NULL);
	EVP_PKEY *key = NULL;

	env_must(in != NULL);
	env_must(EVP_PKEY_fromdata_init(in));
	EVP_PKEY_fromdata(in, &key, selection, params);
	EVP_PKEY_CTX_free(in);
	return key;
}

/* The same key in another library context. */
static inline EVP_PKEY *key_carry(OSSL_LIB_CTX *to, const char *type, const EVP_PKEY *key)
{
	OSSL_PARAM *params = NULL;
	EVP_PKEY *copy;

	env_must(EVP_PKEY_todata(key, EVP_PKEY_KEYPAIR, &params));
	copy = key_from(to, type, EVP_PKEY_KEYPAIR, params);
	OSSL_PARAM_free(params);
	env_must(copy != NULL);
	return copy;
}

/* Whether the pair of a key passes the check of its provider. */
static inline bool key_is_good(OSSL_LIB_CTX *ctx, EVP_PKEY *key)
{
	EVP_PKEY_CTX *check = EVP_PKEY_CTX_new_from_pkey(ctx, key, NULL);
	bool good;

	env_must(check != NULL);
	good = EVP_PKEY_check(check) > 0;
	EVP_PKEY_CTX_free(check);
	return good;
}

#endif
