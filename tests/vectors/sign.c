// SPDX-License-Identifier: Apache-2.0
/* sign.c - vectors of signatures: verified in one call and in pieces; made and compared where a
 * file brings a private key. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include "tests/vectors/vectors.h"

static enum verdict open_public(struct suite *suite)
{
	return key_from_der(field(suite->group, "publicKeyDer"), "SubjectPublicKeyInfo",
			    EVP_PKEY_PUBLIC_KEY, &suite->key);
}

static enum verdict open_private(struct suite *suite)
{
	const json_t *pkcs8 = json_object_get(suite->group, "privateKeyPkcs8");

	return key_from_der(field(suite->group, pkcs8 ? "privateKeyPkcs8" : "keyDer"),
			    "PrivateKeyInfo", EVP_PKEY_KEYPAIR, &suite->key);
}

/* What a signature of RSA with PSS needs to know; without a digest of MGF1 it is PKCS #1 v1.5. */
struct pss {
	const char *mgf1;
	int salt;
};

static bool start(EVP_MD_CTX *ctx, const struct suite *suite, const char *digest,
		  const struct pss *pss, bool verify)
{
	OSSL_PARAM params[4] = { OSSL_PARAM_END }, *p = params;
	int salt = pss ? pss->salt : 0;

	if (pss) {
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE,
							OSSL_PKEY_RSA_PAD_MODE_PSS, 0);
		*p++ = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST,
							(char *)pss->mgf1, 0);
		*p++ = OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt);
		*p = OSSL_PARAM_construct_end();
	}
	return (verify ? EVP_DigestVerifyInit_ex : EVP_DigestSignInit_ex)(
		       ctx, NULL, digest, rig.libctx, rig.query, suite->key, params) > 0;
}

/* digest NULL: a scheme that takes its message in one call only. */
static enum verdict verify(const struct suite *suite, const char *digest, const struct pss *pss,
			   struct bytes msg, struct bytes sig)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *copy = NULL;
	enum verdict verdict = ACCEPTED;
	bool first = false, ok;

	if (!start(ctx, suite, digest, pss, true)) {
		verdict = missing("verification with a key of type %s: %s",
				  EVP_PKEY_get0_type_name(suite->key), rig_error());
		goto out;
	}
	first = EVP_DigestVerify(ctx, sig.data, sig.len, msg.data, msg.len) > 0;
	if (!first)
		verdict = refused("the signature");
	if (!digest)
		goto out;
	ok = start(ctx, suite, digest, pss, true);
	for (size_t i = 0; ok && i < msg.len; i++)
		ok = EVP_DigestVerifyUpdate(ctx, msg.data + i, 1) > 0;
	if (!ok) {
		verdict = wrong("EVP_DigestVerifyUpdate of one byte");
		goto out;
	}
	copy = EVP_MD_CTX_new();
	if (EVP_MD_CTX_copy_ex(copy, ctx) <= 0)
		verdict = wrong("EVP_MD_CTX_copy_ex");
	else if ((EVP_DigestVerifyFinal(copy, sig.data, sig.len) > 0) != first)
		verdict = wrong("a copy of the context judges otherwise");
	else if ((EVP_DigestVerifyFinal(ctx, sig.data, sig.len) > 0) != first)
		verdict = wrong("in pieces it is judged otherwise");
out:
	EVP_MD_CTX_free(copy);
	EVP_MD_CTX_free(ctx);
	return verdict;
}

static enum verdict run_hashed(const struct suite *suite, json_t *test)
{
	const char *digest;
	const enum verdict verdict = digest_of(string(suite->group, "sha"), &digest);

	if (verdict != ACCEPTED)
		return verdict;
	return verify(suite, digest, NULL, field(test, "msg"), field(test, "sig"));
}

static enum verdict run_eddsa(const struct suite *suite, json_t *test)
{
	return verify(suite, NULL, NULL, field(test, "msg"), field(test, "sig"));
}

static enum verdict run_pss(const struct suite *suite, json_t *test)
{
	const char *digest, *mgf1;
	enum verdict verdict = digest_of(string(suite->group, "sha"), &digest);

	if (verdict == ACCEPTED)
		verdict = digest_of(string(suite->group, "mgfSha"), &mgf1);
	if (verdict != ACCEPTED)
		return verdict;
	return verify(suite, digest, &(struct pss){ mgf1, (int)number(suite->group, "sLen") },
		      field(test, "msg"), field(test, "sig"));
}

static enum verdict run_sign(const struct suite *suite, json_t *test)
{
	const struct bytes msg = field(test, "msg"), sig = field(test, "sig");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len, at = msg.len / 2;
	enum verdict verdict;
	const char *digest;
	uint8_t *out;

	verdict = digest_of(string(suite->group, "sha"), &digest);
	if (verdict != ACCEPTED)
		goto out;
	if (!start(ctx, suite, digest, NULL, false)) {
		verdict = missing("signing with a key of type %s: %s",
				  EVP_PKEY_get0_type_name(suite->key), rig_error());
		goto out;
	}
	len = (size_t)EVP_PKEY_get_size(suite->key);
	out = pool(len);
	if (EVP_DigestSignUpdate(ctx, msg.data, at) <= 0 ||
	    EVP_DigestSignUpdate(ctx, msg.data + at, msg.len - at) <= 0 ||
	    EVP_DigestSignFinal(ctx, out, &len) <= 0) {
		verdict = refused("signing in two pieces");
		goto out;
	}
	if (!same(sig, out, len)) {
		verdict = refused("another signature");
		goto out;
	}
	len = (size_t)EVP_PKEY_get_size(suite->key);
	memset(out, 0, len);
	if (!start(ctx, suite, digest, NULL, false) ||
	    EVP_DigestSign(ctx, out, &len, msg.data, msg.len) <= 0 || !same(sig, out, len)) {
		verdict = wrong("signed in one call it is another signature");
		goto out;
	}
	verdict = verify(suite, digest, NULL, msg, sig);
out:
	EVP_MD_CTX_free(ctx);
	return verdict;
}

const struct schema sign_schemas[] = {
	{ "ecdsa_verify_schema_v1.json", run_hashed, open_public },
	{ "eddsa_verify_schema_v1.json", run_eddsa, open_public },
	{ "rsassa_pkcs1_verify_schema_v1.json", run_hashed, open_public },
	{ "rsassa_pss_verify_schema_v1.json", run_pss, open_public },
	{ "rsassa_pkcs1_generate_schema_v1.json", run_sign, open_private },
	{ NULL, NULL, NULL },
};
