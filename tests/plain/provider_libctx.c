// SPDX-License-Identifier: Apache-2.0
/* Several library contexts; the default provider before, after and not at all; unload and load
 * again. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "tests/provider_env.h"

static int digest(OSSL_LIB_CTX *libctx, const char *props)
{
	uint8_t out[32];
	const int ok = EVP_Q_digest(libctx, "SHA256", props, "abc", 3, out, NULL) > 0;

	ERR_clear_error();
	return ok && out[0] == 0xba && out[31] == 0xad;
}

static void alone(void)
{
	OSSL_LIB_CTX *libctx = env_libctx_new();
	OSSL_PROVIDER *cmh = env_load(libctx, "cmh");
	uint8_t out[16];

	env_must(digest(libctx, NULL));
	env_must(digest(libctx, CMH));
	env_must(!digest(libctx, DEFAULT));
	env_must(RAND_bytes_ex(libctx, out, sizeof(out), 0)); /* the only generator there is */
	OSSL_PROVIDER_unload(cmh);
	OSSL_LIB_CTX_free(libctx);
}

static void beside_default(const char *first, const char *second)
{
	OSSL_LIB_CTX *libctx = env_libctx_new();
	OSSL_PROVIDER *a = env_load(libctx, first), *b = env_load(libctx, second);
	const int cmh_first = first[0] == 'c';

	env_must(digest(libctx, CMH));
	env_must(digest(libctx, DEFAULT));
	OSSL_PROVIDER_unload(a);
	env_must(digest(libctx, cmh_first ? DEFAULT : CMH));
	env_must(!digest(libctx, cmh_first ? CMH : DEFAULT));
	OSSL_PROVIDER_unload(b);
	OSSL_LIB_CTX_free(libctx);
}

/* A provider may be unloaded before what was fetched from it. */
static void unload_before_use_ends(void)
{
	OSSL_LIB_CTX *libctx = env_libctx_new();
	OSSL_PROVIDER *cmh = env_load(libctx, "cmh");
	EVP_MD *md = EVP_MD_fetch(libctx, "SHA3-256", CMH);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t out[32];

	env_must(EVP_DigestInit_ex2(ctx, md, NULL));
	env_must(EVP_DigestUpdate(ctx, "abc", 3));
	OSSL_PROVIDER_unload(cmh);
	env_must(EVP_DigestFinal_ex(ctx, out, NULL));
	env_must(out[0] == 0x3a);
	EVP_MD_free(md);
	EVP_MD_CTX_free(ctx);
	OSSL_LIB_CTX_free(libctx);
}

static void reload(void)
{
	OSSL_LIB_CTX *libctx = env_libctx_new();

	for (int i = 0; i < 20; i++) {
		OSSL_PROVIDER *cmh = env_load(libctx, "cmh");

		if (i % 3)
			env_must(digest(libctx, CMH));
		env_must(OSSL_PROVIDER_unload(cmh));
		env_must(!digest(libctx, CMH));
	}
	OSSL_LIB_CTX_free(libctx);
}

static void several(void)
{
	struct env env[4];
	EVP_MD_CTX *ctx[4];
	uint8_t out[32];

	for (int i = 0; i < 4; i++) {
		EVP_MD *md;

		env_up(&env[i]);
		md = EVP_MD_fetch(env[i].libctx, "SHA256", CMH);
		ctx[i] = EVP_MD_CTX_new();
		env_must(EVP_DigestInit_ex2(ctx[i], md, NULL));
		env_must(EVP_DigestUpdate(ctx[i], "abc", 3));
		EVP_MD_free(md);
	}
	for (int i = 0; i < 4; i++) {
		env_must(EVP_DigestFinal_ex(ctx[i], out, NULL));
		env_must(out[0] == 0xba);
		EVP_MD_CTX_free(ctx[i]);
		env_down(&env[i]);
	}
}

int main(void)
{
	env_configure("random = yes", "");
	for (int i = 0; i < 3; i++) {
		alone();
		beside_default("cmh", "default");
		beside_default("default", "cmh");
		unload_before_use_ends();
		reload();
		several();
	}
	return 0;
}
