// SPDX-License-Identifier: Apache-2.0
/* Project Wycheproof's vectors of signatures, key exchange and RSA encryption through EVP, when
 * CMH_VECTORS has them. Keys are read by the default provider and carried over. */
#include <criterion/criterion.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "tests/provider_pk.h"
#include "tests/unit/wycheproof.h"

static struct env env;

static void up(void)
{
	env_up(&env);
}

static void down(void)
{
	env_down(&env);
}

TestSuite(provider_pk_wycheproof, .init = up, .fini = down, .timeout = 300);

static EVP_PKEY *public_key(const json_t *group, const char *name)
{
	const struct field der = wycheproof_field(group, name);
	const unsigned char *p = der.data;
	EVP_PKEY *key = d2i_PUBKEY_ex(NULL, &p, (long)der.len, env.libctx, DEFAULT);

	cr_assert(key != NULL);
	return key;
}

static EVP_PKEY *private_key(const json_t *group)
{
	const struct field der = wycheproof_field(group, "privateKeyPkcs8");
	const unsigned char *p = der.data;
	EVP_PKEY *key = d2i_AutoPrivateKey_ex(NULL, &p, (long)der.len, env.libctx, DEFAULT);

	cr_assert(key != NULL);
	return key;
}

/* Whether a test that may go either way or one that must went as it should. */
static void judge(const json_t *test, bool ok)
{
	const char *result = wycheproof_text(test, "result");

	if (strcmp(result, "acceptable") != 0)
		cr_assert(ok == (strcmp(result, "valid") == 0), "test %d, %s: %s",
			  (int)json_integer_value(json_object_get(test, "tcId")),
			  wycheproof_text(test, "comment"), ok ? "accepted" : "refused");
	ERR_clear_error();
}

/* What a group of tests shares. */
struct group {
	EVP_PKEY *key;
	const char *md; /* NULL: none */
	const OSSL_PARAM *params;
};

static bool verifies(const struct group *g, const json_t *test)
{
	const struct field msg = wycheproof_field(test, "msg"), sig = wycheproof_field(test, "sig");

	return pk_verify(&env, CMH, g->key, g->md, g->params, msg.data, msg.len, sig.data, sig.len);
}

static void run(const json_t *group, const struct group *g,
		bool (*one)(const struct group *g, const json_t *test), unsigned int *nr)
{
	json_t *test;
	size_t i;

	json_array_foreach(json_object_get(group, "tests"), i, test) {
		judge(test, one(g, test));
		++*nr;
	}
}

static void run_signatures(const char *file, const char *key_name, const char *md,
			   const OSSL_PARAM *params, unsigned int at_least)
{
	json_t *root = wycheproof_load(file), *group;
	unsigned int nr = 0;
	size_t i;

	json_array_foreach(json_object_get(root, "testGroups"), i, group) {
		struct group g = { .key = public_key(group, key_name), .md = md, .params = params };

		run(group, &g, verifies, &nr);
		EVP_PKEY_free(g.key);
	}
	json_decref(root);
	cr_assert(nr >= at_least, "%u tests", nr);
}

Test(provider_pk_wycheproof, rsa_pkcs1_signatures)
{
	run_signatures("rsa_signature_2048_sha256_test.json", "publicKeyDer", "SHA256", NULL, 259);
}

Test(provider_pk_wycheproof, rsa_pss_signatures)
{
	int pad = RSA_PKCS1_PSS_PADDING, salt = 32;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PAD_MODE, &pad),
		OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt),
		OSSL_PARAM_construct_end(),
	};

	run_signatures("rsa_pss_2048_sha256_mgf1_32_test.json", "publicKeyDer", "SHA256", params, 108);
}

Test(provider_pk_wycheproof, ecdsa_p256)
{
	run_signatures("ecdsa_secp256r1_sha256_test.json", "publicKeyDer", "SHA256", NULL, 484);
}

Test(provider_pk_wycheproof, ecdsa_p384)
{
	run_signatures("ecdsa_secp384r1_sha384_test.json", "publicKeyDer", "SHA384", NULL, 300);
}

Test(provider_pk_wycheproof, ecdsa_p521)
{
	run_signatures("ecdsa_secp521r1_sha512_test.json", "publicKeyDer", "SHA512", NULL, 300);
}

Test(provider_pk_wycheproof, ed25519)
{
	run_signatures("ed25519_test.json", "publicKeyDer", NULL, NULL, 100);
}

Test(provider_pk_wycheproof, ed448)
{
	run_signatures("ed448_test.json", "publicKeyDer", NULL, NULL, 87);
}

static bool signs_so(const struct group *g, const json_t *test)
{
	const struct field msg = wycheproof_field(test, "msg"), sig = wycheproof_field(test, "sig");
	uint8_t got[PK_SIG_MAX];
	const size_t len = pk_sign(&env, PREFER, g->key, g->md, NULL, msg.data, msg.len, got);

	/* these vectors are "acceptable" for weak digests only */
	cr_assert(len == sig.len && memcmp(got, sig.data, len) == 0, "%s", g->md);
	return true;
}

Test(provider_pk_wycheproof, rsa_pkcs1_signatures_made)
{
	json_t *root = wycheproof_load("rsa_pkcs1_2048_sig_gen_test.json"), *group;
	unsigned int nr = 0;
	size_t i;

	json_array_foreach(json_object_get(root, "testGroups"), i, group) {
		struct group g = { .key = private_key(group), .md = wycheproof_text(group, "sha") };

		run(group, &g, signs_so, &nr);
		EVP_PKEY_free(g.key);
	}
	json_decref(root);
	cr_assert(nr >= 43, "%u tests", nr);
}

static bool decrypts(const struct group *g, const json_t *test)
{
	const struct field msg = wycheproof_field(test, "msg"), ct = wycheproof_field(test, "ct");
	const json_t *label = json_object_get(test, "label");
	const struct field l = label ? wycheproof_field(test, "label") : (struct field){ .len = 0 };
	EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, g->key, EVP_PKEY_decrypt_init_ex, g->params);
	uint8_t out[FIELD_MAX];
	size_t len = sizeof(out);
	bool ok;

	cr_assert(ctx != NULL);
	if (l.len)
		env_must(EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, OPENSSL_memdup(l.data, l.len),
							  (int)l.len));
	ok = EVP_PKEY_decrypt(ctx, out, &len, ct.data, ct.len) > 0 && len == msg.len &&
	     memcmp(out, msg.data, len) == 0;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

static void run_decryption(const char *file, const OSSL_PARAM *params, unsigned int at_least)
{
	json_t *root = wycheproof_load(file), *group;
	unsigned int nr = 0;
	size_t i;

	json_array_foreach(json_object_get(root, "testGroups"), i, group) {
		struct group g = { .key = private_key(group), .params = params };

		run(group, &g, decrypts, &nr);
		EVP_PKEY_free(g.key);
	}
	json_decref(root);
	cr_assert(nr >= at_least, "%u tests", nr);
}

Test(provider_pk_wycheproof, rsa_pkcs1_decryption)
{
	run_decryption("rsa_pkcs1_2048_test.json", NULL, 67);
}

Test(provider_pk_wycheproof, rsa_oaep_decryption)
{
	int pad = RSA_PKCS1_OAEP_PADDING;
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_int(OSSL_ASYM_CIPHER_PARAM_PAD_MODE, &pad),
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST,
						 (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};

	run_decryption("rsa_oaep_2048_sha256_mgf1sha256_test.json", params, 37);
}

/* The secret of two keys is the vector's. */
static bool agrees(EVP_PKEY *own, EVP_PKEY *peer, const json_t *test)
{
	const struct field shared = wycheproof_field(test, "shared");
	EVP_PKEY_CTX *ctx = pk_ctx(&env, CMH, own, EVP_PKEY_derive_init_ex, NULL);
	uint8_t out[FIELD_MAX];
	size_t len = sizeof(out);
	bool ok;

	cr_assert(ctx != NULL);
	ok = EVP_PKEY_derive_set_peer(ctx, peer) > 0 && EVP_PKEY_derive(ctx, out, &len) > 0 &&
	     len == shared.len && memcmp(out, shared.data, len) == 0;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

static EVP_PKEY *ec_private(const char *curve, const struct field *scalar)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(env.libctx, "EC", DEFAULT);
	BIGNUM *d = BN_bin2bn(scalar->data, (int)scalar->len, NULL);
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;

	if (strcmp(curve, "secp256r1") == 0)
		curve = "P-256"; /* OpenSSL does not know the other name */
	env_must(OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0));
	env_must(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, d));
	params = OSSL_PARAM_BLD_to_param(bld);
	env_must(EVP_PKEY_fromdata_init(ctx));
	env_must(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params));
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(d);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static bool has_flag(const json_t *test, const char *flag)
{
	const json_t *value;
	size_t i;

	json_array_foreach(json_object_get(test, "flags"), i, value)
		if (strcmp(json_string_value(value), flag) == 0)
			return true;
	return false;
}

static void run_ecdh(const char *file)
{
	json_t *root = wycheproof_load(file), *group, *test;
	unsigned int nr = 0;
	size_t i, k;

	json_array_foreach(json_object_get(root, "testGroups"), i, group) {
		json_array_foreach(json_object_get(group, "tests"), k, test) {
			const struct field der = wycheproof_field(test, "public");
			const struct field scalar = wycheproof_field(test, "private");
			const unsigned char *p = der.data;
			EVP_PKEY *peer = d2i_PUBKEY_ex(NULL, &p, (long)der.len, env.libctx, DEFAULT);
			EVP_PKEY *own = ec_private(wycheproof_text(group, "curve"), &scalar);

			if (!has_flag(test, "UnnamedCurve")) /* a matter of who reads keys */
				judge(test, peer && agrees(own, peer, test));
			EVP_PKEY_free(peer);
			EVP_PKEY_free(own);
			nr++;
		}
	}
	json_decref(root);
	cr_assert(nr >= 500, "%u tests", nr);
}

Test(provider_pk_wycheproof, ecdh_p256)
{
	run_ecdh("ecdh_secp256r1_test.json");
}

Test(provider_pk_wycheproof, ecdh_p384)
{
	run_ecdh("ecdh_secp384r1_test.json");
}

Test(provider_pk_wycheproof, ecdh_p521)
{
	run_ecdh("ecdh_secp521r1_test.json");
}

Test(provider_pk_wycheproof, x25519)
{
	json_t *root = wycheproof_load("x25519_test.json"), *group, *test;
	unsigned int nr = 0;
	size_t i, k;

	json_array_foreach(json_object_get(root, "testGroups"), i, group) {
		json_array_foreach(json_object_get(group, "tests"), k, test) {
			const struct field u = wycheproof_field(test, "public");
			const struct field scalar = wycheproof_field(test, "private");
			EVP_PKEY *peer = EVP_PKEY_new_raw_public_key_ex(env.libctx, "X25519", DEFAULT,
									u.data, u.len);
			EVP_PKEY *own = EVP_PKEY_new_raw_private_key_ex(
				env.libctx, "X25519", DEFAULT, scalar.data, scalar.len);

			judge(test, agrees(own, peer, test));
			EVP_PKEY_free(peer);
			EVP_PKEY_free(own);
			nr++;
		}
	}
	json_decref(root);
	cr_assert(nr >= 518, "%u tests", nr);
}
