// SPDX-License-Identifier: Apache-2.0
/* agree.c - vectors of ECDH and of X25519, X448. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>

#include "tests/vectors/vectors.h"

static enum verdict agree(EVP_PKEY *own, EVP_PKEY *peer, struct bytes shared)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(rig.libctx, own, rig.query);
	enum verdict verdict = ACCEPTED;
	uint8_t *out;
	size_t len;

	if (!ctx || EVP_PKEY_derive_init(ctx) <= 0) {
		verdict = missing("EVP_PKEY_derive_init");
	} else if (EVP_PKEY_derive_set_peer(ctx, peer) <= 0) {
		verdict = refused("EVP_PKEY_derive_set_peer");
	} else if (EVP_PKEY_derive(ctx, NULL, &len) <= 0) {
		verdict = refused("EVP_PKEY_derive, the length");
	} else {
		out = pool(len);
		if (EVP_PKEY_derive(ctx, out, &len) <= 0)
			verdict = refused("EVP_PKEY_derive");
		else if (!same(shared, out, len))
			verdict = refused("another secret");
	}
	EVP_PKEY_CTX_free(ctx);
	return verdict;
}

/* The scalar alone, without the public point that belongs to it. */
static enum verdict ec_scalar(const char *curve, struct bytes scalar, EVP_PKEY **out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(rig.libctx, "EC", rig.query);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *d = BN_bin2bn(scalar.data, (int)scalar.len, NULL);
	enum verdict verdict = ACCEPTED;
	OSSL_PARAM *params;

	OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0);
	OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, d);
	params = OSSL_PARAM_BLD_to_param(bld);
	if (!ctx || EVP_PKEY_fromdata_init(ctx) <= 0)
		verdict = missing("keys of type EC");
	else if (EVP_PKEY_fromdata(ctx, out, EVP_PKEY_KEYPAIR, params) <= 0)
		verdict = refused("EVP_PKEY_fromdata of the scalar");
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(d);
	EVP_PKEY_CTX_free(ctx);
	return verdict;
}

static bool flagged(const json_t *test, const char *name)
{
	const json_t *flag;
	size_t i;

	json_array_foreach(json_object_get(test, "flags"), i, flag)
		if (strcmp(json_string_value(flag), name) == 0)
			return true;
	return false;
}

static enum verdict run_ecdh(const struct suite *suite, json_t *test)
{
	const char *curve = string(suite->group, "curve");
	EVP_PKEY *peer = NULL, *own = NULL;
	enum verdict verdict;

	if (strcmp(curve, "secp256r1") == 0) /* OpenSSL has another name for it */
		curve = "P-256";
	verdict = key_from_der(field(test, "public"), "SubjectPublicKeyInfo",
			       EVP_PKEY_PUBLIC_KEY, &peer);
	if (verdict == ACCEPTED)
		verdict = ec_scalar(curve, field(test, "private"), &own);
	if (verdict == ACCEPTED)
		verdict = agree(own, peer, field(test, "shared"));
	EVP_PKEY_free(peer);
	EVP_PKEY_free(own);
	if (verdict == ACCEPTED && strcmp(string(test, "result"), "invalid") == 0 &&
	    flagged(test, "NoCofactor"))
		return limit("OpenSSL computes a cofactor that is left out; the secret is right");
	if (verdict == ACCEPTED && flagged(test, "LargeCofactor") && strcmp(rig.name, "default") == 0)
		return limit("OpenSSL's own provider does not read a cofactor; the secret is right");
	return verdict;
}

static enum verdict run_xdh(const struct suite *suite, json_t *test)
{
	const char *type = strcmp(string(suite->group, "curve"), "curve448") ? "X25519" : "X448";
	const struct bytes public = field(test, "public"), private = field(test, "private");
	EVP_KEYMGMT *keys = EVP_KEYMGMT_fetch(rig.libctx, type, rig.query);
	EVP_PKEY *peer, *own;
	enum verdict verdict;

	if (!keys)
		return missing("keys of type %s", type);
	EVP_KEYMGMT_free(keys);
	peer = EVP_PKEY_new_raw_public_key_ex(rig.libctx, type, rig.query, public.data, public.len);
	own = EVP_PKEY_new_raw_private_key_ex(rig.libctx, type, rig.query, private.data,
					      private.len);
	if (peer && own)
		verdict = agree(own, peer, field(test, "shared"));
	else
		verdict = refused("%s key", peer ? "the private" : "the public");
	EVP_PKEY_free(peer);
	EVP_PKEY_free(own);
	return verdict;
}

const struct schema agree_schemas[] = {
	{ "ecdh_test_schema_v1.json", run_ecdh, NULL },
	{ "xdh_comp_schema_v1.json", run_xdh, NULL },
	{ NULL, NULL, NULL },
};
