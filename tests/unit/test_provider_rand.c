// SPDX-License-Identifier: Apache-2.0
/* The hub's DRBG as EVP_RAND, as the application's generator, and as seed of the default provider's. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "tests/provider_env.h"

static struct env env;

static void up(void)
{
	env_configure("random = yes", "");
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_rand, .init = up, .fini = down, .timeout = 60);

static EVP_RAND_CTX *rand_new(void)
{
	EVP_RAND *rand = EVP_RAND_fetch(env.libctx, "CTR-DRBG", CMH);
	EVP_RAND_CTX *ctx = EVP_RAND_CTX_new(rand, NULL);

	cr_assert(rand && ctx);
	EVP_RAND_free(rand);
	return ctx;
}

static bool is_zero(const uint8_t *p, size_t len)
{
	while (len--)
		if (*p++)
			return false;
	return true;
}

Test(provider_rand, generates_requests_of_any_length)
{
	static uint8_t out[200000];
	static const size_t lens[] = { 1, 16, 31, 32, 33, 4096, 65536, 65537, sizeof(out) };
	EVP_RAND_CTX *ctx = rand_new();

	env_must(EVP_RAND_instantiate(ctx, 256, 0, NULL, 0, NULL));
	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		memset(out, 0, sizeof(out));
		env_must(EVP_RAND_generate(ctx, out, lens[i], 256, 0, NULL, 0));
		if (lens[i] >= 16)
			cr_assert(!is_zero(out + lens[i] - 16, 16), "%zu bytes", lens[i]);
		if (lens[i] < sizeof(out))
			cr_assert(is_zero(out + lens[i], sizeof(out) - lens[i]), "%zu bytes", lens[i]);
	}
	EVP_RAND_CTX_free(ctx);
}

Test(provider_rand, never_gives_the_same_block_twice)
{
	static uint8_t out[64 * 1024];
	EVP_RAND_CTX *ctx = rand_new();

	env_must(EVP_RAND_instantiate(ctx, 0, 0, NULL, 0, NULL));
	env_must(EVP_RAND_generate(ctx, out, sizeof(out), 0, 0, NULL, 0));
	for (size_t i = 16; i < sizeof(out); i += 16)
		cr_assert(memcmp(out, out + i, 16) != 0, "block %zu", i / 16);
	EVP_RAND_CTX_free(ctx);
}

Test(provider_rand, has_a_state_a_strength_and_a_limit)
{
	EVP_RAND_CTX *ctx = rand_new();
	uint8_t out[16];

	cr_assert(EVP_RAND_get_state(ctx) == EVP_RAND_STATE_UNINITIALISED);
	cr_assert(EVP_RAND_generate(ctx, out, sizeof(out), 0, 0, NULL, 0) == 0);
	cr_assert(EVP_RAND_instantiate(ctx, 257, 0, NULL, 0, NULL) == 0);
	env_must(EVP_RAND_instantiate(ctx, 256, 0, NULL, 0, NULL));
	cr_assert(EVP_RAND_get_state(ctx) == EVP_RAND_STATE_READY);
	cr_assert(EVP_RAND_get_strength(ctx) == 256);
	cr_assert(EVP_RAND_generate(ctx, out, sizeof(out), 257, 0, NULL, 0) == 0);
	cr_assert(EVP_RAND_generate(ctx, out, sizeof(out), 256, 1, NULL, 0) == 0,
		  "prediction resistance cannot be asked of the hub");
	env_must(EVP_RAND_reseed(ctx, 0, NULL, 0, NULL, 0));
	env_must(EVP_RAND_uninstantiate(ctx));
	cr_assert(EVP_RAND_get_state(ctx) == EVP_RAND_STATE_UNINITIALISED);
	cr_assert(EVP_RAND_generate(ctx, out, sizeof(out), 0, 0, NULL, 0) == 0);
	cr_assert(EVP_RAND_verify_zeroization(ctx) == 1);
	env_must(EVP_RAND_enable_locking(ctx));
	EVP_RAND_CTX_free(ctx);
}

Test(provider_rand, serves_the_application_when_configured)
{
	uint8_t a[32], b[32];

	env_must(RAND_set_DRBG_type(env.libctx, "CTR-DRBG", CMH, NULL, NULL));
	env_must(RAND_bytes_ex(env.libctx, a, sizeof(a), 256));
	env_must(RAND_priv_bytes_ex(env.libctx, b, sizeof(b), 256));
	cr_assert(memcmp(a, b, sizeof(a)) != 0);
	cr_assert(EVP_RAND_get0_provider(EVP_RAND_CTX_get0_rand(RAND_get0_public(env.libctx))) ==
		  env.cmh);
	cr_assert(EVP_RAND_get0_provider(EVP_RAND_CTX_get0_rand(RAND_get0_primary(env.libctx))) ==
		  env.cmh);
}

Test(provider_rand, seeds_the_drbg_of_the_default_provider)
{
	unsigned char out[64], cipher[] = "AES-256-CTR";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_DRBG_PARAM_CIPHER, (char *)cipher, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_RAND *rand = EVP_RAND_fetch(env.libctx, "CTR-DRBG", DEFAULT);
	EVP_RAND_CTX *seed = rand_new(), *ctx = EVP_RAND_CTX_new(rand, seed);

	env_must(EVP_RAND_instantiate(seed, 256, 0, NULL, 0, NULL));
	env_must(EVP_RAND_instantiate(ctx, 256, 0, NULL, 0, params));
	env_must(EVP_RAND_generate(ctx, out, sizeof(out), 256, 0, NULL, 0));
	env_must(EVP_RAND_reseed(ctx, 1, NULL, 0, NULL, 0));
	env_must(EVP_RAND_generate(ctx, out, sizeof(out), 256, 0, NULL, 0));
	EVP_RAND_CTX_free(ctx);
	EVP_RAND_CTX_free(seed);
	EVP_RAND_free(rand);
}
