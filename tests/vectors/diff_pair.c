// SPDX-License-Identifier: Apache-2.0
/* diff_pair.c - keys that exist in both providers: made by one of them, or of random bytes, and
 * taken to the other as parameters. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>

#include "tests/vectors/diff.h"

static EVP_PKEY *from_params(OSSL_LIB_CTX *libctx, const char *type, const char *query,
			     OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(libctx, type, query);
	EVP_PKEY *key = NULL;

	if (ctx && EVP_PKEY_fromdata_init(ctx) > 0)
		EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

EVP_PKEY *pair_take_over(OSSL_LIB_CTX *libctx, const char *type, const EVP_PKEY *key,
			 const char *query)
{
	OSSL_PARAM *params = NULL;
	EVP_PKEY *out = NULL;

	if (EVP_PKEY_todata(key, EVP_PKEY_KEYPAIR, &params) > 0)
		out = from_params(libctx, type, query, params);
	OSSL_PARAM_free(params);
	return out;
}

static EVP_PKEY *generate(const char *type, const char *curve, const char *query, size_t bits)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(diff_libctx(query), type, query);
	OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
	EVP_PKEY *key = NULL;

	if (curve)
		params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
							     (char *)curve, 0);
	else if (bits)
		params[0] = OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &bits);
	if (ctx && EVP_PKEY_keygen_init(ctx) > 0 && EVP_PKEY_CTX_set_params(ctx, params) > 0)
		EVP_PKEY_generate(ctx, &key);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static int nid_of(const char *curve)
{
	const int nid = EC_curve_nist2nid(curve);

	return nid ? nid : OBJ_sn2nid(curve);
}

/* A scalar of random bytes and the point that belongs to it, for both providers. */
static bool ec_of_bytes(const char *type, const char *curve, struct key_pair *out)
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(nid_of(curve));
	EC_POINT *point = EC_POINT_new(group);
	const size_t len = ((size_t)EC_GROUP_order_bits(group) + 7) / 8;
	BIGNUM *d = BN_bin2bn(fill(len), (int)len, NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BN_CTX *bn = BN_CTX_new();
	OSSL_PARAM *params;
	uint8_t pub[160];
	size_t pub_len;

	BN_nnmod(d, d, EC_GROUP_get0_order(group), bn);
	if (BN_is_zero(d) || one_in(16))
		BN_set_word(d, 1 + below(3));
	EC_POINT_mul(group, point, d, NULL, NULL, bn);
	pub_len = EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, pub, sizeof(pub),
				     bn);
	OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0);
	OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, pub, pub_len);
	OSSL_PARAM_BLD_push_BN_pad(bld, OSSL_PKEY_PARAM_PRIV_KEY, d, len);
	params = OSSL_PARAM_BLD_to_param(bld);
	out->ours = from_params(rig.libctx, type, rig.query, params);
	out->theirs = from_params(rig.reference, type, REFERENCE, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_CTX_free(bn);
	BN_free(d);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	return true;
}

static bool raw_of_bytes(const char *type, struct key_pair *out)
{
	const size_t len = strcmp(type, "X448") == 0 ? 56 : strcmp(type, "ED448") == 0 ? 57 : 32;
	const uint8_t *d = fill(len);

	out->ours = EVP_PKEY_new_raw_private_key_ex(rig.libctx, type, rig.query, d, len);
	out->theirs = EVP_PKEY_new_raw_private_key_ex(rig.reference, type, REFERENCE, d, len);
	return true;
}

/* The keys of RSA, two of each provider's making, as they take long to make. */
#define RSA_NR 4u
static struct key_pair rsa[2][RSA_NR];

static bool rsa_make(const char *type, struct key_pair *out)
{
	const size_t pss = strcmp(type, "RSA-PSS") == 0, i = below(RSA_NR);
	struct key_pair *pair = &rsa[pss][i];
	const size_t bits = i & 2 ? 2048 : 3072;

	if (!pair->ours || !pair->theirs) {
		pair_free(pair);
		if (i & 1) {
			pair->ours = generate(type, NULL, rig.query, bits);
			if (!pair->ours)
				return differs("no key of %zu bits: %s", bits, rig_error());
			pair->theirs = pair_take_over(rig.reference, type, pair->ours, REFERENCE);
		} else {
			pair->theirs = generate(type, NULL, REFERENCE, bits);
			pair->ours = pair_take_over(rig.libctx, type, pair->theirs, rig.query);
		}
		if (!pair->ours || !pair->theirs)
			return differs("a key of %s is not taken over: %s",
				       i & 1 ? "the provider's" : "the default provider's",
				       rig_error());
	}
	*out = *pair;
	EVP_PKEY_up_ref(out->ours);
	EVP_PKEY_up_ref(out->theirs);
	return true;
}

bool pair_make(const char *type, const char *curve, struct key_pair *out)
{
	const size_t way = below(3);

	*out = (struct key_pair){ 0 };
	if (strncmp(type, "RSA", 3) == 0)
		return rsa_make(type, out);
	if (way == 0) {
		if (curve)
			ec_of_bytes(type, curve, out);
		else
			raw_of_bytes(type, out);
	} else if (way == 1) {
		out->ours = generate(type, curve, rig.query, 0);
		if (out->ours)
			out->theirs = pair_take_over(rig.reference, type, out->ours, REFERENCE);
	} else {
		out->theirs = generate(type, curve, REFERENCE, 0);
		out->ours = pair_take_over(rig.libctx, type, out->theirs, rig.query);
	}
	if (out->ours && out->theirs)
		return true;
	differs("%s, no key in %s: %s",
		way == 0 ? "of bytes" :
		way == 1 ? "made by the provider" : "made by the default provider",
		out->ours ? "the default provider" : "the provider", rig_error());
	pair_free(out);
	return false;
}

void pair_free(struct key_pair *pair)
{
	EVP_PKEY_free(pair->ours);
	EVP_PKEY_free(pair->theirs);
	*pair = (struct key_pair){ 0 };
}

void pair_down(void)
{
	for (size_t i = 0; i < 2 * RSA_NR; i++)
		pair_free(&rsa[i / RSA_NR][i % RSA_NR]);
}

const char *const *pair_curves(void)
{
	static const char *const all[] = {
		"P-192", "P-224", "P-256", "P-384", "P-521", "secp256k1", "brainpoolP192r1",
		"brainpoolP224r1", "brainpoolP256r1", "brainpoolP320r1", "brainpoolP384r1",
		"brainpoolP512r1",
	};
	static const char *known[sizeof(all) / sizeof(*all) + 1];
	size_t nr = 0;

	if (known[0])
		return known;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		EVP_PKEY *key = generate("EC", all[i], rig.query, 0);

		if (key)
			known[nr++] = all[i];
		EVP_PKEY_free(key);
	}
	ERR_clear_error();
	return known;
}

const char *const *pair_digests(void)
{
	static const char *const all[] = {
		"SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512", "SHA3-224",
		"SHA3-256", "SHA3-384", "SHA3-512",
	};
	static const char *known[sizeof(all) / sizeof(*all) + 1];
	size_t nr = 0;

	if (known[0])
		return known;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		EVP_MD *md = EVP_MD_fetch(rig.libctx, all[i], rig.query);

		if (md)
			known[nr++] = all[i];
		EVP_MD_free(md);
	}
	ERR_clear_error();
	return known;
}
