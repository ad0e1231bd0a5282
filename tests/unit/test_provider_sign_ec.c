// SPDX-License-Identifier: Apache-2.0
/* ECDSA, SM2, Ed25519 and Ed448 through EVP against the default provider and standards' answers. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include <cmh/alg.h>
#include <cmh/pk.h>

#include "tests/provider_pk.h"

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_sign_ec, .init = up, .fini = down, .timeout = 300);

static const char *const mds[] = { "SHA224",   "SHA256",   "SHA384", "SHA512",	   "SHA3-224",
				   "SHA3-256", "SHA3-384", "SHA3-512", "SHA1",	   "SHA512-256",
				   "SM3",      "SHAKE128", "SHAKE256", "BLAKE2S256", "MD5" };
#define MDS_NR (sizeof(mds) / sizeof(*mds))

/* The curves that OpenSSL knows by name, without SM2. */
static const char *const curves[] = {
	"P-192",	   "P-224",	      "P-256",		 "P-384",	    "P-521",
	"secp256k1",	   "brainpoolP192r1", "brainpoolP224r1", "brainpoolP256r1", "brainpoolP320r1",
	"brainpoolP384r1", "brainpoolP512r1",
};
#define CURVES_NR (sizeof(curves) / sizeof(*curves))

static void both_ways(EVP_PKEY *key, const char *md, const OSSL_PARAM *params)
{
	static const char *const props[] = { PREFER, DEFAULT };
	uint8_t msg[200], sig[PK_SIG_MAX];

	for (int i = 0; i < 2; i++) {
		const size_t len = env_below(sizeof(msg)) + 1;
		size_t n;

		env_fill(msg, len);
		n = pk_sign(&env, props[i], key, md, params, msg, len, sig);
		cr_assert(n > 0 && n <= (size_t)EVP_PKEY_get_size(key), "%s signs with %s",
			  props[i], md);
		cr_assert(pk_verify(&env, props[!i], key, md, params, msg, len, sig, n),
			  "%s verifies with %s", props[!i], md);
		cr_assert(!pk_verify(&env, PREFER, key, md, params, msg, len - 1, sig, n));
		sig[n - 1] ^= 1;
		cr_assert(!pk_verify(&env, PREFER, key, md, params, msg, len, sig, n));
	}
	ERR_clear_error();
}

/* ---- ECDSA ---- */

Test(provider_sign_ec, ecdsa_on_every_curve_with_every_digest)
{
	for (size_t c = 0; c < CURVES_NR; c++) {
		EVP_PKEY *key = pk_ec(&env, curves[c]);

		for (size_t m = 0; m < MDS_NR; m++)
			both_ways(key, mds[m], NULL);
		EVP_PKEY_free(key);
	}
}

/* The default provider has not this curve: the hub makes the key, signs, and verifies. */
Test(provider_sign_ec, ecdsa_on_frp256v1)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(env.libctx, CMH, "EC", "FRP256v1");
	uint8_t sig[PK_SIG_MAX];
	size_t n;

	cr_assert(key != NULL);
	n = pk_sign(&env, CMH, key, "SHA256", NULL, "abc", 3, sig);
	cr_assert(n > 60 && n <= 72);
	cr_assert(pk_verify(&env, CMH, key, "SHA256", NULL, "abc", 3, sig, n));
	cr_assert(!pk_verify(&env, CMH, key, "SHA256", NULL, "abd", 3, sig, n));
	cr_assert(!pk_verify(&env, CMH, key, "SHA384", NULL, "abc", 3, sig, n));
	EVP_PKEY_free(key);
}

static size_t raw_sign(const char *props, EVP_PKEY *key, const OSSL_PARAM *params, const void *tbs,
		       size_t len, uint8_t *sig, size_t size)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, props, key, EVP_PKEY_sign_init_ex, params);
	size_t n = size;

	if (!ctx || EVP_PKEY_sign(ctx, sig, &n, tbs, len) <= 0)
		n = 0;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return n;
}

static int raw_verify(const char *props, EVP_PKEY *key, const OSSL_PARAM *params, const void *tbs,
		      size_t len, const uint8_t *sig, size_t n)
{
	EVP_PKEY_CTX *ctx = pk_ctx(&env, props, key, EVP_PKEY_verify_init_ex, params);
	const int ok = ctx && EVP_PKEY_verify(ctx, sig, n, tbs, len) == 1;

	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

/* Of a digest longer than the curve the leftmost bits count, of a shorter one all. */
Test(provider_sign_ec, ecdsa_takes_digests_of_any_length)
{
	uint8_t tbs[200], sig[PK_SIG_MAX];

	env_fill(tbs, sizeof(tbs));
	for (size_t c = 0; c < CURVES_NR; c++) {
		EVP_PKEY *key = pk_ec(&env, curves[c]);

		for (size_t len = 1; len <= sizeof(tbs); len += len < 70 ? 7 : 60) {
			size_t n = raw_sign(CMH, key, NULL, tbs, len, sig, sizeof(sig));

			cr_assert(n && raw_verify(DEFAULT, key, NULL, tbs, len, sig, n), "%s %zu",
				  curves[c], len);
			n = raw_sign(DEFAULT, key, NULL, tbs, len, sig, sizeof(sig));
			cr_assert(raw_verify(CMH, key, NULL, tbs, len, sig, n), "%s %zu", curves[c],
				  len);
		}
		EVP_PKEY_free(key);
	}
}

Test(provider_sign_ec, ecdsa_holds_a_digest_to_its_length)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY *key = pk_ec(&env, "P-256");
	uint8_t tbs[33] = { 7 }, sig[PK_SIG_MAX];

	cr_assert(raw_sign(CMH, key, params, tbs, 32, sig, sizeof(sig)) > 0);
	cr_assert(raw_sign(CMH, key, params, tbs, 31, sig, sizeof(sig)) == 0);
	cr_assert(raw_sign(CMH, key, params, tbs, 33, sig, sizeof(sig)) == 0);
	EVP_PKEY_free(key);
}

Test(provider_sign_ec, ecdsa_lengths_are_those_of_default)
{
	uint8_t tbs[32] = { 1 }, sig[PK_SIG_MAX];

	for (size_t c = 0; c < CURVES_NR; c++) {
		EVP_PKEY *key = pk_ec(&env, curves[c]);
		EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, key, EVP_PKEY_sign_init_ex, NULL);
		size_t n = 0;

		env_must(EVP_PKEY_sign(ctx, NULL, &n, tbs, sizeof(tbs)));
		cr_assert(n == (size_t)EVP_PKEY_get_size(key), "%s: %zu", curves[c], n);
		cr_assert(raw_sign(CMH, key, NULL, tbs, sizeof(tbs), sig, n - 1) == 0);
		cr_assert(raw_sign(CMH, key, NULL, tbs, sizeof(tbs), sig, n) > 0);
		EVP_PKEY_CTX_free(ctx);
		EVP_PKEY_free(key);
	}
}

static size_t algorithm_id(const char *props, EVP_PKEY *key, const char *md, uint8_t *out,
			   size_t size)
{
	EVP_MD_CTX *ctx = pk_begin(&env, props, key, md, 1, NULL);
	OSSL_PARAM ask[] = {
		OSSL_PARAM_construct_octet_string(OSSL_SIGNATURE_PARAM_ALGORITHM_ID, out, size),
		OSSL_PARAM_construct_end(),
	};
	size_t len = 0;

	cr_assert(ctx != NULL, "%s", md);
	if (EVP_PKEY_CTX_get_params(EVP_MD_CTX_get_pkey_ctx(ctx), ask) > 0)
		len = ask[0].return_size;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return len;
}

static void same_algorithm_id(EVP_PKEY *key, const char *md)
{
	uint8_t got[64], want[64];
	const size_t got_len = algorithm_id(PREFER, key, md, got, sizeof(got));
	const size_t want_len = algorithm_id(DEFAULT, key, md, want, sizeof(want));

	cr_assert(got_len == want_len && memcmp(got, want, got_len) == 0, "%s: %zu, %zu bytes",
		  md ? md : "", got_len, want_len);
}

Test(provider_sign_ec, algorithm_ids_equal_default)
{
	static const char *const others[] = { "ED25519", "ED448" };
	EVP_PKEY *key = pk_ec(&env, "P-256");

	for (size_t m = 0; m < MDS_NR; m++)
		same_algorithm_id(key, mds[m]);
	EVP_PKEY_free(key);
	for (int i = 0; i < 2; i++) {
		key = pk_gen(&env, others[i]);
		same_algorithm_id(key, NULL);
		EVP_PKEY_free(key);
	}
	key = pk_gen(&env, "SM2");
	same_algorithm_id(key, "SM3");
	EVP_PKEY_free(key);
}

Test(provider_sign_ec, streams_and_copies_in_mid_message)
{
	EVP_PKEY *key = pk_ec(&env, "P-256");
	EVP_MD_CTX *a = pk_begin(&env, CMH, key, "SHA256", 1, NULL), *b = EVP_MD_CTX_new();
	uint8_t sig[PK_SIG_MAX];
	size_t n = sizeof(sig);

	env_must(EVP_DigestSignUpdate(a, "ab", 2));
	env_must(EVP_MD_CTX_copy_ex(b, a));
	env_must(EVP_DigestSignUpdate(a, "X", 1));
	env_must(EVP_DigestSignUpdate(b, "c", 1));
	EVP_MD_CTX_free(a);
	env_must(EVP_DigestSignFinal(b, sig, &n));
	EVP_MD_CTX_free(b);
	cr_assert(pk_verify(&env, DEFAULT, key, "SHA256", NULL, "abc", 3, sig, n));
	a = pk_begin(&env, CMH, key, "SHA256", 0, NULL);
	env_must(EVP_DigestVerifyUpdate(a, "a", 1));
	env_must(EVP_DigestVerifyUpdate(a, "bc", 2));
	cr_assert(EVP_DigestVerifyFinal(a, sig, n) == 1);
	EVP_MD_CTX_free(a);
	EVP_PKEY_free(key);
}

Test(provider_sign_ec, public_keys_do_not_sign)
{
	EVP_PKEY *key = pk_ec(&env, "P-256"), *pub = pk_public(&env, key);
	uint8_t sig[PK_SIG_MAX], tbs[32] = { 0 };

	cr_assert(raw_sign(CMH, pub, NULL, tbs, sizeof(tbs), sig, sizeof(sig)) == 0);
	EVP_PKEY_free(pub);
	EVP_PKEY_free(key);
}

/* ---- SM2 ---- */

/* The public key of GM/T 0003.5, annex A, and its signature of "message digest" by the identity
 * 1234567812345678. */
#define GMT_PUB                                                              \
	"0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020" \
	"ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
#define GMT_SIG                                                                      \
	"3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3" \
	"022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
#define GMT_ID "1234567812345678"

static EVP_PKEY *sm2_public(const char *props)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(env.libctx, "SM2", props);
	uint8_t pub[65];
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;

	env_unhex(GMT_PUB, pub);
	env_must(OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0));
	env_must(OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, pub, sizeof(pub)));
	params = OSSL_PARAM_BLD_to_param(bld);
	env_must(EVP_PKEY_fromdata_init(ctx));
	env_must(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params));
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

/* distid as a parameter. */
struct id {
	OSSL_PARAM params[2];
};

static struct id id_of(const void *id, size_t len)
{
	struct id i = { { OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, (void *)id, len),
			  OSSL_PARAM_construct_end() } };

	return i;
}

Test(provider_sign_ec, sm2_verifies_the_standards_example)
{
	const struct id id = id_of(GMT_ID, 16), other = id_of("1234567812345679", 16);
	EVP_PKEY *keys[] = { sm2_public(CMH), sm2_public(DEFAULT) };
	uint8_t sig[80];
	const size_t n = env_unhex(GMT_SIG, sig);

	for (int i = 0; i < 2; i++) {
		cr_assert(pk_verify(&env, CMH, keys[i], "SM3", id.params, "message digest", 14, sig, n));
		cr_assert(!pk_verify(&env, CMH, keys[i], "SM3", id.params, "message digesT", 14, sig,
				     n));
		cr_assert(!pk_verify(&env, CMH, keys[i], "SM3", other.params, "message digest", 14,
				     sig, n));
		cr_assert(!pk_verify(&env, CMH, keys[i], "SM3", NULL, "message digest", 14, sig, n));
		EVP_PKEY_free(keys[i]);
	}
}

Test(provider_sign_ec, sm2_identities_of_any_length)
{
	static const size_t lens[] = { 0, 1, 16, 31, 32, 33, 100, 8190 };
	static uint8_t name[8192];
	EVP_PKEY *key = pk_gen(&env, "SM2");
	struct id id;

	env_fill(name, sizeof(name));
	both_ways(key, "SM3", NULL); /* none set: the empty one */
	for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		id = id_of(name, lens[i]);
		both_ways(key, "SM3", id.params);
	}
	id = id_of(name, sizeof(name));
	cr_assert(pk_begin(&env, CMH, key, "SM3", 1, id.params) == NULL, "its bits do not fit");
	EVP_PKEY_free(key);
}

Test(provider_sign_ec, sm2_signs_digests_of_32_bytes)
{
	EVP_PKEY *key = pk_gen(&env, "SM2");
	uint8_t tbs[33], sig[PK_SIG_MAX];
	size_t n;

	env_fill(tbs, sizeof(tbs));
	n = raw_sign(CMH, key, NULL, tbs, 32, sig, sizeof(sig));
	cr_assert(n && raw_verify(DEFAULT, key, NULL, tbs, 32, sig, n));
	n = raw_sign(DEFAULT, key, NULL, tbs, 32, sig, sizeof(sig));
	cr_assert(raw_verify(CMH, key, NULL, tbs, 32, sig, n));
	tbs[0] ^= 1;
	cr_assert(!raw_verify(CMH, key, NULL, tbs, 32, sig, n));
	cr_assert(raw_sign(CMH, key, NULL, tbs, 31, sig, sizeof(sig)) == 0);
	cr_assert(raw_sign(CMH, key, NULL, tbs, 33, sig, sizeof(sig)) == 0);
	EVP_PKEY_free(key);
}

Test(provider_sign_ec, sm2_wants_sm3_and_its_identity_first)
{
	const struct id id = id_of(GMT_ID, 16);
	EVP_PKEY *key = pk_gen(&env, "SM2");
	EVP_MD_CTX *a = pk_begin(&env, CMH, key, "SM3", 1, id.params), *b = EVP_MD_CTX_new();
	uint8_t sig[PK_SIG_MAX];
	size_t n = sizeof(sig);

	cr_assert(pk_begin(&env, CMH, key, "SHA256", 1, NULL) == NULL);
	env_must(EVP_DigestSignUpdate(a, "ab", 2));
	cr_assert(EVP_PKEY_CTX_set_params(EVP_MD_CTX_get_pkey_ctx(a), id.params) <= 0);
	env_must(EVP_MD_CTX_copy_ex(b, a));
	EVP_MD_CTX_free(a);
	env_must(EVP_DigestSignUpdate(b, "c", 1));
	env_must(EVP_DigestSignFinal(b, sig, &n));
	EVP_MD_CTX_free(b);
	cr_assert(pk_verify(&env, DEFAULT, key, "SM3", id.params, "abc", 3, sig, n));
	EVP_PKEY_free(key);
}

/* ---- EdDSA ---- */

/* RFC 8032, 7.1 (tests 1 to 3) and 7.4 (blank, 1 octet). */
static const struct {
	const char *type, *key, *msg, *sig;
} eddsa[] = {
	{ "ED25519", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
	  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
	  "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
	{ "ED25519", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
	  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
	  "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
	{ "ED25519", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
	  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
	  "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
	{ "ED448",
	  "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b"
	  "94492f8f032e7549a20098f95b",
	  "",
	  "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22"
	  "ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cd"
	  "da8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600" },
	{ "ED448",
	  "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397"
	  "a659949ef8021e954e0a12274e",
	  "03",
	  "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de"
	  "8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a64729"
	  "05e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00" },
};

Test(provider_sign_ec, eddsa_answers_of_rfc_8032)
{
	for (size_t i = 0; i < sizeof(eddsa) / sizeof(*eddsa); i++) {
		uint8_t raw[57], msg[2], want[114], got[PK_SIG_MAX];
		const size_t raw_len = env_unhex(eddsa[i].key, raw);
		const size_t len = env_unhex(eddsa[i].msg, msg), n = env_unhex(eddsa[i].sig, want);
		EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(env.libctx, eddsa[i].type, CMH, raw,
								raw_len);

		cr_assert(key != NULL);
		cr_assert(pk_sign(&env, CMH, key, NULL, NULL, msg, len, got) == n);
		cr_assert(memcmp(got, want, n) == 0, "%zu", i);
		cr_assert(pk_verify(&env, CMH, key, NULL, NULL, msg, len, want, n));
		cr_assert(!pk_verify(&env, CMH, key, NULL, NULL, msg, len, want, n - 1));
		cr_assert(!pk_verify(&env, CMH, key, NULL, NULL, "x", 1, want, n));
		for (size_t k = 0; k < n; k++) {
			want[k] ^= 1;
			cr_assert(!pk_verify(&env, CMH, key, NULL, NULL, msg, len, want, n), "%zu", k);
			want[k] ^= 1;
		}
		EVP_PKEY_free(key);
	}
}

Test(provider_sign_ec, eddsa_equals_default_up_to_its_limit)
{
	static const char *const types[] = { "ED25519", "ED448" };
	static uint8_t msg[CMH_EDDSA_MAX + 1];
	static const size_t lens[] = { 0, 1, 100, 4095, 4096, 4097, CMH_EDDSA_MAX };
	uint8_t got[PK_SIG_MAX], want[PK_SIG_MAX];

	env_fill(msg, sizeof(msg));
	for (int t = 0; t < 2; t++) {
		EVP_PKEY *key = pk_gen(&env, types[t]);
		size_t n = 0;

		for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
			n = pk_sign(&env, DEFAULT, key, NULL, NULL, msg, lens[i], want);
			cr_assert(pk_sign(&env, CMH, key, NULL, NULL, msg, lens[i], got) == n);
			cr_assert(memcmp(got, want, n) == 0, "%s %zu", types[t], lens[i]);
			cr_assert(pk_verify(&env, CMH, key, NULL, NULL, msg, lens[i], want, n));
		}
		ERR_clear_error();
		cr_assert(pk_sign(&env, CMH, key, NULL, NULL, msg, sizeof(msg), got) == 0);
		cr_assert(strstr(ERR_reason_error_string(ERR_peek_error()), "longer than the device"));
		cr_assert(!pk_verify(&env, CMH, key, NULL, NULL, msg, sizeof(msg), want, n));
		EVP_PKEY_free(key);
	}
}

Test(provider_sign_ec, eddsa_signs_whole_messages_only)
{
	EVP_PKEY *key = pk_gen(&env, "ED25519");
	EVP_MD_CTX *ctx;
	uint8_t sig[PK_SIG_MAX];
	size_t n = 63;

	cr_assert(pk_begin(&env, CMH, key, "SHA512", 1, NULL) == NULL);
	cr_assert(raw_sign(CMH, key, NULL, "abc", 3, sig, sizeof(sig)) == 0);
	ctx = pk_begin(&env, CMH, key, NULL, 1, NULL);
	cr_assert(EVP_DigestSignUpdate(ctx, "abc", 3) <= 0);
	cr_assert(EVP_DigestSign(ctx, sig, &n, (const uint8_t *)"abc", 3) <= 0);
	env_must(EVP_DigestSign(ctx, NULL, &n, (const uint8_t *)"abc", 3));
	cr_assert(n == 64);
	env_must(EVP_DigestSign(ctx, sig, &n, (const uint8_t *)"abc", 3));
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
}
