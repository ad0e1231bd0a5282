// SPDX-License-Identifier: Apache-2.0
/* ECDH, X25519 and X448 through EVP against the default provider and RFC 7748. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/kdf.h>

#include "tests/provider_pk.h"

#define SECRET_MAX 300u

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_exchange, .init = up, .fini = down, .timeout = 300);

static const char *const curves[] = {
	"P-192",	   "P-224",	      "P-256",		 "P-384",	    "P-521",
	"secp256k1",	   "brainpoolP192r1", "brainpoolP224r1", "brainpoolP256r1", "brainpoolP320r1",
	"brainpoolP384r1", "brainpoolP512r1",
};
#define CURVES_NR (sizeof(curves) / sizeof(*curves))

static size_t derive(const char *props, EVP_PKEY *own, EVP_PKEY *peer, const OSSL_PARAM *params,
		     uint8_t *out, size_t size)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, props, own, EVP_PKEY_derive_init_ex, params);
	size_t len = size;

	if (!ctx || EVP_PKEY_derive_set_peer(ctx, peer) <= 0 || EVP_PKEY_derive(ctx, out, &len) <= 0)
		len = 0;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return len;
}

/* Both providers derive the same from these keys. */
static void same(EVP_PKEY *a, EVP_PKEY *b, const OSSL_PARAM *params, const char *what)
{
	uint8_t got[SECRET_MAX], want[SECRET_MAX], back[SECRET_MAX];
	const size_t n = derive(DEFAULT, a, b, params, want, sizeof(want));

	env_must(n > 0);
	cr_assert(derive(CMH, a, b, params, got, sizeof(got)) == n, "%s", what);
	cr_assert(memcmp(got, want, n) == 0, "%s", what);
	cr_assert(derive(CMH, b, a, params, back, sizeof(back)) == n, "%s", what);
	cr_assert(memcmp(back, want, n) == 0, "%s", what);
}

Test(provider_exchange, ecdh_on_every_curve)
{
	for (size_t c = 0; c < CURVES_NR; c++) {
		EVP_PKEY *a = pk_ec(&env, curves[c]), *b = pk_ec(&env, curves[c]);

		same(a, b, NULL, curves[c]);
		EVP_PKEY_free(a);
		EVP_PKEY_free(b);
	}
}

/* The default provider has not this curve. */
Test(provider_exchange, ecdh_on_frp256v1)
{
	EVP_PKEY *a = EVP_PKEY_Q_keygen(env.libctx, CMH, "EC", "FRP256v1");
	EVP_PKEY *b = EVP_PKEY_Q_keygen(env.libctx, CMH, "EC", "FRP256v1");
	uint8_t one[SECRET_MAX], two[SECRET_MAX];

	cr_assert(a && b);
	cr_assert(derive(CMH, a, b, NULL, one, sizeof(one)) == 32);
	cr_assert(derive(CMH, b, a, NULL, two, sizeof(two)) == 32);
	cr_assert(memcmp(one, two, 32) == 0);
	cr_assert(derive(CMH, a, a, NULL, two, sizeof(two)) == 32);
	cr_assert(memcmp(one, two, 32) != 0);
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
}

Test(provider_exchange, x25519_and_x448)
{
	static const char *const types[] = { "X25519", "X448" };

	for (int i = 0; i < 2; i++) {
		EVP_PKEY *a = pk_gen(&env, types[i]), *b = pk_gen(&env, types[i]);

		same(a, b, NULL, types[i]);
		EVP_PKEY_free(a);
		EVP_PKEY_free(b);
	}
}

/* RFC 7748, 6.1 and 6.2. */
static const struct {
	const char *type, *own, *peer, *secret;
} rfc7748[] = {
	{ "X25519", "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
	  "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
	  "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742" },
	{ "X448",
	  "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391"
	  "006382a6f127ab1d9ac2d8c0a598726b",
	  "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972fc3e34fb4232a13c"
	  "a706dcb57aec3dae07bdc1c67bf33609",
	  "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936"
	  "521c24403085d59a449a5037514a879d" },
};

static EVP_PKEY *raw_key(const char *type, const char *hex, bool private)
{
	uint8_t raw[56];
	const size_t len = env_unhex(hex, raw);
	EVP_PKEY *key;

	key = private ? EVP_PKEY_new_raw_private_key_ex(env.libctx, type, CMH, raw, len) :
			EVP_PKEY_new_raw_public_key_ex(env.libctx, type, CMH, raw, len);
	cr_assert(key != NULL);
	return key;
}

Test(provider_exchange, answers_of_rfc_7748)
{
	for (size_t i = 0; i < sizeof(rfc7748) / sizeof(*rfc7748); i++) {
		EVP_PKEY *own = raw_key(rfc7748[i].type, rfc7748[i].own, true);
		EVP_PKEY *peer = raw_key(rfc7748[i].type, rfc7748[i].peer, false);
		uint8_t got[SECRET_MAX], want[56];
		const size_t n = env_unhex(rfc7748[i].secret, want);

		cr_assert(derive(CMH, own, peer, NULL, got, sizeof(got)) == n);
		cr_assert(memcmp(got, want, n) == 0, "%s", rfc7748[i].type);
		EVP_PKEY_free(own);
		EVP_PKEY_free(peer);
	}
}

Test(provider_exchange, refuses_peers_of_small_order)
{
	static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000"
				    "000000000000000000000000000000000000000000000000";
	static const char *const types[] = { "X25519", "X448" };
	uint8_t out[SECRET_MAX];

	for (int i = 0; i < 2; i++) {
		EVP_PKEY *own = pk_gen(&env, types[i]);
		EVP_PKEY *peer = raw_key(types[i], zeros + (i ? 0 : 48), false);

		cr_assert(derive(CMH, own, peer, NULL, out, sizeof(out)) == 0, "%s", types[i]);
		EVP_PKEY_free(own);
		EVP_PKEY_free(peer);
	}
}

Test(provider_exchange, says_how_long_the_secret_is)
{
	EVP_PKEY *a = pk_ec(&env, "P-521"), *b = pk_ec(&env, "P-521");
	EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, a, EVP_PKEY_derive_init_ex, NULL);
	uint8_t out[66];
	size_t len = 0;

	cr_assert(EVP_PKEY_derive(ctx, out, &len) <= 0, "without a peer");
	env_must(EVP_PKEY_derive_set_peer(ctx, b));
	env_must(EVP_PKEY_derive(ctx, NULL, &len));
	cr_assert(len == 66);
	len = 65;
	cr_assert(EVP_PKEY_derive(ctx, out, &len) <= 0);
	len = 66;
	cr_assert(EVP_PKEY_derive(ctx, out, &len) > 0 && len == 66);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
}

Test(provider_exchange, refuses_peers_of_other_curves_and_types)
{
	EVP_PKEY *a = pk_ec(&env, "P-256"), *b = pk_ec(&env, "brainpoolP256r1");
	EVP_PKEY *x = pk_gen(&env, "X25519"), *y = pk_gen(&env, "X448");
	EVP_PKEY *pub = pk_public(&env, a);
	uint8_t out[SECRET_MAX];

	cr_assert(derive(CMH, a, b, NULL, out, sizeof(out)) == 0);
	cr_assert(derive(CMH, a, x, NULL, out, sizeof(out)) == 0);
	cr_assert(derive(CMH, x, y, NULL, out, sizeof(out)) == 0);
	cr_assert(derive(CMH, pub, a, NULL, out, sizeof(out)) == 0, "no private part");
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
	EVP_PKEY_free(x);
	EVP_PKEY_free(y);
	EVP_PKEY_free(pub);
}

/* ---- X963KDF ---- */

struct kdf {
	OSSL_PARAM params[6];
	size_t outlen;
};

static void kdf_set(struct kdf *kdf, const char *md, size_t outlen, void *ukm, size_t ukm_len)
{
	OSSL_PARAM *p = kdf->params;

	kdf->outlen = outlen;
	*p++ = OSSL_PARAM_construct_utf8_string(OSSL_EXCHANGE_PARAM_KDF_TYPE, (char *)"X963KDF", 0);
	*p++ = OSSL_PARAM_construct_utf8_string(OSSL_EXCHANGE_PARAM_KDF_DIGEST, (char *)md, 0);
	*p++ = OSSL_PARAM_construct_size_t(OSSL_EXCHANGE_PARAM_KDF_OUTLEN, &kdf->outlen);
	if (ukm)
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_EXCHANGE_PARAM_KDF_UKM, ukm, ukm_len);
	*p = OSSL_PARAM_construct_end();
}

Test(provider_exchange, x963kdf_equals_default)
{
	static const char *const mds[] = { "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256" };
	static const size_t lens[] = { 1, 16, 19, 20, 21, 32, 63, 64, 65, 200 };
	EVP_PKEY *a = pk_ec(&env, "P-384"), *b = pk_ec(&env, "P-384");
	uint8_t ukm[100], got[SECRET_MAX], want[SECRET_MAX];

	env_fill(ukm, sizeof(ukm));
	for (size_t m = 0; m < sizeof(mds) / sizeof(*mds); m++) {
		for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
			struct kdf kdf;

			kdf_set(&kdf, mds[m], lens[i], i % 2 ? ukm : NULL, 1 + 10 * i);
			env_must(derive(DEFAULT, a, b, kdf.params, want, sizeof(want)) == lens[i]);
			/* SHA-1 is another provider's */
			cr_assert(derive(PREFER, a, b, kdf.params, got, sizeof(got)) == lens[i],
				  "%s %zu", mds[m], lens[i]);
			cr_assert(memcmp(got, want, lens[i]) == 0, "%s %zu", mds[m], lens[i]);
			cr_assert(derive(CMH, a, b, kdf.params, got, lens[i] - 1) == 0);
		}
	}
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
}

Test(provider_exchange, x963kdf_parameters_are_checked_and_reported)
{
	EVP_PKEY *a = pk_ec(&env, "P-256"), *b = pk_ec(&env, "P-256");
	EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, a, EVP_PKEY_derive_init_ex, NULL), *dup;
	const OSSL_PARAM bad[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_EXCHANGE_PARAM_KDF_TYPE, (char *)"HKDF", 0),
		OSSL_PARAM_construct_end(),
	};
	char ukm[] = "user keying material", md[32];
	void *got;
	uint8_t out[64], want[SECRET_MAX];
	struct kdf kdf;
	size_t len = sizeof(out);
	int outlen;

	cr_assert(EVP_PKEY_CTX_set_params(ctx, bad) <= 0);
	cr_assert(EVP_PKEY_CTX_get_ecdh_kdf_type(ctx) == EVP_PKEY_ECDH_KDF_NONE);
	cr_assert(EVP_PKEY_CTX_set_ecdh_kdf_type(ctx, EVP_PKEY_ECDH_KDF_X9_63) > 0);
	cr_assert(EVP_PKEY_CTX_get_ecdh_kdf_type(ctx) == EVP_PKEY_ECDH_KDF_X9_63);
	env_must(EVP_PKEY_derive_set_peer(ctx, b));
	cr_assert(EVP_PKEY_derive(ctx, out, &len) <= 0, "neither digest nor length");
	kdf_set(&kdf, "SHA256", 40, ukm, 20);
	env_must(EVP_PKEY_CTX_set_params(ctx, kdf.params));
	env_must(EVP_PKEY_CTX_get_ecdh_kdf_outlen(ctx, &outlen));
	cr_assert(outlen == 40);
	{
		OSSL_PARAM ask[] = {
			OSSL_PARAM_construct_utf8_string(OSSL_EXCHANGE_PARAM_KDF_DIGEST, md,
							 sizeof(md)),
			OSSL_PARAM_construct_octet_ptr(OSSL_EXCHANGE_PARAM_KDF_UKM, &got, 0),
			OSSL_PARAM_construct_end(),
		};

		env_must(EVP_PKEY_CTX_get_params(ctx, ask));
		cr_assert(strcmp(md, "SHA2-256") == 0);
		cr_assert(ask[1].return_size == 20 && memcmp(got, ukm, 20) == 0);
	}
	dup = EVP_PKEY_CTX_dup(ctx);
	EVP_PKEY_CTX_free(ctx);
	len = sizeof(out);
	env_must(EVP_PKEY_derive(dup, out, &len));
	env_must(derive(DEFAULT, a, b, kdf.params, want, sizeof(want)) == 40);
	cr_assert(len == 40 && memcmp(out, want, 40) == 0);
	EVP_PKEY_CTX_free(dup);
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
}

Test(provider_exchange, cofactor_modes_change_nothing)
{
	EVP_PKEY *a = pk_ec(&env, "P-256"), *b = pk_ec(&env, "P-256");

	for (int mode = -1; mode <= 2; mode++) {
		int value = mode;
		const OSSL_PARAM params[] = {
			OSSL_PARAM_construct_int(OSSL_EXCHANGE_PARAM_EC_ECDH_COFACTOR_MODE, &value),
			OSSL_PARAM_construct_end(),
		};
		uint8_t out[SECRET_MAX];

		if (mode <= 1)
			same(a, b, params, "cofactor mode");
		else
			cr_assert(derive(CMH, a, b, params, out, sizeof(out)) == 0);
	}
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
}
