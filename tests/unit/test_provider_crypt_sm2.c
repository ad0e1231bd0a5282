// SPDX-License-Identifier: Apache-2.0
/* SM2 encryption through EVP against the default provider. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <cmh/pk.h>

#include "tests/provider_pk.h"

#define CT_MAX (CMH_SM2_MAX + 200u)

static struct env env;
static EVP_PKEY *key;

static void up(void)
{
	env_up(&env);
	key = pk_gen(&env, "SM2");
}

static void down(void)
{
	EVP_PKEY_free(key);
	env_down(&env);
}

TestSuite(provider_crypt_sm2, .init = up, .fini = down, .timeout = 120);

/* Returns the length, or 0. */
static size_t crypt(const char *props, EVP_PKEY *k, bool decrypt, const void *in, size_t len,
		    uint8_t *out, size_t size)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, props, k,
				   decrypt ? EVP_PKEY_decrypt_init_ex : EVP_PKEY_encrypt_init_ex,
				   NULL);
	size_t n = size;
	int ok;

	ok = ctx && (decrypt ? EVP_PKEY_decrypt(ctx, out, &n, in, len) :
			       EVP_PKEY_encrypt(ctx, out, &n, in, len)) > 0;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok ? n : 0;
}

Test(provider_crypt_sm2, both_ways_with_default_at_every_length)
{
	static const char *const props[] = { CMH, DEFAULT };
	static uint8_t msg[CMH_SM2_MAX], ct[CT_MAX], back[CT_MAX];

	env_fill(msg, sizeof(msg));
	for (size_t len = 1; len <= CMH_SM2_MAX; len += len < 300 ? 1 : CMH_SM2_MAX / 5) {
		for (int i = 0; i < 2; i++) {
			const size_t n = crypt(props[i], key, false, msg, len, ct, sizeof(ct));

			cr_assert(n > len + CMH_SM2_MARGIN, "%s encrypts %zu", props[i], len);
			cr_assert(crypt(props[!i], key, true, ct, n, back, sizeof(back)) == len,
				  "%s decrypts %zu", props[!i], len);
			cr_assert(memcmp(msg, back, len) == 0);
		}
	}
}

Test(provider_crypt_sm2, refuses_what_is_longer_than_the_hub_takes)
{
	static uint8_t msg[CMH_SM2_MAX + 1], ct[CT_MAX + 1];

	cr_assert(crypt(CMH, key, false, msg, sizeof(msg), ct, sizeof(ct)) == 0);
	cr_assert(crypt(CMH, key, false, msg, 0, ct, sizeof(ct)) == 0);
}

Test(provider_crypt_sm2, changed_ciphertexts_do_not_open)
{
	uint8_t ct[CT_MAX], back[CT_MAX];
	const size_t n = crypt(CMH, key, false, "a message", 9, ct, sizeof(ct));

	cr_assert(crypt(CMH, key, true, ct, n, back, sizeof(back)) == 9);
	for (size_t i = 0; i < n; i++) {
		for (int bit = 0; bit < 8; bit += 7) {
			ct[i] ^= (uint8_t)(1 << bit);
			cr_assert(crypt(CMH, key, true, ct, n, back, sizeof(back)) == 0, "byte %zu", i);
			ct[i] ^= (uint8_t)(1 << bit);
		}
	}
	for (size_t len = 0; len < n; len++)
		cr_assert(crypt(CMH, key, true, ct, len, back, sizeof(back)) == 0, "%zu bytes", len);
	ct[n] = 0;
	cr_assert(crypt(CMH, key, true, ct, n + 1, back, sizeof(back)) == 0, "one byte more");
}

Test(provider_crypt_sm2, says_lengths_as_default_does)
{
	static const size_t lens[] = { 1, 9, 31, 32 };
	uint8_t msg[32] = { 0 }, ct[CT_MAX], back[32];

	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, key, EVP_PKEY_encrypt_init_ex, NULL);
		EVP_PKEY_CTX *def = pk_ctx(&env, DEFAULT, key, EVP_PKEY_encrypt_init_ex, NULL);
		size_t got = 0, want = 0, n;

		env_must(EVP_PKEY_encrypt(ctx, NULL, &got, msg, lens[i]));
		env_must(EVP_PKEY_encrypt(def, NULL, &want, msg, lens[i]));
		cr_assert(got == want, "%zu: %zu, %zu", lens[i], got, want);
		n = got - 1;
		cr_assert(EVP_PKEY_encrypt(ctx, ct, &n, msg, lens[i]) <= 0);
		EVP_PKEY_CTX_free(ctx);
		EVP_PKEY_CTX_free(def);
		n = crypt(CMH, key, false, msg, lens[i], ct, got);
		cr_assert(n > 0 && n <= got);
		ctx = pk_ctx(&env, CMH, key, EVP_PKEY_decrypt_init_ex, NULL);
		env_must(EVP_PKEY_decrypt(ctx, NULL, &got, ct, n));
		cr_assert(got == lens[i]);
		got = lens[i] - 1;
		cr_assert(EVP_PKEY_decrypt(ctx, back, &got, ct, n) <= 0);
		got = lens[i];
		cr_assert(EVP_PKEY_decrypt(ctx, back, &got, ct, n) > 0 && got == lens[i]);
		EVP_PKEY_CTX_free(ctx);
	}
}

Test(provider_crypt_sm2, the_digest_is_sm3)
{
	const OSSL_PARAM sm3[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_DIGEST, (char *)"SM3", 0),
		OSSL_PARAM_construct_end(),
	};
	const OSSL_PARAM sha[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};
	char name[16];
	OSSL_PARAM ask[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_DIGEST, name, sizeof(name)),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, key, EVP_PKEY_encrypt_init_ex, sm3), *dup;

	cr_assert(ctx && EVP_PKEY_CTX_get_params(ctx, ask) > 0 && strcmp(name, "SM3") == 0);
	dup = EVP_PKEY_CTX_dup(ctx);
	EVP_PKEY_CTX_free(ctx);
	cr_assert(EVP_PKEY_CTX_set_params(dup, sha) <= 0);
	EVP_PKEY_CTX_free(dup);
	cr_assert(pk_ctx(&env, CMH, key, EVP_PKEY_encrypt_init_ex, sha) == NULL);
}

Test(provider_crypt_sm2, public_keys_do_not_decrypt)
{
	EVP_PKEY *pub = pk_public(&env, key), *other = pk_gen(&env, "SM2");
	uint8_t ct[CT_MAX], back[CT_MAX];
	const size_t n = crypt(CMH, pub, false, "abc", 3, ct, sizeof(ct));

	cr_assert(n > 0);
	cr_assert(crypt(CMH, key, true, ct, n, back, sizeof(back)) == 3);
	cr_assert(crypt(CMH, pub, true, ct, n, back, sizeof(back)) == 0);
	cr_assert(crypt(CMH, other, true, ct, n, back, sizeof(back)) == 0);
	EVP_PKEY_free(pub);
	EVP_PKEY_free(other);
}
