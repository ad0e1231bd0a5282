// SPDX-License-Identifier: Apache-2.0
/* RSA keys: numbers that are no key are refused, missing ones worked out; restrictions of RSA-PSS. */
#include <openssl/bn.h>
#include <openssl/rsa.h>

#include "tests/unit/prov_keys.h"

TestSuite(provider_keys_rsa, .init = keys_up, .fini = keys_down, .timeout = 120);

static const char *const names[] = {
	OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
	OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
	OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
	OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};
enum { N, E, D, P, Q, DP, DQ, QI, NR };

/* The numbers of a key of OpenSSL's. */
static void numbers_of(size_t bits, BIGNUM *num[NR])
{
	EVP_PKEY *key = key_try(sys, &(struct kind){ "RSA", NULL },
				(OSSL_PARAM[]){ OSSL_PARAM_construct_size_t("bits", &bits),
						OSSL_PARAM_construct_end() });

	env_must(key != NULL);
	for (int i = 0; i < NR; i++)
		env_must(EVP_PKEY_get_bn_param(key, names[i], &num[i]));
	EVP_PKEY_free(key);
}

static void numbers_free(BIGNUM *num[NR])
{
	for (int i = 0; i < NR; i++) {
		BN_free(num[i]);
		num[i] = NULL;
	}
}

/* A key of the hub with those numbers whose bit is set, or NULL. */
static EVP_PKEY *rsa_from(BIGNUM *const num[NR], unsigned int which)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params;
	EVP_PKEY *key;

	for (int i = 0; i < NR; i++)
		if (which & 1u << i)
			env_must(OSSL_PARAM_BLD_push_BN(bld, names[i], num[i]));
	params = OSSL_PARAM_BLD_to_param(bld);
	key = key_from(hub, "RSA", EVP_PKEY_KEYPAIR, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	return key;
}

#define PUBLIC (1u << N | 1u << E)
#define NO_CRT (PUBLIC | 1u << D)
#define ALL    ((1u << NR) - 1)

Test(provider_keys_rsa, missing_numbers_are_worked_out)
{
	BIGNUM *num[NR] = { NULL }, *got = NULL;
	EVP_PKEY *key;

	numbers_of(1024, num);
	key = rsa_from(num, NO_CRT | 1u << P | 1u << Q);
	env_must(key != NULL);
	for (int i = 0; i < NR; i++) {
		env_must(EVP_PKEY_get_bn_param(key, names[i], &got));
		cr_assert_eq(BN_cmp(got, num[i]), 0, "%s", names[i]);
	}
	cr_assert(key_is_good(hub, key));
	EVP_PKEY_free(key);
	BN_free(got);
	numbers_free(num);
}

Test(provider_keys_rsa, the_private_exponent_is_enough)
{
	BIGNUM *num[NR] = { NULL };
	EVP_PKEY *key;

	numbers_of(1024, num);
	key = rsa_from(num, NO_CRT);
	env_must(key != NULL);
	cr_assert(key_is_good(hub, key));
	EVP_PKEY_free(key);
	env_must(BN_add_word(num[D], 2));
	key = rsa_from(num, NO_CRT);
	env_must(key != NULL);
	cr_assert(!key_is_good(hub, key));
	EVP_PKEY_free(key);
	numbers_free(num);
	ERR_clear_error();
}

Test(provider_keys_rsa, what_does_not_belong_together_does_not_pass)
{
	BIGNUM *num[NR] = { NULL };
	EVP_PKEY *key;

	for (int i = D; i < NR; i++) {
		numbers_of(1024, num);
		env_must(BN_add_word(num[i], 2));
		key = rsa_from(num, ALL);
		env_must(key != NULL);
		cr_assert(!key_is_good(hub, key), "%s", names[i]);
		EVP_PKEY_free(key);
		numbers_free(num);
	}
	ERR_clear_error();
}

static bool takes(BIGNUM *const num[NR], unsigned int which)
{
	EVP_PKEY *key = rsa_from(num, which);
	const bool took = key != NULL;

	EVP_PKEY_free(key);
	ERR_clear_error();
	return took;
}

Test(provider_keys_rsa, public_numbers_have_limits)
{
	BIGNUM *num[NR] = { NULL };

	numbers_of(1024, num);
	cr_assert(takes(num, PUBLIC));
	cr_assert(!takes(num, 1u << N));
	cr_assert(!takes(num, 1u << E));
	BN_set_word(num[E], 1);
	cr_assert(!takes(num, PUBLIC), "exponent 1");
	BN_set_word(num[E], 2);
	cr_assert(!takes(num, PUBLIC), "even exponent");
	BN_set_word(num[E], 3);
	cr_assert(takes(num, PUBLIC));
	BN_copy(num[E], num[N]);
	cr_assert(!takes(num, PUBLIC), "exponent of the modulus");
	BN_set_word(num[E], 3);
	BN_sub_word(num[N], 1);
	cr_assert(!takes(num, PUBLIC), "even modulus");
	/* limits of the length, in bits */
	for (int i = 0; i < 4; i++) {
		static const struct {
			int bits;
			bool good;
		} limits[] = { { 511, false }, { 512, true }, { 4096, true }, { 4097, false } };

		BN_zero(num[N]);
		BN_set_bit(num[N], limits[i].bits - 1);
		BN_set_bit(num[N], 0);
		cr_assert_eq(takes(num, PUBLIC), limits[i].good, "%d bits", limits[i].bits);
	}
	numbers_free(num);
}

Test(provider_keys_rsa, private_exponents_are_in_range)
{
	BIGNUM *num[NR] = { NULL };

	numbers_of(1024, num);
	BN_zero(num[D]);
	cr_assert(!takes(num, NO_CRT), "0");
	BN_copy(num[D], num[N]);
	cr_assert(!takes(num, NO_CRT), "the modulus");
	BN_sub_word(num[D], 1);
	cr_assert(takes(num, NO_CRT), "one less");
	numbers_free(num);
}

Test(provider_keys_rsa, keys_of_three_primes_are_refused)
{
	size_t primes = 3;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_PRIMES, &primes),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = key_try(sys, &(struct kind){ "RSA", NULL }, params);
	OSSL_PARAM *data = NULL;

	env_must(key != NULL);
	env_must(EVP_PKEY_todata(key, EVP_PKEY_KEYPAIR, &data));
	cr_assert_null(key_from(hub, "RSA", EVP_PKEY_KEYPAIR, data));
	cr_assert_null(key_try(hub, &(struct kind){ "RSA", NULL }, params));
	OSSL_PARAM_free(data);
	EVP_PKEY_free(key);
	ERR_clear_error();
}

static int steps;

static int count(EVP_PKEY_CTX *ctx)
{
	return ++steps;
}

static int refuse(EVP_PKEY_CTX *ctx)
{
	return 0;
}

Test(provider_keys_rsa, are_made_as_told)
{
	static const struct {
		size_t bits;
		bool good;
	} sizes[] = { { 1024, true },  { 1040, true },  { 1008, false }, { 1025, false },
		      { 4112, false }, { 0, false },    { 2048, true } };
	EVP_PKEY_CTX *ctx;
	EVP_PKEY *key;
	BIGNUM *e = NULL, *three = BN_new();

	env_must(three && BN_set_word(three, 3));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t bits = sizes[i].bits;

		key = key_try(hub, &(struct kind){ "RSA", NULL },
			      (OSSL_PARAM[]){ OSSL_PARAM_construct_size_t("bits", &bits),
					      OSSL_PARAM_construct_end() });
		cr_assert_eq(key != NULL, sizes[i].good, "%zu bits", bits);
		cr_assert(!key || EVP_PKEY_get_bits(key) == (int)bits);
		EVP_PKEY_free(key);
	}
	ctx = EVP_PKEY_CTX_new_from_name(hub, "RSA", NULL);
	env_must(EVP_PKEY_keygen_init(ctx));
	env_must(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024));
	env_must(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, three));
	EVP_PKEY_CTX_set_cb(ctx, count);
	key = NULL;
	env_must(EVP_PKEY_generate(ctx, &key));
	env_must(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e));
	cr_assert(BN_is_word(e, 3));
	cr_assert(steps > 0);
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_set_cb(ctx, refuse);
	key = NULL;
	cr_assert(EVP_PKEY_generate(ctx, &key) <= 0);
	cr_assert_null(key);
	EVP_PKEY_CTX_free(ctx);
	BN_free(e);
	BN_free(three);
	ERR_clear_error();
}

Test(provider_keys_rsa, pss_restrictions_travel)
{
	int salt = 40;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_RSA_DIGEST, "SHA512-256", 0),
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, "SHA384", 0),
		OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, &salt),
		OSSL_PARAM_construct_end(),
	};
	char digest[40];
	EVP_PKEY *made, *there;

	for (int by_hub = 0; by_hub < 2; by_hub++) {
		made = key_try(by_hub ? hub : sys, &(struct kind){ "RSA-PSS", NULL }, params);
		env_must(made != NULL);
		there = key_carry(by_hub ? sys : hub, "RSA-PSS", made);
		env_must(EVP_PKEY_get_utf8_string_param(there, OSSL_PKEY_PARAM_MANDATORY_DIGEST, digest,
							sizeof(digest), NULL));
		cr_assert_str_eq(digest, "SHA2-512/256");
		env_must(EVP_PKEY_get_utf8_string_param(there, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, digest,
							sizeof(digest), NULL));
		cr_assert_str_eq(digest, "SHA2-384");
		EVP_PKEY_free(made);
		EVP_PKEY_free(there);
	}
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_RSA_DIGEST, "SM3", 0);
	cr_assert_null(key_try(hub, &(struct kind){ "RSA-PSS", NULL }, params));
	ERR_clear_error();
}
