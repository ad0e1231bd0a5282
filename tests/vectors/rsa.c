// SPDX-License-Identifier: Apache-2.0
/* rsa.c - vectors of decryption with RSA; what was decrypted well is encrypted and decrypted once
 * more. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "tests/vectors/vectors.h"

static enum verdict open_private(struct suite *suite)
{
	return key_from_der(field(suite->group, "privateKeyPkcs8"), "PrivateKeyInfo",
			    EVP_PKEY_KEYPAIR, &suite->key);
}

/* Returns 1 or 0, or -1 if there is no such algorithm. */
static int crypt(const struct suite *suite, const OSSL_PARAM *params, bool encrypt,
		 struct bytes in, struct bytes *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(rig.libctx, suite->key, rig.query);
	int ok = -1;

	if (ctx && (encrypt ? EVP_PKEY_encrypt_init_ex : EVP_PKEY_decrypt_init_ex)(ctx, params) > 0) {
		out->len = (size_t)EVP_PKEY_get_size(suite->key);
		out->data = pool(out->len);
		ok = (encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt)(ctx, out->data, &out->len,
								     in.data, in.len) > 0;
	}
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

static enum verdict decrypt(const struct suite *suite, json_t *test, const OSSL_PARAM *params)
{
	const struct bytes msg = field(test, "msg");
	struct bytes out, again;
	const int ok = crypt(suite, params, false, field(test, "ct"), &out);

	if (ok < 0)
		return missing("EVP_PKEY_decrypt_init_ex: %s", rig_error());
	if (!ok)
		return refused("EVP_PKEY_decrypt");
	if (!same(msg, out.data, out.len))
		return refused("another message");
	if (crypt(suite, params, true, msg, &out) <= 0)
		return wrong("the message is not encrypted again");
	if (crypt(suite, params, false, out, &again) <= 0 || !same(msg, again.data, again.len))
		return wrong("what was encrypted is not decrypted");
	return ACCEPTED;
}

static enum verdict run_pkcs1(const struct suite *suite, json_t *test)
{
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
						 OSSL_PKEY_RSA_PAD_MODE_PKCSV15, 0),
		OSSL_PARAM_construct_end(),
	};

	return decrypt(suite, test, params);
}

static enum verdict run_oaep(const struct suite *suite, json_t *test)
{
	const struct bytes label = field(test, "label");
	const char *digest, *mgf1;
	enum verdict verdict = digest_of(string(suite->group, "sha"), &digest);

	if (verdict == ACCEPTED)
		verdict = digest_of(string(suite->group, "mgfSha"), &mgf1);
	if (verdict != ACCEPTED)
		return verdict;

	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
						 OSSL_PKEY_RSA_PAD_MODE_OAEP, 0),
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST,
						 (char *)digest, 0),
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, (char *)mgf1,
						 0),
		OSSL_PARAM_construct_octet_string(OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL, label.data,
						  label.len),
		OSSL_PARAM_construct_end(),
	};

	return decrypt(suite, test, params);
}

const struct schema rsa_schemas[] = {
	{ "rsaes_pkcs1_decrypt_schema_v1.json", run_pkcs1, open_private },
	{ "rsaes_oaep_decrypt_schema_v1.json", run_oaep, open_private },
	{ NULL, NULL, NULL },
};
